"""Home, search, the table of trials and the page of a trial, as a browser without scripts gets them."""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

import made_up
from cartkg.ask import questions
from cartkg.graph.store import GraphStore
from cartkg.server.app import application
from cartkg.server.pages.trial import NEAR, canonical, near
from cartkg.server.site import is_here, pieces

COUNT = 12
FIRST = made_up.identifier(0)  # says much, with words
SILENT = made_up.identifier(6)  # shows no eligibility text
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.built(tmp_path_factory.mktemp("pages"), COUNT)


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(application(folder, workers=1)) as opened:
        yield opened


class Page(HTMLParser):
    """A page's links, identifiers, text and what a strict content policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.refused: list[str] = []
        self.fetched: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and tag == "a":
                self.links.append(value or "")
            if name == "style" or name.startswith("on"):
                self.refused.append(f"{tag} {name}")
            fetches = tag != "link" or dict(attrs).get("rel") != "alternate"
            if name == "src" or (name == "href" and tag == "link" and fetches):
                self.fetched.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def get(client: TestClient, path: str, status: int = 200) -> Page:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text[:500]
    return Page(answer.text)


PLACES = (
    "/", "/search", "/search?q=rituximab", "/search?q=nothing+at+all+like+it", "/trials", "/trials?scope=all&page=all",
    "/trials?disease=MONDO:0007915&population=not-stated", f"/trial/{FIRST}", f"/trial/{SILENT}",
)  # fmt: skip


@pytest.mark.parametrize("path", PLACES)
def test_every_page_keeps_the_rules_of_the_house(path: str, client: TestClient) -> None:
    page = get(client, path)
    assert page.refused == []
    assert [one for one in page.fetched if not one.startswith("/static/")] == []
    assert f"Research use , from registry data of {made_up.DAY.isoformat()} , not medical advice" in page.text
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("path", PLACES)
def test_every_link_of_ours_leads_somewhere(path: str, client: TestClient) -> None:
    page = get(client, path)
    ours = sorted({link for link in page.links if link.startswith("/") and "/search?" not in link})
    assert ours
    known = {"/graph", "/figures", "/editor"}  # pages of other tests, slow to make
    for link in [one for one in ours if urlsplit(one).path not in known][:60]:
        assert client.get(link, headers=HTML, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize("path", PLACES)
def test_every_anchor_is_there(path: str, client: TestClient) -> None:
    page = get(client, path)
    here = urlsplit(path).path
    wanted = {urlsplit(link).fragment for link in page.links if urlsplit(link).path in ("", here) and urlsplit(link).fragment}
    assert wanted
    assert wanted <= set(page.ids)


# --- trials ----------------------------------------------------------------------------------------------------------


def rows(page: Page) -> set[str]:
    return {urlsplit(link).path.removeprefix("/trial/") for link in page.links if link.startswith("/trial/")}


def test_the_table_shows_the_trials_of_a_filter(client: TestClient) -> None:
    everything = get(client, "/trials?scope=all&page=all")
    assert rows(everything) == {made_up.identifier(number) for number in range(COUNT)}
    lupus = get(client, "/trials?scope=all&disease=MONDO:0007915")
    studied = (0, 5)  # lupus, and nephritis as its manifestation
    assert rows(lupus) == {made_up.identifier(n) for n in range(COUNT) if n % len(made_up.DISEASES) in studied}
    assert "4 of 12 trials" in lupus.text


def test_an_address_that_makes_no_sense_shows_the_default(client: TestClient) -> None:
    assert rows(get(client, "/trials?sort=colour&page=-4&scope=elsewhere")) == rows(get(client, "/trials"))
    assert rows(get(client, "/trials?page=9999")) == rows(get(client, "/trials"))


def test_a_filter_that_is_set_can_be_removed(client: TestClient) -> None:
    page = get(client, "/trials?scope=all&disease=MONDO:0007915&disease=MONDO:0005100&sort=trial")
    without = [parse_qs(urlsplit(one).query) for one in page.links if one.startswith("/trials?")]
    assert {"scope": ["all"], "sort": ["trial"], "disease": ["MONDO:0005100"]} in without
    assert {"scope": ["all"], "sort": ["trial"], "disease": ["MONDO:0007915"]} in without


def test_nothing_found_says_so(client: TestClient) -> None:
    assert "No trial fits all of these filters" in get(client, "/trials?q=zzzz").text


def test_the_csv_is_the_answer_of_the_question(client: TestClient, folder: Path) -> None:
    answer = client.get("/trials.csv?scope=all&sort=trial")
    assert answer.headers["content-type"].startswith("text/csv")
    found = list(csv.reader(io.StringIO(answer.text)))
    asked = questions.ask("trials", {}, GraphStore.open(folder))
    assert [tuple(row) for row in found] == [asked.columns, *sorted(asked.rows)]


def test_the_csv_holds_what_the_table_shows(client: TestClient) -> None:
    query = "scope=all&population=admits-minors&population=not-stated"
    found = list(csv.reader(io.StringIO(client.get(f"/trials.csv?{query}").text)))[1:]
    assert {row[0] for row in found} == rows(get(client, f"/trials?{query}"))
    # from 12 years on: 2 and 7; without ages in the field: 4, and 9, whose text says 18 to 65 years
    assert {row[0] for row in found} == {made_up.identifier(number) for number in (2, 4, 7)}


# --- a trial ---------------------------------------------------------------------------------------------------------


def test_a_title_is_shown_as_it_is(client: TestClient) -> None:
    answer = client.get(f"/trial/{FIRST}", headers=HTML).text
    assert "<b>bold</b>" not in answer
    assert made_up.HOSTILE in get(client, f"/trial/{FIRST}").text


def test_items_with_words_marks_and_statements(client: TestClient) -> None:
    page = get(client, f"/trial/{FIRST}")
    assert "exclusion-1" in page.ids
    assert "Rituximab within 6 months before screening" in page.text
    assert "excludes rituximab , within 6 months before screening" in page.text
    marks = re.findall(r'<mark class="excludes">([^<]*)</mark>', client.get(f"/trial/{FIRST}", headers=HTML).text)
    assert "Rituximab" in marks


def test_evidence_leads_to_the_item(client: TestClient) -> None:
    assert f"/trial/{FIRST}#exclusion-1" in get(client, f"/trial/{FIRST}").links


def test_a_missing_text_is_said_and_never_shown_as_no(client: TestClient) -> None:
    page = get(client, f"/trial/{SILENT}")
    assert "No eligibility text was read." in page.text
    assert "not stated for all" in page.text
    assert "does not exclude" not in page.text
    assert "Inclusion criteria" not in page.text


def test_the_same_address_answers_rdf(client: TestClient) -> None:
    answer = client.get(f"/trial/{FIRST}", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    assert f"/trial/{FIRST}.ttl" in get(client, f"/trial/{FIRST}").links


def test_an_unknown_trial_offers_those_like_it(client: TestClient) -> None:
    page = get(client, "/trial/NCT99991000", 404)
    assert "No such trial" in page.text
    assert 0 < len(rows(page)) <= NEAR
    assert rows(page) <= {made_up.identifier(number) for number in range(COUNT)}


def test_another_spelling_of_an_identifier_is_understood(client: TestClient) -> None:
    answer = client.get(f"/trial/{FIRST.lower()}", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/trial/{FIRST}")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("nct 06904729", "NCT06904729"), ("NCT-06904729", "NCT06904729"), ("NCT069", "NCT069"), ("lupus", "lupus")],
)
def test_canonical_identifiers(typed: str, expected: str) -> None:
    assert canonical(typed) == expected


def test_near_identifiers_are_the_most_alike_first() -> None:
    assert near("NCT99990001", ["NCT12345678", "NCT99990011", "NCT99990001"])[:2] == ["NCT99990001", "NCT99990011"]
    assert near("lupus", ["NCT12345678"]) == []


# --- search and home -------------------------------------------------------------------------------------------------


def suggestions(client: TestClient, words: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get("/search.json", params={"q": words}).json()["suggestions"]
    return found


def test_plain_words_become_a_question_with_its_values(client: TestClient) -> None:
    first = suggestions(client, "pediatric trials that exclude prior rituximab")[0]
    path, query = urlsplit(first["address"]).path, parse_qs(urlsplit(first["address"]).query)
    assert path == "/questions/excludes-prior-therapy"
    assert query == {"agent": ["NCIT:C1702"], "population": ["under-18"]}
    assert first["address"] in get(client, "/search?q=pediatric+trials+that+exclude+prior+rituximab").links


def test_a_question_about_what_no_record_has_is_not_offered(client: TestClient) -> None:
    page = get(client, "/search?q=trials+of+hidradenitis+suppurativa")
    assert "No record of this graph speaks of hidradenitis suppurativa" in page.text
    assert not any(link.startswith("/questions/trials-of-disease?") for link in page.links)
    offered = suggestions(client, "trials of hidradenitis suppurativa")
    assert not any("?" in one["address"] for one in offered)


def test_words_that_ask_nothing_sure_take_no_question(client: TestClient) -> None:
    page = get(client, "/search?q=blue+elephants+dance")
    assert "Your words ask a question" not in page.text


def test_suggestions_are_of_every_kind_and_few(client: TestClient) -> None:
    found = suggestions(client, "lupus")
    assert {one["kind"] for one in found} == {"trial", "term", "question"}
    assert len(found) <= 12
    assert all(client.get(one["address"], headers=HTML).status_code == 200 for one in found)


@pytest.mark.parametrize("words", ["", "l", " " * 500])
def test_too_little_gets_no_suggestion(words: str, client: TestClient) -> None:
    assert suggestions(client, words) == []


def test_a_trial_number_leads_to_its_trial(client: TestClient) -> None:
    answer = client.get("/search", params={"q": f" {FIRST.lower()} "}, headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/trial/{FIRST}")


def test_a_drug_offers_what_can_be_asked_of_it(client: TestClient) -> None:
    links = get(client, "/search?q=MabThera").links
    assert "/term/NCIT:C1702" in links
    assert "/questions/excludes-prior-therapy?agent=NCIT%3AC1702" in links


def test_a_disease_says_how_many_trials_study_it(client: TestClient) -> None:
    page = get(client, "/search?q=SLE")
    said = re.search(r"(\d+) trials? in the field that study it", page.text)
    assert said
    assert int(said[1]) == len(rows(get(client, "/trials?disease=MONDO:0007915")))


def test_home_counts_what_the_verdicts_say(client: TestClient, folder: Path) -> None:
    page = get(client, "/")
    store = GraphStore.open(folder)
    field = {row[0] for row in questions.ask("scope", {"in_scope": "true"}, store).rows}
    answer = questions.ask("therapy-verdicts", {"population": "under-18"}, store)
    known = [row for row in answer.rows if row[answer.columns.index("verdict")] != "not-stated"]
    assert known
    assert f"{len(answer.rows)} trials in the field admit people under 18. Of {len(known)} it is known" in page.text
    assert f"{len(field)} trials in the field" in page.text


# --- what every page shares ------------------------------------------------------------------------------------------


def test_names_with_hyphens_hold_together() -> None:
    words = "CD19 CAR-T <x>, in-vivo CAR, anti-CD19 cells, CAR-NK of B-cells, Made-08"
    assert [piece for piece, holds in pieces(words) if holds] == ["CAR-T", "in-vivo", "anti-CD19", "CAR-NK", "Made-08"]
    assert "".join(piece for piece, _ in pieces(words)) == words


@pytest.mark.parametrize(
    ("path", "page", "expected"),
    [
        ("/trials", "/trials", True),
        ("/trial/NCT99990000", "/trials", True),
        ("/trials", "/", False),
        ("/term/NCIT:C1702", "/ontology", True),
        ("/questions/washouts", "/questions", True),
        ("/questionable", "/questions", False),
    ],
)
def test_the_navigation_knows_where_one_is(path: str, page: str, expected: bool) -> None:
    assert is_here(path, page) is expected


def test_the_plural_leads_to_the_trial(client: TestClient) -> None:
    answer = client.get("/trials/NCT00000001", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/trial/NCT00000001")


@pytest.mark.parametrize("name", ["a" * 300, "trials.rq"])
def test_the_name_of_a_question_never_reaches_the_disk(name: str, client: TestClient) -> None:
    assert client.get(f"/questions/{name}").status_code == 404
