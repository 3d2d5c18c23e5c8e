"""IRIs that answer: the same thing in each form, as much as belongs to it, and a page where a browser asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Dataset, Graph, URIRef
from starlette.testclient import TestClient

import made_up
from cartkg.graph.store import GraphStore
from cartkg.model.namespaces import BASE, ONTOLOGY
from cartkg.server.app import application
from cartkg.server.dereferencing import KINDS
from cartkg.server.things import described

TRIAL = "/trial/NCT99990000"
EXCLUSION = f"{TRIAL}/exclusion/1"
FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.built(tmp_path_factory.mktemp("dereferenced"), 7)


@pytest.fixture(scope="module")
def store(built: Path) -> GraphStore:
    return GraphStore.open(built)


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[TestClient]:
    with TestClient(application(built, workers=1)) as opened:
        yield opened


def triples(content: bytes, media_type: str) -> Graph:
    found = Graph()
    for one, link, value, _ in Dataset().parse(data=content, format=media_type).quads():
        found.add((one, link, value))
    return found


def turtle(client: TestClient, path: str) -> Graph:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    return Graph().parse(data=answer.content)


@pytest.mark.parametrize("media_type", FORMS.values())
def test_a_trial_answers_the_same_in_each_form(client: TestClient, media_type: str) -> None:
    answer = client.get(TRIAL, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert "Accept" in answer.headers["vary"].split(", ")
    found = triples(answer.content, media_type)
    assert set(found) == set(turtle(client, TRIAL))
    assert (URIRef(BASE + TRIAL[1:]), RDF.type, URIRef(ONTOLOGY + "Trial")) in found


@pytest.mark.parametrize(("last", "media_type"), FORMS.items())
def test_a_paths_ending_asks_for_a_form_too(client: TestClient, last: str, media_type: str) -> None:
    answer = client.get(f"{EXCLUSION}.{last}", headers={"Accept": BROWSER})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert len(triples(answer.content, media_type)) > 5


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html"),
        ("*/*", "text/html"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0.4, text/turtle;q=0.6", "text/turtle"),
        ("application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
    ],
)
def test_the_weights_of_accept_decide(client: TestClient, accept: str, media_type: str) -> None:
    answer = client.get(EXCLUSION, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, media_type)
    assert "Accept" in answer.headers["vary"].split(", ")


def test_what_nobody_can_give_is_406(client: TestClient) -> None:
    assert client.get(EXCLUSION, headers={"Accept": "image/png"}).status_code == 406


def test_a_page_names_its_other_forms(client: TestClient) -> None:
    link = client.get(EXCLUSION, headers={"Accept": BROWSER}).headers["link"]
    assert f'<{EXCLUSION}.ttl>; rel="alternate"; type="text/turtle"' in link
    assert link.count("alternate") == len(FORMS)


# --- how much ------------------------------------------------------------------------------------------------------------


def test_a_trial_comes_with_all_its_parts(client: TestClient, store: GraphStore) -> None:
    whole = f"<{BASE}{TRIAL[1:]}"
    expected = {line.split(" ", 1)[0][1:-1] for line in store.lines() if line.startswith((whole + ">", whole + "/"))}
    found = {str(one) for one in turtle(client, TRIAL).subjects()}
    assert expected <= found
    assert any("/exclusion/1/therapy/" in one for one in expected)


def test_of_what_it_refers_to_only_the_names_come(client: TestClient) -> None:
    found = turtle(client, TRIAL)
    others = {one for one in found.subjects() if not str(one).startswith(BASE + TRIAL[1:])}
    assert len(others) > 10
    assert {predicate for one in others for predicate in found.predicates(one)} == {RDFS.label}


def test_a_term_comes_without_the_trials_that_name_it(client: TestClient) -> None:
    found = turtle(client, "/term/NCIT:C1702.ttl")
    assert (URIRef("http://purl.obolibrary.org/obo/NCIT_C1702"), RDFS.label, None) in found
    assert (None, RDFS.subClassOf, None) in found
    assert not any("/trial/" in str(node) for triple in found for node in triple)


def test_a_named_graph_is_answered_whole(client: TestClient, store: GraphStore) -> None:
    name = next(graph for graph in store.graphs() if graph.endswith("/NCT99990000/reading"))
    answer = client.get("/" + name.removeprefix(BASE), headers={"Accept": "application/n-quads"})
    lines = answer.text.splitlines()
    assert set(store.lines(name)) <= set(lines)


def test_a_class_comes_with_its_axioms(client: TestClient) -> None:
    found = turtle(client, "/ontology/CarTProduct")
    equivalent = found.value(URIRef(ONTOLOGY + "CarTProduct"), OWL.equivalentClass)
    assert found.value(equivalent, OWL.intersectionOf) is not None
    assert (None, OWL.onProperty, URIRef(ONTOLOGY + "modality")) in found


def test_the_same_request_gives_the_same_bytes(store: GraphStore) -> None:
    assert described(store, BASE + TRIAL[1:]) == described(store, BASE + TRIAL[1:])
    assert str(described(store, BASE + TRIAL[1:])[0].subject) == f"<{BASE}{TRIAL[1:]}>"


# --- every IRI -----------------------------------------------------------------------------------------------------------


def test_every_thing_of_ours_answers(client: TestClient, store: GraphStore) -> None:
    ours = {line.split(" ", 1)[0][1:-1] for line in store.lines() if line.startswith(f"<{BASE}")} | set(store.graphs())
    kinds = {iri.removeprefix(BASE).split("/")[0]: iri for iri in sorted(ours)}
    assert set(kinds) <= {*KINDS, "ontology", "vocabulary"}
    assert len(kinds) > 6
    for iri in kinds.values():
        path = "/" + iri.removeprefix(BASE)
        assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 200, iri
        assert client.get(path, headers={"Accept": BROWSER}).status_code == 200, iri


@pytest.mark.parametrize(
    "path", ["/trial/NCT99999999", "/organisation/none", "/term/NCIT:nothing", "/term/NOPE:1", "/record/a/b"]
)
def test_what_the_graph_does_not_know_is_404(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 404
    assert client.get(f"{path}.ttl").status_code == 404
    assert client.get(path, headers={"Accept": BROWSER}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/trial/NCT99990000/%3Cscript%3E", "/organisation/a%20b%22", "/record/%7B%7D", "/term/NCIT:%3C%3E"]
)
def test_a_path_that_is_no_iri_is_404(client: TestClient, path: str) -> None:
    for accept in ("text/turtle", BROWSER):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 404
        assert "<script>" not in answer.text or answer.headers["content-type"].startswith("text/plain")


def test_words_of_ours_lead_to_their_terms_page(client: TestClient) -> None:
    for path, place in (
        ("/ontology/Trial", "/term/cartkg:Trial"),
        ("/vocabulary/transplantation", "/term/cartkgv:transplantation"),
    ):
        answer = client.get(path, headers={"Accept": BROWSER}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, place)


@pytest.mark.parametrize("path", ["/ontology/cartkg.ttl", "/ontology/0.1.0/cartkg.ttl", "/ontology/imports/mondo.ttl"])
def test_the_ontologys_files_stand_under_their_iris(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/turtle")
    assert (None, RDF.type, OWL.Ontology) in Graph().parse(data=answer.content, format="turtle")


def test_a_file_that_the_ontology_has_not_is_404(client: TestClient) -> None:
    assert client.get("/ontology/imports/none.ttl").status_code == 404
    assert client.get("/ontology/imports/..%2Fcartkg.ttl").status_code == 404


def test_the_ontology_itself_answers_rdf(client: TestClient) -> None:
    found = turtle(client, "/ontology")
    assert (URIRef(ONTOLOGY + "cartkg.ttl"), RDF.type, OWL.Ontology) in found


# --- the plain page ------------------------------------------------------------------------------------------------------


def test_a_criterion_has_a_page_with_its_statements_and_their_source(client: TestClient) -> None:
    page = client.get(EXCLUSION, headers={"Accept": BROWSER}).text
    assert "<h1>exclusion 1, NCT99990000</h1>" in page
    assert "excludes rituximab" in page
    assert "reading of NCT99990000" in page
    assert f'href="{EXCLUSION}.ttl"' in page


def test_an_organisation_has_a_page_with_the_trials_that_it_leads(client: TestClient, store: GraphStore) -> None:
    iri = next(row["o"] for row in store.select('SELECT ?o { ?o a cartkg:Organisation ; rdfs:label "Made-up Hospital" }'))
    page = client.get("/" + iri.removeprefix(BASE), headers={"Accept": BROWSER}).text
    assert "<h1>Made-up Hospital</h1>" in page
    assert 'href="/trial/NCT99990003"' in page


def test_markup_in_a_name_is_shown_as_it_is(client: TestClient) -> None:
    page = client.get("/record/" + record_of(client), headers={"Accept": BROWSER}).text
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold</b>" not in page


def record_of(client: TestClient) -> str:
    """The path of the record of the trial whose title holds markup."""
    query = f"SELECT ?record {{ <{BASE}{TRIAL[1:]}> dcterms:source ?record . ?record a cartkg:Record }}"
    found = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return str(found[0]["record"]["value"]).removeprefix(BASE + "record/")
