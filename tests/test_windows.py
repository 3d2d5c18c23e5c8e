"""Windows as days: a month is a twelfth of 365 days, and what is no single duration has no number."""

import csv

import pytest

from cartkg.model import windows
from cartkg.model.resources import folder
from cartkg.vocabulary import Terminology


@pytest.mark.parametrize(
    ("window", "expected"),
    [("P1W", 7), ("P12W", 84), ("P60D", 60), ("P6M", 182), ("P2Y", 730), ("P12M", 365), ("P1Y3M", 456)]
    + [(words, None) for words in ("", "P", "5 half-lives", "P28D|5 half-lives", "PT24H")],
)  # fmt: skip
def test_days(window: str, expected: int | None) -> None:
    assert windows.days(window) == expected


@pytest.mark.parametrize("table", ["washout_recommendations", "verdict_topics"])
def test_reviewed_tables_name_terms_of_the_vocabulary(table: str) -> None:
    rows = list(csv.DictReader((folder("data/vocabulary") / f"{table}.tsv").open(encoding="utf-8"), delimiter="\t"))
    assert len(rows) > 10
    for row in rows:
        assert row["id"] in Terminology.shipped(), row["id"]
        assert windows.days(row["window"]) if "window" in row else row["kind"] in ("therapy", "condition")
