"""The editor's page and what answers its script: the query that opens, completions from the graph, labels of an answer."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

import made_up
from cartkg.ask import questions
from cartkg.graph.queries import Query
from cartkg.model import namespaces
from cartkg.server.app import application
from cartkg.server.pages import lookup
from cartkg.server.pages.editor import FIRST, opened

RITUXIMAB = "http://purl.obolibrary.org/obo/NCIT_C1702"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(application(made_up.built(tmp_path_factory.mktemp("edited"), 3), workers=1)) as site:
        yield site


def query_in(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def parses(query: str) -> None:
    """Raises SyntaxError where the engine does not read the query; its prefixes must be declared in it."""
    ox.Store().query(query)


def completed(client: TestClient, words: str) -> list[dict[str, object]]:
    answer = client.get("/complete", params={"q": words})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()["completions"]
    return found


# ------------------------------------------------------------------------------------------------------ what it opens with


def test_a_query_of_the_address_opens_as_it_is() -> None:
    query = 'ASK { ?a ?b "<b>" }'
    assert opened({"query": query}).query == query


def test_the_first_example_parses() -> None:
    parses(FIRST)


@pytest.mark.parametrize("question", questions.listed(), ids=lambda question: question.name)
def test_every_named_question_opens_as_a_query_that_parses(question: Query) -> None:
    found = opened({"question": question.name})
    assert not found.problem
    assert "#+" not in found.query
    parses(found.query)


def test_a_question_opens_with_its_parameters() -> None:
    found = opened({"question": "excludes-prior-therapy", "agent": "NCIT:C91385", "population": ""})
    assert "VALUES ?agent { <http://purl.obolibrary.org/obo/NCIT_C91385> }" in found.query
    assert 'VALUES ?population { "all" }' in found.query  # an empty field of a form is no value


def test_a_wrong_parameter_is_told_and_the_question_opens_without_it() -> None:
    found = opened({"question": "excludes-prior-therapy", "population": "giants"})
    assert "giants" in found.problem
    assert "VALUES ?population" in found.query


def test_an_unknown_question_is_told() -> None:
    assert "nowhere" in opened({"question": "nowhere"}).problem


# --------------------------------------------------------------------------------------------------------------- the page


def test_the_page_works_as_a_plain_form(client: TestClient) -> None:
    query = "# </textarea><script>alert(1)</script>\nASK { ?a ?b ?c }"
    page = client.get("/editor", params={"query": query})
    assert page.status_code == 200
    assert query_in(page.text) == query
    assert "<script>alert" not in page.text
    form = re.search(r'<form id="editor".*?</form>', page.text, re.DOTALL)
    assert form
    assert 'action="/sparql" method="post"' in form[0]
    for value in re.findall(r'<option value="(\w+)"', form[0]):
        kind = "CONSTRUCT { ?a ?b ?c } WHERE" if value == "turtle" else "SELECT * WHERE"
        answer = client.post("/sparql", data={"query": f"{kind} {{ ?a ?b ?c }} LIMIT 1", "format": value})
        assert answer.status_code == 200, value


def test_the_page_says_so_where_the_scripts_were_not_built(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("cartkg.server.caching.STATIC", tmp_path)
    page = client.get("/editor?nothing=kept").text
    assert "scripts of this page were not built" in page
    assert "dist/editor.js" not in page
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "editor.js").write_text("// made up")
    page = client.get("/editor?nothing=kept-either").text
    assert "scripts of this page were not built" not in page
    assert "dist/editor.js" in page


def test_a_wrong_address_has_a_status_that_says_so(client: TestClient) -> None:
    assert client.get("/editor?question=nowhere").status_code == 404
    assert client.get("/editor?question=excludes-prior-therapy&population=giants").status_code == 400


# ------------------------------------------------------------------------------------------------------------- completion


@pytest.mark.parametrize("words", ["rituximab", "ritux", "RITUX", "MabThera", "NCIT:ritux", "NCIT:C1702", "ncit:c17"])
def test_a_therapy_is_found_by_its_names_and_its_identifier(client: TestClient, words: str) -> None:
    first = completed(client, words)[0]
    assert (first["curie"], first["iri"], first["label"]) == ("NCIT:C1702", RITUXIMAB, "rituximab")


def test_properties_and_classes_are_found_under_their_prefix(client: TestClient) -> None:
    found = completed(client, "cartkg:has")
    assert {"cartkg:hasCriterion", "cartkg:hasCondition"} <= {entry["curie"] for entry in found}
    assert {entry["kind"] for entry in found} == {"property"}
    assert "cartkg:Trial" in {entry["curie"] for entry in completed(client, "cartkg:tri")}


def test_an_antigen_is_found_by_its_symbol(client: TestClient) -> None:
    assert completed(client, "TNFRSF17")[0]["label"] == "BCMA"


def test_a_trial_is_found_by_its_identifier(client: TestClient) -> None:
    assert completed(client, made_up.identifier(1))[0]["iri"] == f"{namespaces.BASE}trial/{made_up.identifier(1)}"


def test_the_name_itself_stands_first_then_its_beginning_then_other_names() -> None:
    def name(label: str, *others: str, uses: int = 0) -> lookup.Name:
        return lookup.Name(f"http://example.org/{label}", f"EX:{label}", label, "class", others, uses)

    names = (
        name("prelupus", uses=99),
        name("SLE", "lupus erythematosus"),
        name("lupus nephritis"),
        name("lupus"),
        name("gout"),
    )
    found = lookup.Names(names, {}, {}).complete("Lupus")
    assert [one.label for one in found] == ["lupus", "lupus nephritis", "SLE", "prelupus"]


def test_of_equal_fits_the_one_that_is_used_more_stands_first() -> None:
    names = tuple(lookup.Name(f"http://example.org/{n}", f"EX:{n}", f"lupus {n}", "class", (), n) for n in range(3))
    assert [one.uses for one in lookup.Names(names, {}, {}).complete("lup")] == [2, 1, 0]


@pytest.mark.parametrize("words", ["", "r", "no such thing at all", "zz:top", "x" * 5000, ":", "(((", "\\"])
def test_what_stands_for_nothing_completes_to_nothing(client: TestClient, words: str) -> None:
    assert completed(client, words) == []


def test_completions_are_few(client: TestClient) -> None:
    assert len(completed(client, "MONDO:")) == lookup.OFFERED


# ----------------------------------------------------------------------------------------------------------------- labels


def test_labels_name_terms_and_trials_and_say_their_pages(client: TestClient) -> None:
    trial = made_up.identifier(0)
    keys = [RITUXIMAB, trial, f"{namespaces.BASE}trial/{trial}", "http://example.org/unknown"]
    labels = client.post("/labels", json={"keys": keys}).json()["labels"]
    assert labels[RITUXIMAB] == {"curie": "NCIT:C1702", "label": "rituximab", "page": "/term/NCIT:C1702"}
    assert labels[trial]["page"] == labels[f"{namespaces.BASE}trial/{trial}"]["page"] == f"/trial/{trial}"
    assert labels[trial]["label"] == made_up.HOSTILE
    assert "http://example.org/unknown" not in labels


def test_labels_name_things_of_a_trial_too(client: TestClient) -> None:
    item = f"{namespaces.BASE}trial/{made_up.identifier(0)}/exclusion/1"
    keys = [item, f"{item}> ?a ?b }} #", f"{namespaces.BASE}trial/nothing"]
    labels = client.post("/labels", json={"keys": keys}).json()["labels"]
    assert labels.keys() == {item}
    assert labels[item]["curie"] == f"trial/{made_up.identifier(0)}/exclusion/1"
    assert client.get(labels[item]["page"], headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": "all"}',
        b'{"keys": [1]}',
        b"\xff",
        b"[" * 100_000,
        b'{"keys": [' + b'"x",' * 1001 + b'"x"]}',
    ],
)
def test_a_request_for_labels_that_is_none_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/labels", content=body).status_code == 400


@pytest.mark.parametrize(
    "key", ["https://w3id.org/cartkg/trial/\ud800", "https://w3id.org/cartkg/\0", "\udfff", "https://w3id.org/cartkg/a b"]
)
def test_a_key_that_is_no_iri_has_no_label(client: TestClient, key: str) -> None:
    found = client.post("/labels", content=json.dumps({"keys": [key]}))
    assert (found.status_code, found.json()) == (200, {"labels": {}})


def test_marks_of_the_build_are_not_served(client: TestClient) -> None:
    assert client.get("/static/dist/.made").status_code == 404
    assert client.get("/static/.gitignore").status_code == 404
