"""What an HTTP request asks: SPARQL 1.1 Protocol, section 2.1 (query operation), and the fault that a wrong one is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph

from cartkg.graph.sparql import Place, UnreadableQueryError, guard
from cartkg.model.errors import QuestionError

MAX_QUERY_BYTES = 100_000
MAX_ENCODED_BYTES = 3 * MAX_QUERY_BYTES + 10_000  # percent-encoded, with the names of graphs
MAX_PARAMETERS = 1_000

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
UTF_8 = ("utf-8", "utf8", "us-ascii")


class Fault(Exception):  # noqa: N818 - the word of the protocol (SPARQL 1.1 Protocol, 2.1.6)
    """A request that cannot be served: `status` is the HTTP status, `remedy` what the client can do, `place` where it errs."""

    def __init__(
        self, status: int, problem: str, remedy: str = "", headers: dict[str, str] | None = None, place: Place | None = None
    ) -> None:
        self.status, self.problem, self.remedy, self.headers, self.place = status, problem, remedy, headers or {}, place
        super().__init__(problem)

    @classmethod
    def of(cls, error: QuestionError) -> "Fault":
        """The fault that a query is which is refused (403) or cannot be read (400)."""
        if isinstance(error, UnreadableQueryError):
            return cls(400, error.problem, error.remedy, place=error.at)
        return cls(403, error.problem, error.remedy)


@dataclass(frozen=True, slots=True)
class Request:
    """A query with the dataset that the protocol's parameters ask for (empty: the union of all graphs).

    `format` and `download` are ours, for forms in pages: which form the answer takes whatever Accept says, and whether a
    browser is to keep it as a file.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    download: bool = False


READ_ONLY = Fault(403, "this endpoint is read-only: updates are refused", "change the records and build the graph again")


def asks(query_string: str) -> bool:
    """Whether an address asks anything; one that does not is answered with the service description."""
    return any(name in ("query", "update") for name, _ in _pairs(query_string))


def read(method: str, query_string: str, content_type: str, body: bytes) -> Request:
    """The request in its three forms: GET, URL-encoded POST, direct POST. Raises Fault (400, 403, 405, 413, 414, 415).

    Parameters in the address count in every form, so that none is passed over in silence.
    """
    if len(query_string) > MAX_ENCODED_BYTES:
        raise Fault(414, "the address is too long", "POST the query")
    if len(body) > MAX_ENCODED_BYTES:
        raise _too_long()
    in_address = _pairs(query_string)
    if method in ("GET", "HEAD"):
        return _request(in_address, None)
    if method != "POST":
        raise Fault(405, f"method {method} is not allowed", "use GET or POST", {"Allow": METHODS})
    return _posted(in_address, _media(content_type), body)


def _posted(in_address: Sequence[tuple[str, str]], media: str, body: bytes) -> Request:
    if media == FORM:
        return _request([*in_address, *_pairs(_text(body))], None)
    if media == DIRECT:
        return _request(in_address, _text(body))
    if media == UPDATE:
        raise READ_ONLY
    raise Fault(415, f"content type {media or 'missing'} is not supported", f"send {FORM} or {DIRECT}")


def _media(content_type: str) -> str:
    """The media type alone. Raises Fault 415 when it names a character set that is not UTF-8."""
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in UTF_8:
            raise Fault(415, f"character set {value} is not supported", "send UTF-8")
    return media


def _pairs(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise Fault(400, "a parameter is not percent-encoded UTF-8", "encode it as UTF-8") from error
    except ValueError as error:
        raise Fault(400, f"more than {MAX_PARAMETERS:,} parameters", "send fewer") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault(400, f"the body is not UTF-8 (byte {error.start})", "encode it as UTF-8") from error


def _request(pairs: Sequence[tuple[str, str]], direct: str | None) -> Request:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if values("update"):
        raise READ_ONLY
    queries = (*values("query"), *((direct,) if direct is not None else ()))
    if not queries:
        raise Fault(400, "no query", "give the parameter query, or POST the query as application/sparql-query")
    if len(queries) > 1:
        raise Fault(400, "more than one query", "send one query a request")
    default_graphs, named_graphs = _iris("default-graph-uri", values), _iris("named-graph-uri", values)
    wanted, download = next(iter(values("format")), ""), any(values("download"))
    return Request(_checked(queries[0]), default_graphs, named_graphs, wanted, download)


def _checked(query: str) -> str:
    """The query, when its length and characters can be a query's."""
    if len(query.encode("utf-8", "surrogatepass")) > MAX_QUERY_BYTES:
        raise _too_long()
    try:
        guard.check_characters(query)
    except UnreadableQueryError as error:
        raise Fault.of(error) from error
    return query


def _iris(name: str, values: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The IRIs that a parameter gives. Raises Fault 400 for one that is no absolute IRI."""
    for iri in values(name):
        try:
            pyoxigraph.NamedNode(iri)
        except ValueError as error:
            raise Fault(400, f"{name} is not an absolute IRI: {iri[:200]}", "give the graph's whole IRI") from error
    return values(name)


def _too_long() -> Fault:
    return Fault(
        413, f"the query is longer than {MAX_QUERY_BYTES:,} bytes", "shorten it, or send its VALUES in several requests"
    )
