"""What an HTTP request asks: SPARQL 1.1 Protocol, section 2.1 (query operation), and the fault that a wrong one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

MAX_QUERY_BYTES = 100_000

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATES = ("application/sparql-update",)


class Fault(Exception):  # noqa: N818 - the word of the protocol (SPARQL 1.1 Protocol, 2.1.6)
    """A request that cannot be served: `status` is the HTTP status, `remedy` what the client can do."""

    def __init__(self, status: int, problem: str, remedy: str = "", headers: dict[str, str] | None = None) -> None:
        self.status, self.problem, self.remedy, self.headers = status, problem, remedy, headers or {}
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Request:
    """A query with the dataset that the protocol's parameters ask for (empty: the union of all graphs)."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read(method: str, query_string: str, content_type: str, body: bytes) -> Request:
    """The request in its three forms: GET, URL-encoded POST, direct POST. Raises Fault (400, 405, 413, 415)."""
    if len(body) > MAX_QUERY_BYTES or len(query_string) > MAX_QUERY_BYTES:
        raise Fault(413, f"the query is longer than {MAX_QUERY_BYTES:,} bytes", "shorten it, with VALUES in several requests")
    in_address = _pairs(query_string)
    if method in ("GET", "HEAD"):
        return _request(in_address, None)
    if method != "POST":
        raise Fault(405, f"method {method} is not allowed", "use GET or POST", {"Allow": "GET, HEAD, POST, OPTIONS"})
    media = content_type.partition(";")[0].strip().lower()
    if media == FORM:
        return _request(_pairs(_text(body)), None)
    if media == DIRECT:
        return _request(in_address, _text(body))
    if media in UPDATES:
        raise Fault(403, "this endpoint is read-only: updates are refused", "change the records and build the graph again")
    raise Fault(415, f"content type {media or 'missing'} is not supported", f"send {FORM} or {DIRECT}")


def _pairs(encoded: str) -> list[tuple[str, str]]:
    return parse_qsl(encoded, keep_blank_values=True)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault(400, f"the body is not UTF-8 (byte {error.start})", "encode it as UTF-8") from error


def _request(pairs: Sequence[tuple[str, str]], direct: str | None) -> Request:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if values("update"):
        raise Fault(403, "this endpoint is read-only: updates are refused", "change the records and build the graph again")
    queries = (*values("query"), *((direct,) if direct is not None else ()))
    if not queries:
        raise Fault(400, "no query", "give the parameter query, or POST the query as application/sparql-query")
    if len(queries) > 1:
        raise Fault(400, "more than one query", "send one query a request")
    return Request(queries[0], values("default-graph-uri"), values("named-graph-uri"))
