"""What /sparql says of a request that it does not serve: JSON to programs that take it, else text with the line at fault."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response

from cartkg.graph.sparql import Place
from cartkg.server.protocol import Fault

JSON = ("application/json", "application/sparql-results+json", "application/ld+json", "application/problem+json")
LONG = 120  # characters of a line that are shown


def refusal(fault: Fault, headers: Headers) -> Response:
    """The response to a faulty request. It is never stored, for the next may be served."""
    more = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Encoding", **fault.headers}
    accept = headers.get("accept", "").lower()
    if any(media in accept for media in JSON):
        return JSONResponse(_members(fault), fault.status, more)
    return PlainTextResponse(_text(fault), fault.status, more)


def _members(fault: Fault) -> dict[str, object]:
    """`error`, `remedy`, `status`; of a place in the query also `line`, `column` (from 1) and that line's `text`."""
    members: dict[str, object] = {"error": fault.problem, "remedy": fault.remedy, "status": fault.status}
    if fault.place:
        members |= {"line": fault.place.line, "column": fault.place.column, "text": fault.place.text}
    return members


def _text(fault: Fault) -> str:
    shown = _quoted(fault.place) if fault.place else []
    return "\n".join(line for line in (fault.problem, *shown, fault.remedy) if line) + "\n"


def _quoted(place: Place) -> list[str]:
    """The line at fault and a caret under the place, cut to what fits a terminal."""
    first = max(0, place.column - 1 - LONG // 2)
    line = place.text[first : first + LONG].replace("\t", " ")
    return ["    " + line, "    " + " " * (place.column - 1 - first) + "^"]
