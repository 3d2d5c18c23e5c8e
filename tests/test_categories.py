"""Categories of items: a table that a reader can edit, and what the parent and the statements add."""

from functools import cache
from pathlib import Path

import pytest

from cartkg.model import CATEGORIES, Item, Section, Span
from cartkg.reading import criteria
from cartkg.reading.categories import cues, of
from cartkg.vocabulary import Terminology
from sentences import rows

ROWS = rows(Path(__file__).parent / "criteria" / "categories.tsv")


@cache
def terms() -> Terminology:
    return Terminology.shipped()


def read(section: str, words: str, parent: Item | None = None) -> tuple[str, ...]:
    item = Item(Section(section), (1,), Span(0, len(words)), words, parent=parent)
    return criteria.read_item(item, terms()).categories


def test_the_table_speaks_of_every_category() -> None:
    named = {row["leading"] for row in ROWS} | {also for row in ROWS for also in row["also"].split("|") if also}
    assert named == set(CATEGORIES)


@pytest.mark.parametrize("row", ROWS, ids=[row["item"][:40] for row in ROWS])
def test_category(row: dict[str, str]) -> None:
    found = read(row["section"], row["item"])
    assert found[0] == row["leading"]
    assert {also for also in row["also"].split("|") if also} <= set(found)


def test_cues_name_only_known_categories() -> None:
    assert {cue.category for cue in cues.cues()} - {cues.ASIDE} == set(CATEGORIES) - {
        "diagnosis",
        "prior-therapy",
        "concomitant-therapy",
    }
    assert {category for _, category, _ in cues.vague()} <= set(CATEGORIES)


@pytest.mark.parametrize(
    ("cue", "letters"),
    [
        (r"\bvaccin", "vaccin"),
        (r"(?:drug|alcohol) abuse", " abuse"),
        (r"an[a]?emia", "emia"),
        (r"colou?r", "colo"),
        (r"\bH[BC]V\b", "h"),
        (r"years? old", "year"),
    ],
)
def test_letters_that_a_cue_needs(cue: str, letters: str) -> None:
    assert cues.needed_letters(cue) == letters


def test_no_cue_is_passed_over_for_its_letters() -> None:
    """Every text of the table gets the categories that its cues give when none is passed over."""
    for row in ROWS:
        slow = {cue.category for cue in cues.cues() if cue.pattern.search(row["item"])}
        quick = {cue.category for cue in cues.cues() if cue.letters in row["item"].lower() and cue.pattern.search(row["item"])}
        assert slow == quick


def test_words_that_say_nothing_take_the_parents_category() -> None:
    parent = Item(Section.EXCLUSION, (1,), Span(0, 20), "Infections of any kind:")
    assert read("exclusion", "of the skin", parent) == ("infection",)


def test_an_organs_limits_under_organs_are_its_function() -> None:
    parent = Item(Section.EXCLUSION, (1,), Span(0, 20), "Organs that fail in one of these ways:")
    assert "organ-function" in read("exclusion", "eGFR below 30 mL/min", parent)


def test_every_item_has_a_category_and_no_category_twice() -> None:
    for words in ("", "…", "Lorem ipsum dolor", "Rituximab, ECOG, HIV, consent and age"):
        found = of(Item(Section.INCLUSION, (1,), Span(0, len(words)), words), terms())
        assert found
        assert len(set(found)) == len(found)
        assert set(found) <= set(CATEGORIES)


def test_consent_as_a_point_in_time_is_not_the_subject() -> None:
    assert "consent" not in read("exclusion", "Rituximab within 6 months before signing the informed consent")
