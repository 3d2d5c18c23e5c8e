"""What is said when a page cannot be: HTML in the site's look for browsers, plain text for programs."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from cartkg.model.errors import CartkgError, QuestionError
from cartkg.server.site import SECURITY, Site

WORDS = {
    400: "The address asks for something that cannot be answered.",
    404: "There is no page at this address.",
    405: "This address cannot be used in that way.",
    500: "This is a fault of the program, not of your request.",
}


class Failures:
    """The handlers of what goes wrong outside /sparql, which has its own."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def refused(self, request: Request, error: Exception) -> Response:
        """The answer to an HTTPException: its status, its own words where it has some."""
        assert isinstance(error, HTTPException)
        usual = error.detail == HTTPStatus(error.status_code).phrase
        problem = WORDS.get(error.status_code, error.detail) if usual else error.detail
        return self._response(request, error.status_code, problem, "", dict(error.headers or {}))

    def asked_wrongly(self, request: Request, error: Exception) -> Response:
        """The answer to a failure that cartkg foresees: 400 for a wrong question or parameter, else 500."""
        assert isinstance(error, CartkgError)
        if not isinstance(error, QuestionError):
            raise error
        return self._response(request, 400, f"{error.place}: {error.problem}.", error.remedy)

    def broken(self, request: Request, number: str) -> Response:
        """The answer where this program is at fault: `number` finds the trace in the log; nothing of it is shown."""
        return self._response(request, 500, WORDS[500], f"Its number in the log is {number}.")

    def _response(
        self, request: Request, status: int, problem: str, remedy: str, headers: dict[str, str] | None = None
    ) -> Response:
        headers = {"Cache-Control": "no-store", **(headers or {})}
        if not wants_html(request.headers.get("accept", "")):
            return _plain(status, problem, remedy, headers)
        values = {"status": status, "phrase": HTTPStatus(status).phrase.capitalize(), "problem": problem, "remedy": remedy}
        try:
            page = self.site.render(request, self.site.live.build, "error.html", values, status)
        except Exception:  # the page of a fault must come, though templates be at fault
            return _plain(status, problem, remedy, headers)
        page.headers.update(headers)
        return page


def wants_html(accept: str) -> bool:
    """Whether it is a browser that asks: a program that takes anything (`*/*`) gets plain text."""
    return "text/html" in accept.lower()


def _plain(status: int, problem: str, remedy: str, headers: dict[str, str]) -> Response:
    text = "\n".join(line for line in (f"{status} {HTTPStatus(status).phrase}", problem, remedy) if line) + "\n"
    return PlainTextResponse(text, status, {**SECURITY, **headers})
