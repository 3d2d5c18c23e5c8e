"""What the endpoint and its data are, for programs: service description, VoID and DCAT, the questions as examples, the dump."""

import gzip
from collections.abc import Iterator

from rdflib import RDFS, Literal, Namespace, URIRef
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cartkg.ask import questions
from cartkg.graph import description
from cartkg.graph.description import Edition, Survey
from cartkg.graph.description.statistics import Statistics
from cartkg.graph.description.words import DATASET, DOCUMENT, FORMAT_OF, SD, VOID, english
from cartkg.graph.store import GraphStore
from cartkg.graph.triples.node import DCTERMS, LABEL, Triple, facts, node
from cartkg.model import namespaces
from cartkg.model.namespaces import BASE
from cartkg.server.live import Build
from cartkg.server.negotiation import SOLUTIONS, TRIPLES
from cartkg.server.rdf import AS_DATA, HTML, VARY, answer, ending, quads, site_of, wanted
from cartkg.server.site import Site

ENTAILMENT = Namespace("http://www.w3.org/ns/entailment/")
RECORD_GRAPHS = f"{BASE}record/"


def routes(site: Site) -> list[BaseRoute]:
    """The routes of the description."""
    live = site.live

    def void(request: Request) -> Response:
        build, form = live.build, ending(request.url.path)[1] or wanted(request, AS_DATA)
        if form is HTML:
            return site.render(
                request,
                build,
                "dataset.html",
                {"survey": _survey(build), "rights": description.RIGHTS, "compact": namespaces.compact},
            )
        return answer(quads(description.dataset_triples(_survey(build), _edition(request, build))), form)

    def examples(request: Request) -> Response:
        form = ending(request.url.path)[1] or wanted(request, AS_DATA)
        if form is HTML:
            return RedirectResponse("/questions", 303, VARY)
        return answer(quads(description.example_triples(questions.listed(), _edition(request, live.build).endpoint)), form)

    def example(request: Request) -> Response:
        name, form = ending(request.path_params["name"])
        form = form or wanted(request, AS_DATA)
        found = [question for question in questions.listed() if question.name == name]
        if not found:
            raise HTTPException(404, f"no question {name}")
        if form is HTML:
            return RedirectResponse(f"/questions/{name}", 303, VARY)
        return answer(quads(description.example_triples(found, _edition(request, live.build).endpoint)), form)

    def dump(request: Request) -> Response:
        return _dump(request, live.build)

    return [
        Route("/void", void), Route("/void.{form}", void), Route("/.well-known/void", void),
        Route("/examples", examples), Route("/examples.{form}", examples), Route("/examples/{name}", example),
        Route("/.well-known/sparql-examples", examples),
        Route("/download/cartkg.nq", dump),
    ]  # fmt: skip


def service_description(request: Request, build: Build) -> Response:
    """The answer to /sparql without a query: a SPARQL 1.1 service description; for a browser, the way to the editor."""
    form = wanted(request, AS_DATA)
    if form is HTML:
        return RedirectResponse("/editor", 303, VARY)
    return answer(quads(_service(_edition(request, build), _survey(build).statistics)), form)


def _edition(request: Request, build: Build) -> Edition:
    return Edition(build.summary.digest, build.summary.versions, site_of(request))


def _survey(build: Build) -> Survey:
    return build.kept("survey", description.surveyed)


# --- the service ---------------------------------------------------------------------------------------------------------


def _service(edition: Edition, statistics: Statistics) -> Iterator[Triple]:
    """SPARQL 1.1 Service Description: the language, the forms of answers, and the data set with its graphs."""
    service = URIRef(f"{edition.endpoint}#service")
    yield from node(
        service, SD.Service,
        (LABEL, english("cartkg: SPARQL 1.1 queries, read-only")),
        (SD.endpoint, edition.endpoint), (SD.supportedLanguage, SD.SPARQL11Query),
        (SD.resultFormat, tuple(FORMAT_OF[form.media_type] for form in (*SOLUTIONS, *TRIPLES))),
        (SD.feature, SD.UnionDefaultGraph), (SD.defaultEntailmentRegime, ENTAILMENT.Simple),
        (SD.defaultDataset, URIRef(f"{edition.endpoint}#dataset")),
        (RDFS.seeAlso, (DOCUMENT, description.EXAMPLES, URIRef(edition.site + "void"), URIRef(edition.site + "examples"))),
    )  # fmt: skip
    yield from _graph_triples(edition, statistics)


def _graph_triples(edition: Edition, statistics: Statistics) -> Iterator[Triple]:
    """The data set: the union as default graph; the shared graphs one by one; of the graphs of records, how many there are."""
    dataset, union = (URIRef(f"{edition.endpoint}#{name}") for name in ("dataset", "default-graph"))
    of_records = [graph for graph, _ in statistics.graphs if graph.startswith(RECORD_GRAPHS)]
    yield from node(
        dataset, SD.Dataset,
        (SD.defaultGraph, union), (DCTERMS.isPartOf, DATASET),
        (RDFS.comment, english(
            f"Beside the named graphs listed here there are {len(of_records):,} graphs of records and of what was read in them,"
            f" under {RECORD_GRAPHS}; SELECT DISTINCT ?g {{ GRAPH ?g {{ }} }} lists them."
        )),
    )  # fmt: skip
    yield from node(union, SD.Graph, (LABEL, english("the union of all named graphs")), (VOID.triples, statistics.triples))
    for graph, triples in statistics.graphs:
        if graph not in set(of_records):
            yield from _named_graph_triples(dataset, URIRef(graph), triples)


def _named_graph_triples(dataset: URIRef, graph: URIRef, triples: int) -> Iterator[Triple]:
    listed, content = URIRef(f"{graph}#named"), URIRef(f"{graph}#content")
    yield dataset, SD.namedGraph, listed
    yield from node(listed, SD.NamedGraph, (SD.name, graph), (SD.graph, content))
    yield from node(content, SD.Graph, (LABEL, Literal(graph.removeprefix(BASE))))
    yield from facts(content, (VOID.triples, triples))


# --- the graph as a file -------------------------------------------------------------------------------------------------


def _dump(request: Request, build: Build) -> Response:
    """The sorted N-Quads of the build, whose sha256 is the build's; kept compressed, as they are ten times smaller so."""
    packed = build.kept("dump", _packed)
    headers = {"Content-Disposition": 'attachment; filename="cartkg.nq"', "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="application/n-quads", headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="application/n-quads", headers=headers)


def _packed(store: GraphStore) -> bytes:
    return gzip.compress("".join(f"{line}\n" for line in store.lines()).encode(), compresslevel=6, mtime=0)
