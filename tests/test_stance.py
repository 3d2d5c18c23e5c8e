"""Stance by meaning: the table of sentences, lead-ins, brackets, and properties that hold for every text."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartkg.eligibility import stance
from cartkg.model import Item, Section, Span, Stance

TABLE = Path(__file__).parent / "criteria" / "stance.tsv"
MARKED = re.compile(r"«(.*?)»")


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def item(section: str, text: str, parent: Item | None = None, start: int = 0) -> Item:
    return Item(Section(section), (1,), Span(start, start + len(text)), text, "", parent, False)


def plain(marked: str) -> tuple[str, list[Span]]:
    """A text without its marks, and where they stood."""
    spans, text, end = [], "", 0
    for match in MARKED.finditer(marked):
        text += marked[end : match.start()]
        spans.append(Span(len(text), len(text) + len(match[1])))
        text, end = text + match[1], match.end()
    return text + marked[end:], spans


def test_table_is_there() -> None:
    assert len(rows()) >= 100


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['section'][:4]}: {row['lead_in']} {row['text']}"[:90])
def test_table(row: dict[str, str]) -> None:
    text, spans = plain(row["text"])
    parent = item(row["section"], row["lead_in"]) if row["lead_in"] else None
    read = [str(stance.at(item(row["section"], text, parent), span).stance) for span in spans]
    assert read == row["stances"].split("|")


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "No rituximab before, has had belimumab."
    shifted = item("inclusion", "No rituximab; has had belimumab.", start=500)
    assert stance.at(shifted, Span(503, 512)).stance is Stance.EXCLUDES
    assert stance.at(shifted, Span(522, 531)).stance is Stance.REQUIRES
    assert text


def test_exception_is_marked() -> None:
    text = "Malignancy except basal cell carcinoma."
    reading = stance.at(item("exclusion", text), Span(18, 38))
    assert (reading.stance, reading.exception, reading.rule) == (Stance.PERMITS, True, "exception")


def test_a_cue_inside_the_stretch_does_not_turn_it() -> None:
    text = "Diagnosis of triple negative breast cancer."
    assert stance.at(item("inclusion", text), Span(13, 42)).stance is Stance.REQUIRES


@given(
    st.text(alphabet="ab (),.;no except unless allowed must not 123 ", max_size=120), st.integers(0, 119), st.integers(1, 20)
)
def test_any_text_has_a_reading(text: str, start: int, length: int) -> None:
    reading = stance.at(item("exclusion", text), Span(min(start, len(text)), min(start + length, len(text))))
    assert reading.stance in Stance
    assert reading.rule
