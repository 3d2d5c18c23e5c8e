"""Ways that people take through the site, each from its first page to what it was for."""

import csv
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

import made_up
from browser.conftest import SCRIPTS, Opened, Watched, downloading
from cartkg.ask import questions
from cartkg.graph.store import GraphStore

PEDIATRIC = made_up.identifier(1)  # ages 5 to 17, with B-cell-targeted therapy under Exclusion, which holds rituximab


def follow(watched: Watched, name: str | re.Pattern[str]) -> None:
    """Follows the first link of this name."""
    watched.page.get_by_role("link", name=name).first.click()
    watched.settle()


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def run(page: Page) -> None:
    """Runs the query of the editor and waits for the answer's line of state."""
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer").get_by_role("status")).to_contain_text(re.compile(r"\d+ rows?|graph", re.IGNORECASE))


@SCRIPTS
def test_from_the_question_to_its_evidence_to_sparql_to_a_file(opened: Opened, graph: Path) -> None:
    watched = opened()
    page = watched.page
    watched.open("/")
    follow(watched, "Which trials for people under 18")
    assert watched.path.startswith("/questions/excludes-prior-therapy?")
    assert parse_qs(urlsplit(page.url).query)["population"] == ["under-18"]
    evidence = page.get_by_role("row", name=re.compile(PEDIATRIC)).get_by_role("link", name="exclusion 1")
    evidence.first.click()
    watched.settle()
    assert watched.path == f"/trial/{PEDIATRIC}"
    item = page.locator(":target")
    expect(item).to_contain_text("Any B-cell-targeted therapy within 12 weeks or 5 half-lives before infusion")
    expect(item).to_contain_text("excludes")
    expect(item).to_be_in_viewport()
    follow(watched, "Ask in SPARQL")
    assert watched.path.startswith("/editor?")
    run(page)
    expect(page.locator("#answer")).to_contain_text(PEDIATRIC)
    page.get_by_label("Start from a question").select_option("excludes-prior-therapy")
    page.get_by_role("button", name="Open").click()
    watched.settle()
    run(page)
    with downloading(page) as files:
        page.locator("#answer").get_by_role("button", name="CSV").click()
    expected = questions.ask("excludes-prior-therapy", {}, GraphStore.open(graph))
    found = rows_of(files[0])
    assert tuple(found[0]) == expected.columns
    assert sorted({row[0] for row in found[1:]}) == sorted({row[0] for row in expected.rows})


def test_a_questions_form_changes_its_answer_and_gives_it_as_csv(opened: Opened, graph: Path) -> None:
    watched = opened()
    page = watched.page
    watched.open("/questions/excludes-prior-therapy")
    page.get_by_label(re.compile("population")).select_option("pediatric-only")
    page.get_by_role("button", name="Ask").click()
    watched.settle()
    shown = {row.inner_text() for row in page.locator("table.answer tbody a.nowrap[href^='/trial/NCT']").all()}
    with downloading(page) as files:
        page.get_by_role("link", name="CSV", exact=True).click()
    answer = questions.ask("excludes-prior-therapy", {"population": "pediatric-only"}, GraphStore.open(graph))
    assert rows_of(files[0]) == [list(answer.columns), *(list(row) for row in answer.rows)]
    assert {row[0] for row in answer.rows} <= shown
    page.get_by_text("Show SPARQL").click()
    expect(page.get_by_label("The query")).to_contain_text("SELECT")


def test_search_suggests_as_one_types(opened: Opened) -> None:
    watched = opened()
    page = watched.page
    watched.open("/")
    box = page.get_by_role("combobox").first
    box.press_sequentially("ritux")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/term/NCIT:C1702")
    expect(page.get_by_role("heading", level=1)).to_contain_text("rituximab")


@pytest.mark.parametrize(
    ("words", "found"),
    [("lupus", "Made-up trial 6"), (PEDIATRIC, PEDIATRIC), ("Rituxan", "NCIT:C1702"), ("washout", "washouts")],
)
def test_search_finds_trials_terms_and_questions(opened: Opened, words: str, found: str) -> None:
    watched = opened()
    watched.open("/")
    watched.page.locator("#find").fill(words)
    watched.page.get_by_role("button", name="Search").click()
    watched.settle()
    expect(watched.page.locator("main")).to_contain_text(found)


def test_filters_make_an_address_and_the_address_a_file(opened: Opened) -> None:
    watched = opened()
    page = watched.page
    watched.open("/trials")
    expect(page.get_by_role("status")).to_contain_text("12 of 12 trials")
    page.get_by_role("checkbox", name="pediatric only").check()
    page.wait_for_url("**population=pediatric-only*")
    expect(page.get_by_role("status")).to_contain_text("3 of 12 trials")
    again = opened()
    again.open(watched.path)
    expect(again.page.get_by_role("status")).to_contain_text("3 of 12 trials")
    with downloading(page) as files:
        page.get_by_role("link", name="Download as CSV").click()
    found = rows_of(files[0])
    assert sorted(row[0] for row in found[1:]) == [made_up.identifier(number) for number in (1, 6, 11)]


def test_a_disease_counts_what_is_below_it(opened: Opened) -> None:
    watched = opened()
    watched.open("/trials")
    watched.page.get_by_role("checkbox", name="rheumatic disorder").check()
    watched.page.wait_for_url("**disease=*")
    words = watched.page.locator("table.trials").inner_text().casefold()
    assert "systemic sclerosis" in words
    assert "multiple sclerosis" not in words


def test_trials_are_ticked_and_compared(opened: Opened) -> None:
    watched = opened()
    page = watched.page
    watched.open("/trials")
    for number in (0, 1):
        page.get_by_label(f"Compare {made_up.identifier(number)}").check()
    page.get_by_role("button", name="Compare the ticked").click()
    watched.settle()
    assert parse_qs(urlsplit(page.url).query)["trial"] == [made_up.identifier(1), made_up.identifier(0)] or parse_qs(
        urlsplit(page.url).query
    )["trial"] == [made_up.identifier(0), made_up.identifier(1)]
    expect(page.get_by_role("row", name=re.compile("rituximab")).first).to_be_visible()
    expect(page.locator("main")).to_contain_text("differ")


def test_a_term_leads_to_the_trials_that_name_it(opened: Opened) -> None:
    watched = opened()
    watched.open("/term/NCIT:C1702")
    expect(watched.page.locator("main")).to_contain_text("MabThera")
    expect(watched.page.locator("main")).to_contain_text("anti-CD20 antibody")
    watched.page.locator(f"main a[href*='{made_up.identifier(0)}']").first.click()
    watched.settle()
    assert made_up.identifier(0) in watched.path


def test_the_tree_of_terms_leads_to_a_term_and_its_trials(opened: Opened) -> None:
    watched = opened()
    watched.open("/ontology")
    follow(watched, "Antigens")
    follow(watched, "CD20")
    assert watched.path == "/term/HGNC:7315"
    expect(watched.page.locator("main")).to_contain_text(made_up.identifier(4))


@SCRIPTS
def test_a_thing_of_the_graph_is_chosen_and_opened(opened: Opened) -> None:
    watched = opened()
    page = watched.page
    watched.open("/graph")
    expect(page.locator("#graph canvas").first).to_be_visible()
    page.locator("#graph").get_by_role("button", name=re.compile("CD19")).first.click()
    page.get_by_role("link", name="Open its page").or_(page.get_by_role("button", name="Open its page")).first.click()
    page.wait_for_url("**/term/HGNC:1633")


@SCRIPTS
def test_a_click_into_the_drawing_chooses_what_is_there(opened: Opened) -> None:
    watched = opened()
    page = watched.page
    watched.open("/graph")
    area = page.locator("#graph canvas").first.bounding_box()
    assert area is not None
    opener = page.get_by_role("link", name="Open its page").or_(page.get_by_role("button", name="Open its page"))
    for across in range(1, 20):
        for down in range(1, 14):
            page.mouse.click(area["x"] + area["width"] * across / 20, area["y"] + area["height"] * down / 14)
            if opener.count():
                return
    pytest.fail("no click met a thing")


@SCRIPTS
def test_a_table_of_the_editor_leads_to_the_things_in_it(opened: Opened) -> None:
    watched = opened()
    watched.open("/editor?query=SELECT+%3Ftrial+%7B+%3Ftrial+a+cartkg%3ATrial+%7D+ORDER+BY+%3Ftrial")
    run(watched.page)
    watched.page.locator("#answer table a").first.click()
    watched.page.wait_for_url(f"**/trial/{made_up.identifier(0)}")


@SCRIPTS
def test_a_fault_in_a_query_is_told_with_its_place(opened: Opened) -> None:
    watched = opened()
    watched.refusals = {400}
    watched.open("/editor?query=SELECT+*+%7B+%3Fs+%3Fp")
    watched.page.get_by_role("button", name="Run").click()
    expect(watched.page.locator("#answer")).to_contain_text(re.compile(r"line 1", re.IGNORECASE))
