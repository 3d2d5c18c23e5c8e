"""The site by keyboard alone, and the site without scripts."""

import re

from playwright.sync_api import expect

import made_up
from browser.conftest import SCRIPTS, Opened, Watched, downloading

FOCUS = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const style = getComputedStyle(at.closest(".cm-editor") || at), box = at.getBoundingClientRect();
  return {name: (at.innerText || at.getAttribute("aria-label") || at.name || at.tagName).trim(), tag: at.tagName,
          ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0, shown: box.width > 0 && box.height > 0};
}"""


def tab(watched: Watched) -> dict[str, object]:
    """Goes to the next thing by the Tab key; what has the focus now."""
    watched.page.keyboard.press("Tab")
    found: dict[str, object] = watched.page.evaluate(FOCUS)
    for _ in range(40):
        if found["ring"]:
            break
        watched.page.wait_for_timeout(50)  # the editor's ring comes a moment after the focus
        found = watched.page.evaluate(FOCUS)
    return found


def tab_to(watched: Watched, name: str, most: int = 80) -> dict[str, object]:
    """Goes on by the Tab key until something of this name has the focus."""
    for _ in range(most):
        found = tab(watched)
        if re.search(name, str(found["name"])):
            return found
    raise AssertionError(f"{name} is not reached by {most} times Tab")


def test_the_first_tab_offers_to_skip_the_navigation(opened: Opened) -> None:
    watched = opened()
    watched.open("/trials")
    assert tab(watched)["name"] == "Skip to the content"
    expect(watched.page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("() => document.activeElement.id") == "main"
    assert "Trials" not in str(tab(watched)["name"])


def test_every_stop_of_the_keyboard_is_seen(opened: Opened) -> None:
    watched = opened()
    for path in ("/", "/trials", f"/trial/{made_up.identifier(0)}", "/questions/excludes-prior-therapy", "/editor"):
        watched.open(path)
        stops = [tab(watched) for _ in range(25)]
        unseen = [stop for stop in stops if stop["tag"] not in ("BODY", "HTML") and not (stop["ring"] and stop["shown"])]
        assert unseen == [], path
        assert len({str(stop["name"]) for stop in stops}) > 10


def test_a_question_is_asked_and_its_evidence_read_by_keyboard(opened: Opened) -> None:
    watched = opened()
    watched.open("/")
    tab_to(watched, "Which trials for people under 18")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/questions/**")
    tab_to(watched, "^exclusion 1$")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/trial/**")
    expect(watched.page.locator(":target")).to_contain_text("B-cell-targeted therapy")


@SCRIPTS
def test_the_editor_lets_the_keyboard_out(opened: Opened) -> None:
    watched = opened()
    watched.open("/editor?question=trials")
    watched.page.locator(".cm-content").focus()
    watched.page.keyboard.press("Escape")
    tab_to(watched, "^Run$", 10)
    watched.page.keyboard.press("Enter")
    expect(watched.page.locator("#answer").get_by_role("status")).to_contain_text("12 rows")


@SCRIPTS
def test_the_drawing_has_a_list_that_the_keyboard_reaches(opened: Opened) -> None:
    watched = opened()
    watched.open("/graph")
    tab_to(watched, r"^CD19\s*8$")
    watched.page.keyboard.press("Enter")
    expect(watched.page.locator("#graph")).to_contain_text("Open its page")


def test_without_scripts_every_page_is_there(opened: Opened) -> None:
    watched = opened(scripts=False)
    for path, words in (
        ("/", "What was read"),
        ("/trials?population=pediatric-only", "3 of 12 trials"),
        (f"/trial/{made_up.identifier(0)}", "Rituximab within 6 months before screening"),
        (f"/compare?trial={made_up.identifier(0)}&trial={made_up.identifier(1)}", "rituximab"),
        ("/questions/excludes-prior-therapy?population=pediatric-only", made_up.identifier(1)),
        ("/graph", "CD19"),
        ("/editor?question=trials", "SELECT"),
        ("/term/NCIT:C1702", "MabThera"),
        ("/search?q=lupus", "Made-up trial 6"),
    ):
        watched.open(path)
        expect(watched.page.locator("main")).to_contain_text(words)


def test_without_scripts_filters_are_a_form(opened: Opened) -> None:
    watched = opened(scripts=False)
    watched.open("/trials")
    watched.page.get_by_role("checkbox", name="pediatric only").check()
    watched.page.get_by_role("button", name="Show").click()
    watched.settle()
    expect(watched.page.get_by_role("status")).to_contain_text("3 of 12 trials")


def test_without_scripts_the_editor_answers_as_a_file(opened: Opened) -> None:
    watched = opened(scripts=False)
    watched.open("/editor?question=trials")
    with downloading(watched.page) as files:
        watched.page.get_by_role("button", name="Run").click()
    assert files[0].read_text(encoding="utf-8").startswith("trial,title,")
