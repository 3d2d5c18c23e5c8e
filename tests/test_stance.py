"""Stance by meaning: the table of sentences, lead-ins, brackets, and properties that hold for every text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartkg.eligibility import stance
from cartkg.model import Span, Stance
from sentences import item, plain, rows

TABLE = Path(__file__).parent / "criteria" / "stance.tsv"


def test_table_is_there() -> None:
    assert len(rows(TABLE)) >= 100


@pytest.mark.parametrize("row", rows(TABLE), ids=lambda row: f"{row['section'][:4]}: {row['lead_in']} {row['text']}"[:90])
def test_table(row: dict[str, str]) -> None:
    text, spans = plain(row["text"])
    read = [str(stance.at(item(row["section"], text, row["lead_in"]), span).stance) for span in spans]
    assert read == row["stances"].split("|")


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "No rituximab before, has had belimumab."
    shifted = item("inclusion", "No rituximab; has had belimumab.", offset=500)
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
