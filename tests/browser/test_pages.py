"""Every page in light and dark, from a telephone's width to a wide screen: whole, quiet, legible, and open to all."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe

import made_up
from browser.conftest import SCREENSHOTS, Opened, Watched

WIDTHS = (1440, 768, 360)  # pixels: a desk, a tablet, a telephone
TRIAL, OTHER = made_up.identifier(0), made_up.identifier(1)


@dataclass(frozen=True)
class Shown:
    """A page: the name of its pictures, its address, the words of its heading, and its status."""

    name: str
    path: str
    heading: str
    status: int = 200


PAGES = (
    Shown("home", "/", "Who may enter"),
    Shown("search", "/search?q=lupus", "Search"),
    Shown("trials", "/trials", "Trials"),
    Shown("trials-of-a-disease", "/trials?disease=MONDO:0007915&population=adult-only", "Trials"),
    Shown("trial", f"/trial/{TRIAL}", "Made-up"),
    Shown("trial-without-text", f"/trial/{made_up.identifier(6)}", "Made-up trial 6"),
    Shown("compare", f"/compare?trial={TRIAL}&trial={OTHER}", "Trials side by side"),
    Shown("questions", "/questions", "Questions"),
    Shown("question", "/questions/excludes-prior-therapy?agent=NCIT:C1702", "exclude people who had a therapy"),
    Shown("figures", "/figures", "Figures"),
    Shown("figure", "/figures/washout-forest", "Washout"),
    Shown("map", "/figures/world-map", "Where the trials have sites"),
    Shown("analyses", "/analysis", "Analyses"),
    Shown("analysis", "/analysis/eligibility-families", "trials"),
    Shown("graph", "/graph", "Conditions and targets"),
    Shown("ontology", "/ontology", "Terms"),
    Shown("tree", "/ontology?tree=therapies", "Therapies"),
    Shown("term", "/term/NCIT:C1702", "rituximab"),
    Shown("class", "/term/cartkg:Trial", "trial"),
    Shown("editor", "/editor", "SPARQL"),
    Shown("data-set", "/void", "The data set"),
    Shown("criterion", f"/trial/{TRIAL}/exclusion/1", "exclusion 1"),
    Shown("lost", "/nowhere", "Not Found", 404),
    Shown("missing", "/trial/NCT00000000", "No such trial", 404),
    Shown("wrong-parameter", "/questions/excludes-prior-therapy?population=giants", "exclude people", 400),
)


def keep(watched: Watched, name: str, scheme: str, width: int) -> None:
    """A picture for people to look at, in a folder that git ignores."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    watched.page.screenshot(path=SCREENSHOTS / f"{name}-{scheme}-{width}.png", full_page=True)


def overflow(watched: Watched) -> list[str]:
    """What makes the page wider than its window: nothing, or the elements that stick out."""
    found = watched.page.evaluate("""() => {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return [];
      return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1)
        .map((e) => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right)).slice(0, 8);
    }""")
    return [str(one) for one in found]


def barriers(watched: Watched) -> list[str]:
    """What axe finds serious or critical, in a line each."""
    found = Axe().run(watched.page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: " + "; ".join(node["html"][:120] for node in one["nodes"][:4])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_a_page(opened: Opened, shown: Shown, scheme: str) -> None:
    watched = opened(WIDTHS[0], scheme)
    watched.refusals = {shown.status} - {200}
    answer = watched.open(shown.path)
    assert answer.status == shown.status
    watched.scroll()
    headings = watched.page.locator("h1").all_inner_texts()
    assert len(headings) == 1
    assert shown.heading.casefold() in headings[0].casefold()
    assert "cartkg" in watched.page.title()
    notice = " ".join(watched.page.locator("footer").inner_text().split())
    assert "research use" in notice.casefold()
    assert "not medical advice" in notice
    assert made_up.DAY.isoformat() in notice
    found = dict[str, list[str]]()
    for width in WIDTHS:
        watched.page.set_viewport_size({"width": width, "height": 900})
        watched.settle()
        keep(watched, shown.name, scheme, width)
        found[f"wider than {width}"] = overflow(watched)
        if width == WIDTHS[0] or (width == WIDTHS[-1] and scheme == "light"):
            found[f"barriers at {width}"] = barriers(watched)
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_sees_a_fault(opened: Opened) -> None:
    watched = opened()
    watched.open("/void")
    watched.page.evaluate(
        "() => { const i = document.createElement('img'); i.src = 'data:,'; document.querySelector('main').append(i) }"
    )
    assert any(line.startswith("image-alt") for line in barriers(watched))
    watched.faults.clear()


def test_too_wide_a_page_is_seen(opened: Opened) -> None:
    watched = opened(360)
    watched.open("/void")
    watched.page.evaluate(
        "() => { document.querySelector('h1').textContent = 'x'.repeat(400); "
        "document.querySelector('h1').classList.add('nowrap') }"
    )
    assert overflow(watched)


def test_another_host_is_seen(opened: Opened) -> None:
    watched = opened()
    watched.open("/void")
    watched.page.evaluate("() => { new Image().src = 'http://127.0.0.2:9/x.png' }")
    watched.page.wait_for_timeout(200)
    assert any("127.0.0.2" in fault for fault in watched.faults)
    watched.faults.clear()
