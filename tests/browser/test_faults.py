"""What the site says when it cannot answer: what is wrong and where to go, in its own look; never a trace."""

import pytest
from playwright.sync_api import Dialog, expect

import made_up
from browser.conftest import Opened

FAULTS = (
    ("/nowhere", 404, "no page at this address"),
    ("/trial/NCT00000000", 404, "NCT00000000"),
    ("/term/NCIT:nothing", 404, "NCIT"),
    ("/term/NOPE:1", 404, "NOPE"),
    ("/organisation/none", 404, "says nothing of"),
    ("/questions/no-such-question", 404, "no-such-question"),
    ("/questions/excludes-prior-therapy?population=giants", 400, "giants"),
    ("/questions/excludes-prior-therapy?agent=%3Cscript%3Ealert(1)%3C%2Fscript%3E", 400, "script"),
    ("/figures/no-such-figure", 404, "no-such-figure"),
    ("/examples/no-such-example", 404, "no-such-example"),
)


@pytest.mark.parametrize(("path", "status", "words"), FAULTS, ids=[path for path, _, _ in FAULTS])
def test_a_fault_is_told_on_a_page_with_ways_on(opened: Opened, path: str, status: int, words: str) -> None:
    watched = opened()
    watched.refusals = {status}
    assert watched.open(path).status == status
    expect(watched.page.locator("main")).to_contain_text(words)
    assert watched.page.get_by_role("navigation").get_by_role("link").count() >= 5
    assert "Traceback" not in watched.page.content()
    assert watched.page.locator("h1").count() == 1


@pytest.mark.parametrize(
    "path", ["/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/trials?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"]
)
def test_words_of_the_address_are_never_run(opened: Opened, path: str) -> None:
    watched = opened()
    dialogs = list[str]()

    def shown(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    watched.page.on("dialog", shown)
    watched.open(path)
    assert dialogs == []
    assert watched.page.locator("main img, main script").count() == 0


def test_markup_in_a_record_is_shown_as_it_is(opened: Opened) -> None:
    watched = opened()
    for path in (
        "/trials",
        f"/trial/{made_up.identifier(0)}",
        f"/compare?trial={made_up.identifier(0)}&trial={made_up.identifier(1)}",
    ):
        watched.open(path)
        expect(watched.page.locator("main")).to_contain_text("<b>bold</b>")
        assert watched.page.locator("main b", has_text="bold").count() == 0


def test_no_trial_fits_is_said_without_saying_no(opened: Opened) -> None:
    watched = opened()
    watched.open("/trials?population=pediatric-only&modality=CAR-Treg")
    expect(watched.page.locator("main")).to_contain_text("0 of 12 trials")
    expect(watched.page.locator("main")).to_contain_text("not stated")


def test_a_trial_without_text_is_not_stated(opened: Opened) -> None:
    watched = opened()
    watched.open(f"/trial/{made_up.identifier(6)}")
    expect(watched.page.locator("main")).to_contain_text("not stated")
    words = watched.page.locator("main").inner_text().casefold()
    assert "does not exclude" not in words or "0 does not exclude" in words
