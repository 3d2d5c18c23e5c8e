"""The editor and the graph as a person uses them: by typing, by the keyboard alone, by looking for a thing."""

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, expect

import made_up
from browser.conftest import SCRIPTS, Opened, Watched, downloading

pytestmark = SCRIPTS

RITUXIMAB = "PREFIX NCIT: <http://purl.obolibrary.org/obo/NCIT_>"
TRIALS = "SELECT ?trial { ?trial a cartkg:Trial }"


def editor(opened: Opened, width: int = 1440) -> tuple[Watched, Locator]:
    watched = opened(width)
    watched.open("/editor")
    field = watched.page.get_by_role("textbox", name="SPARQL query")
    field.click()
    watched.page.keyboard.press("Control+a")
    return watched, field


def query(watched: Watched) -> str:
    """The query as the plain form would send it."""
    return watched.page.locator("#query").input_value()


def test_a_drug_is_written_by_its_name_and_its_prefix_is_declared(opened: Opened) -> None:
    watched, _ = editor(opened)
    watched.page.keyboard.type("SELECT ?statement { ?statement cartkg:agent ritux", delay=20)
    options = watched.page.get_by_role("option")
    expect(options.filter(has_text="NCIT:C1702")).to_be_visible()
    options.filter(has_text="NCIT:C1702").click()
    assert query(watched) == f"{RITUXIMAB}\nSELECT ?statement {{ ?statement cartkg:agent NCIT:C1702}}"
    watched.page.keyboard.press("Control+Enter")
    expect(watched.page.get_by_role("status")).to_contain_text(re.compile(r"^\d+ rows"))


def test_an_answer_is_a_table_that_sorts_links_and_names_its_trials(opened: Opened) -> None:
    watched, _ = editor(opened)
    watched.page.keyboard.insert_text("SELECT ?trial ?n { ?trial a cartkg:Trial ; cartkg:enrollment ?n }")
    watched.page.get_by_role("button", name="Run").click()
    expect(watched.page.get_by_role("status")).to_contain_text("12 rows")
    cells = watched.page.locator("table.answer tbody tr")
    watched.page.get_by_role("button", name="n", exact=True).click()
    assert [row.split()[-1] for row in cells.all_inner_texts()] == [str(10 + number) for number in range(12)]
    watched.page.get_by_role("button", name="n", exact=True).click()
    assert cells.first.inner_text().split()[-1] == "21"
    link = watched.page.get_by_role("link", name=made_up.identifier(0))
    expect(link.locator("xpath=..")).to_contain_text(made_up.HOSTILE)
    link.click()
    watched.settle()
    assert watched.path == f"/trial/{made_up.identifier(0)}"


def test_an_answer_is_saved_in_a_form(opened: Opened) -> None:
    watched, _ = editor(opened)
    watched.page.keyboard.insert_text(TRIALS)
    watched.page.keyboard.press("Control+Enter")
    with downloading(watched.page) as files:
        watched.page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(files[0].read_text(encoding="utf-8"))))
    assert len(rows) == 12
    assert all("/trial/NCT9999" in row["trial"] for row in rows)


def test_a_fault_is_told_and_its_line_is_marked(opened: Opened) -> None:
    watched, _ = editor(opened)
    watched.refusals = {400}
    watched.page.keyboard.insert_text("SELECT ?trial {\n  ?trial a cartkg:Trial .\n  made up\n}")
    watched.page.keyboard.press("Control+Enter")
    expect(watched.page.get_by_role("alert")).to_contain_text("line 3")
    expect(watched.page.locator(".cm-faulty")).to_have_text("  made up")
    watched.page.keyboard.type(" ")
    expect(watched.page.locator(".cm-faulty")).to_have_count(0)


def test_the_keyboard_enters_the_field_and_leaves_it(opened: Opened) -> None:
    watched, field = editor(opened)
    expect(field).to_be_focused()
    watched.page.keyboard.press("Escape")
    watched.page.keyboard.press("Tab")
    expect(watched.page.get_by_role("button", name="Run")).to_be_focused()


def test_a_query_stays_in_the_address(opened: Opened) -> None:
    watched, _ = editor(opened)
    watched.page.keyboard.insert_text("ASK { ?trial a cartkg:Trial }")
    watched.page.keyboard.press("Control+Enter")
    expect(watched.page.locator("table.answer td")).to_have_text("yes")
    watched.page.reload()
    watched.settle()
    assert query(watched) == "ASK { ?trial a cartkg:Trial }"


def test_a_graph_is_answered_as_turtle(opened: Opened) -> None:
    watched, _ = editor(opened)
    watched.page.keyboard.insert_text("CONSTRUCT { ?t a cartkg:Trial } { ?t a cartkg:Trial }")
    watched.page.keyboard.press("Control+Enter")
    expect(watched.page.get_by_role("status")).to_contain_text("A graph")
    assert watched.page.locator("#answer pre").inner_text().count("cartkg:Trial") >= 1


def test_the_editor_without_scripts_answers_by_its_form(opened: Opened) -> None:
    watched = opened(scripts=False)
    watched.open("/editor")
    watched.page.get_by_label("Query").fill(TRIALS)
    with downloading(watched.page) as files:
        watched.page.get_by_role("button", name="Run").click()
    assert len(files[0].read_text(encoding="utf-8").splitlines()) == 13


# -------------------------------------------------------------------------------------------------------------- the graph


def graph(opened: Opened, path: str = "/graph", width: int = 1440) -> Watched:
    watched = opened(width)
    watched.open(path)
    watched.page.wait_for_selector("[data-drawn=yes]")
    return watched


def names(watched: Watched) -> list[str]:
    return [line.split("\n")[0] for line in watched.page.locator(".names button").all_inner_texts()]


def test_a_thing_is_found_by_name_and_leads_to_its_page(opened: Opened) -> None:
    watched = graph(opened)
    watched.page.get_by_label("Find a thing").fill("lupus")
    assert set(names(watched)) == {"systemic lupus erythematosus", "lupus nephritis"}
    watched.page.keyboard.press("Enter")
    chosen = watched.page.get_by_role("region", name="Chosen")
    expect(chosen.get_by_role("heading").first).to_have_text("lupus nephritis")
    chosen.get_by_role("link", name="Open its page").click()
    watched.settle()
    assert watched.path == "/term/MONDO:0005556"


def test_the_list_is_used_by_the_keyboard_alone(opened: Opened) -> None:
    watched = graph(opened)
    watched.page.locator(".names button").first.focus()
    watched.page.keyboard.press("Enter")
    expect(watched.page.locator(".names button").first).to_have_attribute("aria-pressed", "true")
    chosen = watched.page.get_by_role("region", name="Chosen")
    expect(chosen.get_by_role("heading").first).to_have_text(names(watched)[0])


def test_types_and_the_least_number_of_trials_filter(opened: Opened) -> None:
    watched = graph(opened)
    everything = names(watched)
    assert {"CD19", "multiple sclerosis"} <= set(everything)
    least = watched.page.get_by_label("Trials, at least")
    least.fill("3")
    assert len(names(watched)) < len(everything)
    least.fill("1")
    watched.page.get_by_role("checkbox", name="Targets").uncheck()
    assert names(watched) == []  # conditions are linked to nothing but targets
    watched.page.get_by_role("checkbox", name="Targets").check()
    assert names(watched) == everything


def test_a_choice_of_disease_is_a_link_that_can_be_kept(opened: Opened) -> None:
    watched = graph(opened)
    with watched.page.expect_navigation():
        watched.page.get_by_label("Condition", exact=True).select_option("MONDO:0005556")
    assert "disease=MONDO%3A0005556" in watched.path
    watched.page.wait_for_selector("[data-drawn=yes]")
    assert set(names(watched)) == {"lupus nephritis", "CD19", "BCMA"}


def test_a_trial_shows_what_is_around_it(opened: Opened) -> None:
    watched = opened()
    watched.open(f"/trial/{made_up.identifier(0)}")
    watched.page.locator("[data-graph]").scroll_into_view_if_needed()  # its script is asked for when it comes into sight
    watched.page.wait_for_selector("[data-drawn=yes]")
    watched.page.get_by_label("Find a thing").fill("rituximab")
    watched.page.keyboard.press("Enter")
    expect(watched.page.get_by_role("region", name="Chosen")).to_contain_text(f"{made_up.identifier(0)} excludes rituximab")


def test_the_graph_without_scripts_is_its_table(opened: Opened) -> None:
    watched = opened(scripts=False)
    watched.open("/graph")
    expect(watched.page.get_by_role("rowheader", name="lupus nephritis")).to_be_visible()
    watched.page.get_by_label("Condition", exact=True).select_option("MONDO:0005556")
    watched.page.get_by_role("button", name="Show").click()
    expect(watched.page.get_by_role("rowheader")).to_have_count(1)


@pytest.mark.parametrize("view", ["trial-network", "criteria"])
def test_every_view_is_drawn(opened: Opened, view: str) -> None:
    watched = graph(opened, f"/graph?view={view}", 360)
    assert names(watched)
