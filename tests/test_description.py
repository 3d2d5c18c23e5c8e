"""What the data set says of itself: the forms of VoID, DCAT, service description and examples, and that counts are true."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDFS, SH, VOID
from rdflib.plugins.sparql import prepareQuery
from starlette.testclient import TestClient

import made_up
from cartkg.ask import questions
from cartkg.graph import description
from cartkg.graph.description import DATASET, Edition
from cartkg.graph.description.statistics import measured
from cartkg.graph.store import GraphStore
from cartkg.model.namespaces import BASE, PREFIXES
from cartkg.model.resources import folder
from cartkg.server.app import application
from graphs import sample

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SCHEMA = Namespace("https://schema.org/")
SITE = "http://testserver/"
EDITION = Edition("ab" * 32, {"cartkg": "9.9.9", "ontology": "https://example.org/version"}, SITE)
FILES = ("service", "dataset", "examples")


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return sample()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.built(tmp_path_factory.mktemp("described"), 4)


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[TestClient]:
    with TestClient(application(built, workers=1)) as opened:
        yield opened


def read(client: TestClient, address: str, accept: str = "text/turtle") -> Graph:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(accept)
    return Graph().parse(data=answer.content, format=accept)


@pytest.fixture(scope="module")
def documents(client: TestClient) -> dict[str, Graph]:
    return {"service": read(client, "/sparql"), "dataset": read(client, "/void"), "examples": read(client, "/examples")}


def shapes(name: str) -> Graph:
    return Graph().parse(folder("shapes") / "description" / f"{name}.ttl")


def complaints(data: Graph, name: str) -> set[str]:
    _, results, _ = validate(data, shacl_graph=shapes(name))
    return {str(path) for path in results.objects(None, SH.resultPath)}


def required(name: str) -> list[URIRef]:
    """The properties that the shapes demand of what they target."""
    found = shapes(name)
    targeting = {s for target in (SH.targetClass, SH.targetNode, SH.targetObjectsOf) for s in found.subjects(target)}
    paths = {
        found.value(inner, SH.path)
        for shape in targeting
        for inner in found.objects(shape, SH.property)
        if found.value(inner, SH.minCount)
    }
    return sorted(path for path in paths if isinstance(path, URIRef) and path != RDF.type)


# --- forms ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_document_has_the_form_that_it_should(documents: dict[str, Graph], name: str) -> None:
    conforms, _, text = validate(documents[name], shacl_graph=shapes(name))
    assert conforms, text


@pytest.mark.parametrize(("name", "path"), [(name, path) for name in FILES for path in required(name)])
def test_what_is_demanded_is_missed(documents: dict[str, Graph], name: str, path: URIRef) -> None:
    poorer = Graph() + documents[name]
    assert (None, path, None) in poorer
    poorer.remove((None, path, None))
    assert str(path) in complaints(poorer, name)


def test_the_shapes_demand_something() -> None:
    assert [len(required(name)) > 5 for name in FILES] == [True] * 3


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (SCHEMA.keyword, Literal("misspelt")),
        (RDFS.comment, Literal("in no language")),
        (SCHEMA.target, Literal("no address")),
    ],
)
def test_a_wrong_value_in_an_example_is_seen(documents: dict[str, Graph], path: URIRef, value: Literal) -> None:
    worse = Graph() + documents["examples"]
    worse.add((URIRef(f"{description.EXAMPLES}/trials"), path, value))
    assert str(path) in complaints(worse, "examples")


def test_two_queries_in_one_example_are_seen(documents: dict[str, Graph]) -> None:
    worse = Graph() + documents["examples"]
    worse.add((URIRef(f"{description.EXAMPLES}/trials"), SH.ask, Literal("ASK {}")))
    assert not validate(worse, shacl_graph=shapes("examples"))[0]


# --- the service (W3C's three tests of service descriptions) -------------------------------------------------------------


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"])
def test_the_endpoint_without_a_query_answers_rdf(client: TestClient, accept: str) -> None:
    assert (None, RDF.type, SD.Service) in read(client, "/sparql", accept)


def test_the_description_names_the_endpoint_that_was_asked(client: TestClient) -> None:
    found = read(client, "/sparql")
    assert set(found.objects(None, SD.endpoint)) == {URIRef(SITE + "sparql")}
    other = client.get("/sparql", headers={"Accept": "text/turtle", "Host": "graph.example:8080"})
    assert URIRef("http://graph.example:8080/sparql") in set(Graph().parse(data=other.content).objects(None, SD.endpoint))


def test_a_host_that_is_no_name_gets_into_no_iri(client: TestClient) -> None:
    answer = client.get("/void", headers={"Accept": "text/turtle", "Host": 'a"b<c>'})
    assert set(Graph().parse(data=answer.content).objects(DATASET, VOID.sparqlEndpoint)) == {URIRef(SITE + "sparql")}


def test_the_forms_named_are_those_that_are_answered(documents: dict[str, Graph], client: TestClient) -> None:
    named = {str(form).rpartition("/")[2] for form in documents["service"].objects(None, SD.resultFormat)}
    assert named == {
        "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
        "Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG",
    }  # fmt: skip


def test_the_named_graphs_exist_and_all_but_those_of_records_are_named(documents: dict[str, Graph], built: Path) -> None:
    named = {str(name) for name in documents["service"].objects(None, SD.name)}
    graphs = set(GraphStore.open(built).graphs())
    assert named == {graph for graph in graphs if not graph.startswith(f"{BASE}record/")}
    assert len(named) > 5


def test_the_union_is_the_default_graph_as_said(documents: dict[str, Graph], client: TestClient) -> None:
    assert (None, SD.feature, SD.UnionDefaultGraph) in documents["service"]
    union = documents["service"].value(documents["service"].value(None, RDF.type, SD.Dataset), SD.defaultGraph)
    answer = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    counted = int(answer["results"]["bindings"][0]["n"]["value"])
    assert int(str(documents["service"].value(union, VOID.triples))) == counted


def test_a_browser_is_led_to_the_editor(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/editor")


@pytest.mark.parametrize("path", ["/sparql", "/void", "/examples"])
def test_a_program_without_preference_gets_rdf(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "*/*"}).headers["content-type"].startswith("text/turtle")


def test_a_form_that_is_not_to_be_had_is_refused(client: TestClient) -> None:
    assert client.get("/void", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


# --- the data set ---------------------------------------------------------------------------------------------------------


def test_counts_are_those_of_the_triples(store: GraphStore) -> None:
    statistics = measured(store)
    triples = {line.rsplit(" <", 1)[0] for line in store.lines()}
    subjects = [triple.split(" ", 1)[0] for triple in triples]
    assert statistics.triples == len(triples)
    assert statistics.subjects == len(set(subjects))
    assert statistics.entities == len({one for one in subjects if one.startswith(f"<{BASE}")})
    assert {use.iri: use.triples for use in statistics.properties} == {
        predicate: sum(1 for triple in triples if triple.split(" ")[1] == f"<{predicate}>")
        for predicate in {triple.split(" ")[1].strip("<>") for triple in triples}
    }
    assert sum(count for _, count in statistics.graphs) == len(store.lines())


def test_classes_are_counted_by_things_and_properties(store: GraphStore) -> None:
    trials = next(use for use in measured(store).classes if use.iri.endswith("ontology/Trial"))
    assert trials.entities == 5
    assert sum(count for _, count in trials.properties) == trials.triples
    assert dict(trials.properties)[PREFIXES["dcterms"] + "identifier"] == 5


def test_links_into_vocabularies_are_counted(store: GraphStore) -> None:
    found = Graph()
    for triple in description.dataset_triples(description.surveyed(store), EDITION):
        found.add(triple)
    sizes = {
        (str(found.value(one, VOID.linkPredicate)), str(found.value(one, VOID.objectsTarget)).rpartition("-")[2]): int(
            str(found.value(one, VOID.triples))
        )
        for one in found.subjects(RDF.type, VOID.Linkset)
    }
    targets = [line for line in store.lines() if f"> <{BASE}ontology/target> <" in line]
    assert sizes[BASE + "ontology/target", "HGNC"] == len(targets) > 0


def test_each_source_of_records_tells_its_day_and_licence(documents: dict[str, Graph]) -> None:
    found = documents["dataset"]
    told = [
        str(words) for source in found.objects(DATASET, DCTERMS.source) for words in found.objects(source, DCTERMS.description)
    ]
    assert [words.partition("Licence of the records: ")[0] for words in told] == [
        "4 records, retrieved from 2026-02-03 to 2026-02-03. "
    ]
    assert [
        str(found.value(one, DCTERMS.license)) in told[0] for one in found.subjects(DCTERMS.description) if one != DATASET
    ] == [True]
    assert found.value(DATASET, DCTERMS.modified) == Literal(made_up.DAY)


def test_what_is_given_as_an_example_is_in_the_graph(documents: dict[str, Graph], client: TestClient) -> None:
    examples = sorted(str(one) for one in documents["dataset"].objects(DATASET, VOID.exampleResource))
    assert len(examples) == 4
    for iri in examples:
        answer = client.get("/sparql", params={"query": f"ASK {{ <{iri}> ?p ?o }}"})
        assert answer.json()["boolean"] is True


def test_the_dump_is_the_build(documents: dict[str, Graph], client: TestClient, built: Path) -> None:
    address = documents["dataset"].value(DATASET, VOID.dataDump)
    assert address is not None
    path = "/" + str(address).removeprefix(SITE)
    assert client.get(path).content == (built / "graph.nq").read_bytes()
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.content == (built / "graph.nq").read_bytes()
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("address", ["/.well-known/void", "/void.ttl", "/void"])
def test_the_description_stands_where_it_is_looked_for(client: TestClient, address: str) -> None:
    assert (DATASET, RDF.type, DCAT.Dataset) in read(client, address)


def test_people_get_a_page_of_it(client: TestClient) -> None:
    page = client.get("/void", headers={"Accept": "text/html"}).text
    assert "<h1>The data set</h1>" in page
    assert "registry.example" in page  # where the made-up records come from
    assert "2026-02-03" in page


# --- the examples ---------------------------------------------------------------------------------------------------------


def test_every_question_is_an_example_that_runs(documents: dict[str, Graph], store: GraphStore) -> None:
    found = documents["examples"]
    ran = 0
    for subject in found.subjects(RDF.type, SH.SPARQLExecutable):
        text = str(found.value(subject, SH.select))
        prepareQuery(text)
        columns, _ = store.table(text, str(subject))
        assert len(columns) == len(questions.named(str(subject).rpartition("/")[2]).columns)
        assert "#+" not in text
        ran += 1
    assert ran == len(questions.listed()) > 50


def test_an_example_leads_to_its_question(client: TestClient) -> None:
    answer = client.get("/examples/trials", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/questions/trials")
    alone = read(client, "/examples/trials")
    assert len(set(alone.subjects(RDF.type, SH.SPARQLExecutable))) == 1
    assert client.get("/examples/none-such", headers={"Accept": "text/turtle"}).status_code == 404


def test_the_declared_prefixes_are_ours(documents: dict[str, Graph]) -> None:
    found = documents["examples"]
    declared = {
        str(found.value(one, SH.prefix)): str(found.value(one, SH.namespace)) for one in found.objects(None, SH.declare)
    }
    assert declared == PREFIXES
