"""The subgroup that a stretch of an item is limited to: the table of sentences, and what comes from headings."""

import csv
import re
from pathlib import Path

import pytest

from cartkg.eligibility.cohorts import cohort_of
from cartkg.model import Item, Section, Span

TABLE = Path(__file__).parent / "criteria" / "cohorts.tsv"
MARKED = re.compile(r"«(.*?)»")


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def item(text: str, parent: Item | None = None, cohort: str = "") -> Item:
    return Item(Section.INCLUSION, (1,), Span(0, len(text)), text, cohort, parent, False)


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


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['lead_in']} {row['text']}"[:90])
def test_table(row: dict[str, str]) -> None:
    text, spans = plain(row["text"])
    parent = item(row["lead_in"]) if row["lead_in"] else None
    assert [cohort_of(item(text, parent), span) for span in spans] == row["cohorts"].split("|")


def test_heading_holds_where_the_words_name_none() -> None:
    text = "Rituximab has failed; in women, estrogens."
    headed = item(text, cohort="Cohort 2: lupus nephritis")
    assert cohort_of(headed, Span(0, 9)) == "Cohort 2: lupus nephritis"
    assert cohort_of(headed, Span(32, 41)) == "women"


def test_cohort_quotes_the_record() -> None:
    text = "Lansky of 50 (if aged\n  < 16 years)."
    assert cohort_of(item(text), Span(0, 6)) == "aged < 16 years"
