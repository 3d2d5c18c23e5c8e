"""The subgroup that a stretch of an item is limited to: the table of sentences, and what comes from headings."""

from pathlib import Path

import pytest

from cartkg.model import Span
from cartkg.reading.cohorts import cohort_of
from sentences import item, plain, rows

TABLE = Path(__file__).parent / "criteria" / "cohorts.tsv"


def test_table_is_there() -> None:
    assert len(rows(TABLE)) >= 100


@pytest.mark.parametrize("row", rows(TABLE), ids=lambda row: f"{row['lead_in']} {row['text']}"[:90])
def test_table(row: dict[str, str]) -> None:
    text, spans = plain(row["text"])
    assert [cohort_of(item("inclusion", text, row["lead_in"]), span) for span in spans] == row["cohorts"].split("|")


def test_heading_holds_where_the_words_name_none() -> None:
    text = "Rituximab has failed; in women, estrogens."
    headed = item("inclusion", text, cohort="Cohort 2: lupus nephritis")
    assert cohort_of(headed, Span(0, 9)) == "Cohort 2: lupus nephritis"
    assert cohort_of(headed, Span(32, 41)) == "women"


def test_cohort_quotes_the_record() -> None:
    text = "Lansky of 50 (if aged\n  < 16 years)."
    assert cohort_of(item("inclusion", text), Span(0, 6)) == "aged < 16 years"
