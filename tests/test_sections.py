"""The structure of eligibility texts: cases that a reader can edit in criteria/structure.txt, and the gold of ../shared."""

import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from cartkg.model import Item, Section, Term
from cartkg.reading import document
from cartkg.reading.document import headings, marks
from cartkg.vocabulary import Terminology

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
CASES = re.findall(
    r"^=== (.*?)\n(.*?)^--- items\n(.*?)(?=^===|\Z)", (HERE / "criteria/structure.txt").read_text("utf-8"), re.S | re.M
)


def line_of(item: Item) -> str:
    cohort = f" {{{item.cohort}}}" if item.cohort else ""
    assert item.origin
    words = re.sub(r"\s*\n\s*", "//", item.origin.text[item.span.start : item.span.end])
    return f"{item.section} {item.number}{cohort} | {words}"


def test_there_are_cases() -> None:
    assert len(CASES) >= 45


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_structure(text: str, expected: str) -> None:
    found = document.items(text.replace("⏎", "\r\n"))
    assert [line_of(item) for item in found] == expected.split("\n")[: len(expected.strip().split("\n"))]


@pytest.mark.parametrize("text", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_an_item_quotes_the_text_and_has_a_path_of_its_own(text: str) -> None:
    found = document.items(text)
    assert all(
        item.origin and item.origin.text[item.span.start : item.span.end].replace("\n", " ") == item.text for item in found
    )
    assert len({(item.section, item.path) for item in found}) == len(found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def test_a_text_without_words_has_no_items() -> None:
    assert document.items("") == ()
    assert document.items(" \n\n - \n") == ()
    assert document.items("Inclusion Criteria:\n\nExclusion Criteria:\n") == ()


def test_a_parent_leads_in() -> None:
    outer, inner = document.items("Inclusion Criteria:\n1. One of:\n   * lupus\n")
    assert inner.parent == outer
    assert outer.has_children
    assert not inner.has_children


def test_a_heading_that_only_groups_leads_in_without_a_number() -> None:
    (item,) = document.items("Exclusion Criteria:\n\nWithin four weeks before screening:\n\n* steroids\n")
    assert item.parent is not None
    assert item.parent.text == "Within four weeks before screening:"
    assert item.parent.path == ()
    assert item.number == "1"


def test_a_disease_over_a_part_is_its_cohort() -> None:
    text = (
        "Inclusion Criteria:\n\n* Adults\n\nLupus nephritis (LN):\n\n* Class III\n\n"
        "Systemic sclerosis patients:\n\n* Skin score\n"
        "Exclusion Criteria:\n\n* Sepsis:\n  * of the blood\n* Lupus nephritis (LN):\n  * Dialysis\n"
    )
    names = ("lupus nephritis", "systemic sclerosis", "sepsis")
    found = document.items(text, Terminology(Term(f"test:{n}", name, "condition") for n, name in enumerate(names)))
    assert [(item.number, item.cohort) for item in found if item.cohort or item.section == "exclusion"] == [
        ("2", "Lupus nephritis (LN)"), ("3", "Systemic sclerosis patients"),
        ("1", ""), ("1.1", ""), ("2", "Lupus nephritis (LN)"), ("2.1", "Lupus nephritis (LN)"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Inclusion Criteria:", Section.INCLUSION),
        ("EXCLUSION CRITERIA", Section.EXCLUSION),
        ("Key exclusion criteria :", Section.EXCLUSION),
        ("II. Exclusion criteria", Section.EXCLUSION),
        ("List of inclusion criteria:", Section.INCLUSION),
        ("Inclusion criteria for the extension part:", Section.INCLUSION),
        ("Eligibility criteria:", Section.INCLUSION),
        ("Disease-specific exclusion criteria:", Section.EXCLUSION),
        ("Not meeting the inclusion criteria", None),
        ("See also exclusion criterion 4", None),
        ("Other protocol-defined inclusion/exclusion criteria apply.", None),
        ("Measurable by the criteria of the society", None),
    ],
)
def test_titles(line: str, section: Section | None) -> None:
    heading = headings.title(line)
    assert (heading.section if heading else None) == section


@pytest.mark.parametrize(
    ("line", "cohort"),
    [
        ("Special criteria for SLE:", "SLE"),
        ("Cohort 1", "Cohort 1"),
        ("Arm B (lupus nephritis):", "Arm B (lupus nephritis)"),
        ("Donors:", "Donors"),
        ("Criteria for all patients:", ""),
        ("Medical conditions:", ""),
        ("Specific requirements for healthy volunteers:", "healthy volunteers"),
    ],
)
def test_groups(line: str, cohort: str) -> None:
    assert headings.group(line) == cohort


@pytest.mark.parametrize(
    ("line", "ordinal"),
    [("1. Age", 1), ("12) Age", 12), ("(3) Age", 3), ("iv. Age", 4), ("(b) Age", 2), ("③ Age", 3), ("10\\. Age", 10)],
)
def test_marks(line: str, ordinal: int) -> None:
    mark = marks.leading(line, 0, len(line))
    assert mark is not None
    assert any(reading.ordinal == ordinal for reading in mark.readings)
    assert line[mark.end :].strip() == "Age"


@pytest.mark.parametrize(
    "line", ["1.5 mg/dL", "e.g. rash", "C. difficile infection", "≥ 18 years", "-5 degrees", "**Bold** words"]
)
def test_what_is_no_mark(line: str) -> None:
    mark = marks.leading(line, 0, len(line))
    assert mark is None or all(reading.ordinal not in (1, None) for reading in mark.readings)


@pytest.mark.parametrize(
    ("word", "value"), [("i", 1), ("iv", 4), ("ix", 9), ("xiv", 14), ("iix", None), ("abc", None), ("", None)]
)
def test_roman(word: str, value: int | None) -> None:
    assert marks.roman(word) == value


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_the_items_of_the_gold_records_are_found() -> None:
    """Items that careful readers numbered in registry records; fair second readings are not used."""
    expected: dict[str, set[tuple[str, str]]] = {}
    with (SHARED / "gold/dev/criteria.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            expected.setdefault(row["doc"], set()).add((row["section"], row["number"]))
    assert len(expected) == 12
    missed = 0
    for doc, numbers in expected.items():
        record = json.loads((SHARED / f"registry/records/gold-dev/{doc}.json").read_text("utf-8"))
        text = record["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
        missed += len(numbers - {(item.section.value, item.number) for item in document.items(text)})
    assert missed <= 0.02 * sum(map(len, expected.values()))
