"""The tests of W3C's SPARQL 1.1 protocol and service-description suites, as a table of ours.

Their names are the suites'; requests and expectations are written here, on a graph of three triples in three graphs. This
endpoint is read-only: what the suite expects to update is refused with 403 and the reason, which is right too where the suite
says 4xx.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from endpoint import Endpoint, endpoint, folder
from graphs import shared

DATA = "http://example.org/data/"
ONE, TWO, THREE, NONE = (f"{DATA}{number}" for number in ("1", "2", "3", "none"))
TYPED = "\n".join(f"<{graph}> {{ <{graph}> a <{DATA}Document> }}" for graph in (ONE, TWO, THREE))
IN_ONE_AND_TWO = f"GRAPH ?g1 {{ <{ONE}> a ?t1 }} GRAPH ?g2 {{ <{TWO}> a ?t2 }}"

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
SOLUTIONS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
TRIPLES = ("text/turtle", "application/rdf+xml", "application/n-triples")
READ_ONLY = "read-only"


@dataclass(frozen=True)
class Case:
    """A request, and what must come back: `status`, and `true` (a boolean), a media type among some, or words of the reason."""

    name: str
    status: int = 200
    wanted: object = True
    method: str = "POST"
    address: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    body: bytes = b""
    more: dict[str, str] = field(default_factory=dict)


def direct(name: str, query: str, *address: tuple[str, str], **more: object) -> Case:
    return Case(name, address=address, kind=QUERY, body=query.encode(), **more)  # type: ignore[arg-type]


def got(name: str, *address: tuple[str, str], **more: object) -> Case:
    return Case(name, method="GET", address=address, **more)  # type: ignore[arg-type]


def updated(name: str, update: str, *address: tuple[str, str]) -> Case:
    return Case(name, 403, READ_ONLY, address=address, kind=UPDATE, body=update.encode())


def default(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("default-graph-uri", graph) for graph in graphs)


def named(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("named-graph-uri", graph) for graph in graphs)


BOTH = f"ASK {{ <{ONE}> a ?t1 . <{TWO}> a ?t2 }}"
INSERT = f"INSERT {{ GRAPH <{DATA}new> {{ ?s a <{DATA}New> }} }} WHERE {{ ?s a <{DATA}Document> }}"

CASES = (
    Case("query_post_form", address=default(NONE), kind=FORM, body=b"query=ASK%20%7B%7D"),
    got("query_dataset_default_graphs_get", ("query", BOTH), *default(ONE, TWO)),
    direct("query_dataset_default_graphs_post", BOTH, *default(ONE, TWO)),
    direct("query_dataset_named_graphs_post", f"ASK {{ {IN_ONE_AND_TWO} }}", *named(ONE, TWO)),
    got("query_dataset_named_graphs_get", ("query", f"ASK {{ {IN_ONE_AND_TWO} }}"), *named(ONE, TWO)),
    direct("query_dataset_full", f"ASK {{ <{THREE}> a ?t3 {IN_ONE_AND_TWO} }}", *default(THREE), *named(ONE, TWO)),
    direct("query_multiple_dataset", f"ASK FROM <{THREE}> {{ {IN_ONE_AND_TWO} }}", *named(ONE, TWO)),
    got("query_get", ("query", "ASK {}"), *default(NONE)),
    direct("query_content_type_select", "SELECT (1 AS ?value) {}", *default(NONE), wanted=SOLUTIONS),
    direct("query_content_type_ask", "ASK {}", *default(NONE), wanted=SOLUTIONS[:2]),
    direct("query_content_type_describe", f"DESCRIBE <{DATA}>", *default(NONE), wanted=TRIPLES),
    direct("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", *default(NONE), wanted=TRIPLES),
    updated("update_dataset_default_graph", INSERT, ("using-graph-uri", ONE)),
    updated("update_dataset_default_graphs", INSERT, ("using-graph-uri", ONE), ("using-graph-uri", TWO)),
    updated("update_dataset_named_graphs", INSERT, ("using-named-graph-uri", ONE), ("using-named-graph-uri", TWO)),
    updated("update_dataset_full", INSERT, ("using-graph-uri", ONE), ("using-named-graph-uri", TWO)),
    Case("update_post_form", 403, READ_ONLY, kind=FORM, body=b"update=CLEAR+ALL"),
    updated("update_post_direct", "CLEAR ALL"),
    updated("update_base_uri", f"INSERT DATA {{ GRAPH <{DATA}new> {{ <{ONE}> a <relative> }} }}"),
    direct("query_post_direct", "ASK {}"),
    Case("bad_query_method", 405, "PUT", "PUT", (("query", "ASK {}"), *default(NONE)), FORM),
    got("bad_multiple_queries", ("query", "ASK {}"), ("query", "SELECT * {}"), status=400, wanted="more than one query"),
    Case("bad_query_wrong_media_type", 415, "text/plain", kind="text/plain", body=b"ASK {}"),
    Case("bad_query_missing_form_type", 415, "missing", body=b"query=ASK%20%7B%7D"),
    Case("bad_query_missing_direct_type", 415, "missing", body=b"ASK {}"),
    Case("bad_query_non_utf8", 415, "utf-16", kind=QUERY + "; charset=UTF-16", body="ASK {}".encode("utf-16")),
    got("bad_query_syntax", ("query", "ASK {"), status=400, wanted="line 1, column 5"),
    got("bad_update_get", ("update", "CLEAR ALL"), status=403, wanted=READ_ONLY),
    Case("bad_multiple_updates", 403, READ_ONLY, kind=FORM, body=b"update=CLEAR+NAMED&update=CLEAR+DEFAULT"),
    Case("bad_update_wrong_media_type", 415, "text/plain", kind="text/plain", body=b"CLEAR NAMED"),
    Case("bad_update_missing_form_type", 415, "missing", body=b"update=CLEAR%20NAMED"),
    Case("bad_update_non_utf8", 415, "utf-16", kind=UPDATE + "; charset=UTF-16", body="CLEAR NAMED".encode("utf-16")),
    Case("bad_update_syntax", 403, READ_ONLY, kind=FORM, body=b"update=CLEAR+XYZ"),
    updated(
        "bad_update_dataset_conflict", f"WITH <{ONE}> DELETE {{ ?s ?p 1 }} WHERE {{ ?s ?p 1 }}", ("using-named-graph-uri", TWO)
    ),
)
DESCRIBED = ("returns-rdf", "has-endpoint-triple", "conforms-to-schema")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    graph = folder(tmp_path_factory.mktemp("served") / "graph", TYPED)
    with endpoint(graph, 1) as running:
        yield running


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_protocol(served: Endpoint, case: Case) -> None:
    address = "?" + urlencode(case.address, quote_via=quote) if case.address else ""
    head = {"Content-Type": case.kind} if case.kind else {}
    answer = httpx.request(case.method, served.address + address, content=case.body or None, headers=head, timeout=60)
    assert answer.status_code == case.status, answer.text
    if case.wanted is True:
        assert answer.json()["boolean"] is True
    elif isinstance(case.wanted, tuple):
        assert answer.headers["content-type"].partition(";")[0] in case.wanted
    else:
        assert str(case.wanted) in answer.text


def test_refused_updates_changed_nothing(served: Endpoint) -> None:
    updates = [case for case in CASES if case.wanted == READ_ONLY]
    assert len(updates) == 11
    assert served.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "text/csv").text.split() == ["n", "3"]


@pytest.fixture(scope="module")
def description(served: Endpoint) -> Graph:
    answer = served.request("GET")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] in TRIPLES, "returns-rdf"
    return Graph().parse(data=answer.content, format=answer.headers["content-type"].partition(";")[0])


SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
LANGUAGES = {SD.SPARQL11Query}
FEATURES = {SD.DereferencesURIs, SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery}
FEDERATED = {SD.BasicFederatedQuery, SD.DereferencesURIs}


def test_service_description_returns_rdf(description: Graph) -> None:
    assert len(description) > 0


def test_service_description_names_the_endpoint(description: Graph, served: Endpoint) -> None:
    """has-endpoint-triple"""
    assert (None, SD.endpoint, URIRef(served.address)) in description


def test_service_description_conforms_to_its_vocabulary(description: Graph) -> None:
    """conforms-to-schema: one typed service, terms that the vocabulary has, and nothing claimed that this endpoint refuses."""
    (service,) = description.subjects(RDF.type, SD.Service)
    assert set(description.objects(service, SD.supportedLanguage)) == LANGUAGES
    features = set(description.objects(service, SD.feature))
    assert SD.UnionDefaultGraph in features <= FEATURES - FEDERATED
    (dataset,) = description.objects(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in description
    for graph in description.objects(dataset, SD.namedGraph):
        assert list(description.objects(graph, SD.name))


def test_the_table_holds_every_test_of_the_suites() -> None:
    suites = shared("conformance") / "sparql11"
    if not suites.is_dir():
        pytest.skip("the suites are not at hand: the table was compared with them where they are")
    for suite, ours in (("protocol", [case.name for case in CASES]), ("service-description", list(DESCRIBED))):
        entries = re.search(r"mf:entries\s*\((.*?)\)", _text(suites / suite / "manifest.ttl"), re.DOTALL)
        assert entries
        assert sorted(re.findall(r":([\w-]+)", entries[1])) == sorted(ours)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
