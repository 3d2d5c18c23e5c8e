"""Markers of own sentences (criteria/serology.tsv, edited by hand) as the conditions that they stand for."""

from pathlib import Path

import pytest

from cartkg.eligibility import diagnoses, serology
from cartkg.vocabulary import Terminology
from sentences import item, rows, written

TABLE = Path(__file__).parent / "criteria" / "serology.tsv"


def test_the_table_has_lines() -> None:
    assert len(rows(TABLE)) > 80


@pytest.mark.parametrize("row", rows(TABLE), ids=lambda row: row["text"][:50])
def test_sentence(row: dict[str, str]) -> None:
    found = diagnoses.read(item(row["section"], row["text"]), Terminology.shipped())
    assert written(found) == {s for s in row["statements"].split("|") if s}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("HBsAg positive", "positive"),
        ("HBsAg negative", "negative"),
        ("negative for HBsAg", "negative"),
        ("HBsAg is measured", ""),
        ("HBsAg; the other test is positive", ""),
        ("HBsAg non-reactive", "negative"),
    ],
)
def test_the_nearest_result_counts(text: str, result: str) -> None:
    start = text.index("HBsAg")
    assert serology.result_of(text, start, start + 5) == result
