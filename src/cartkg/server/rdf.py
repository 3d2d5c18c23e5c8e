"""RDF as an HTTP answer: triples and quads written in the form that a client asked for, by Accept or by a path's ending."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.term import Node
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cartkg.graph.description.words import MORE_PREFIXES
from cartkg.graph.triples.node import Triple
from cartkg.model.namespaces import PREFIXES
from cartkg.server.negotiation import TRIPLES, Form, choose

HTML = Form("text/html", ("application/xhtml+xml",), None, "html", "html")  # type: ignore[arg-type]  # no engine writes pages
WITH_PAGE = (HTML, *TRIPLES)  # what a thing with a page is offered in; a client without preference gets the page
AS_DATA = (*TRIPLES, HTML)  # what is written for programs; a client without preference gets Turtle
ENDINGS = {form.ending: form for form in TRIPLES}
SHORT = PREFIXES | MORE_PREFIXES
VARY = {"Vary": "Accept"}
READABLE = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)  # people read these, so they get prefixes
TOLD_AS_TRIPLES = (ox.RdfFormat.JSON_LD,)  # it could carry graphs, but readers that ask for it want the things


def wanted(request: Request, forms: tuple[Form, ...] = WITH_PAGE) -> Form:
    """The form that Accept asks for. Raises 406 when it wants none of them."""
    form = choose(request.headers.get("accept"), forms)
    if form is None:
        offered = ", ".join(one.media_type for one in forms)
        raise HTTPException(406, f"not to be had in that form; accept one of {offered}", VARY)
    return form


def ending(path: str) -> tuple[str, Form | None]:
    """A path without the ending that names a form (".ttl", ".jsonld", …), and that form; None where it has no such ending."""
    stem, dot, last = path.rpartition(".")
    return (stem, ENDINGS[last]) if dot and last in ENDINGS else (path, None)


def answer(quads: Iterable[ox.Quad], form: Form, headers: dict[str, str] | None = None) -> Response:
    """The quads in this form, each once; a form that knows no graphs gives the triples of their union."""
    engine, found = form.engine, dict.fromkeys(quads)
    assert isinstance(engine, ox.RdfFormat)
    prefixes = _used(found) if engine in READABLE else None
    if engine.supports_datasets and engine not in TOLD_AS_TRIPLES:
        body = ox.serialize(found, format=engine, prefixes=prefixes)
    else:
        body = ox.serialize(dict.fromkeys(quad.triple for quad in found), format=engine, prefixes=prefixes)
    return Response(body, media_type=form.media_type, headers=VARY | (headers or {}))


def _used(statements: Iterable[ox.Quad]) -> dict[str, str]:
    """Those of our prefixes that the statements need."""
    nodes = {node for one in statements for node in (one.subject, one.predicate, one.object)}
    named = [node.value for node in nodes if isinstance(node, ox.NamedNode)]
    typed = {node.datatype.value for node in nodes if isinstance(node, ox.Literal)}
    return {
        prefix: namespace
        for prefix, namespace in sorted(SHORT.items())
        if any(iri.startswith(namespace) for iri in named) or any(iri.startswith(namespace) for iri in typed)
    }


def quads(triples: Iterable[Triple]) -> Iterator[ox.Quad]:
    """Triples of ours as quads of the default graph."""
    for subject, predicate, value in triples:
        yield ox.Quad(ox.NamedNode(str(subject)), ox.NamedNode(str(predicate)), _term(value))


def _term(value: Node) -> ox.NamedNode | ox.Literal:
    if isinstance(value, URIRef):
        return ox.NamedNode(str(value))
    assert isinstance(value, Literal)
    if value.language:
        return ox.Literal(str(value), language=value.language)
    return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype))) if value.datatype else ox.Literal(str(value))


def site_of(request: Request) -> str:
    """The address under which this client reaches the server's root, with its slash (a Host that is no name is not taken)."""
    return str(request.base_url)
