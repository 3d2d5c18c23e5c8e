"""Ages: a table of own sentences with the bounds expected of them."""

from pathlib import Path

import pytest

from cartkg.model import AgeBound
from cartkg.reading.readers import age
from cartkg.vocabulary import Terminology
from sentences import item, rows

TERMS = Terminology.shipped()
CASES = rows(Path(__file__).parent / "criteria" / "ages.tsv")


def said(bound: AgeBound) -> str:
    """A bound as the table writes it: stance comparator value unit [cohort]."""
    cohort = f" [{bound.cohort}]" if bound.cohort else ""
    return f"{bound.stance} {bound.comparator} {bound.age.value:g} {bound.age.unit}{cohort}"


def test_the_table_has_cases() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"][:60])
def test_sentences(row: dict[str, str]) -> None:
    found = age.read(item(row["section"], row["text"]), TERMS)
    assert "; ".join(map(said, found)) == (row["expected"] or "")


@pytest.mark.parametrize("row", CASES[::3], ids=lambda row: row["text"][:60])
def test_spans_lie_in_the_item(row: dict[str, str]) -> None:
    for bound in age.read(item(row["section"], row["text"], offset=70), TERMS):
        assert 70 <= bound.span.start < bound.span.end <= 70 + len(row["text"])
