"""Therapies: the tables of own sentences, the vocabulary that stands behind them, and what holds for every text."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartkg.eligibility import lists, therapies
from cartkg.eligibility.therapies.mentions import mentions
from cartkg.model import Item, Section, Span, Stance, Therapy
from cartkg.terminology import Terminology

CRITERIA = Path(__file__).parent / "criteria"
TERMS = Terminology.shipped()


def rows(name: str) -> list[dict[str, str]]:
    with (CRITERIA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def item(section: str, text: str, lead_in: str = "", start: int = 0) -> Item:
    parent = Item(Section(section), (1,), Span(0, len(lead_in)), lead_in, has_children=True) if lead_in else None
    return Item(Section(section), (1, 1), Span(start, start + len(text)), text, parent=parent)


def said(row: Therapy) -> str:
    """A statement as the tables write it: stance agent [window@anchor] (k)."""
    time = row.window + (f"@{row.anchor}" if row.anchor else "")
    count = f" ({row.min_count})" if row.min_count else ""
    return f"{row.stance} {row.agent.label}{f' [{time}]' if time else ''}{count}"


def read(section: str, text: str, lead_in: str = "") -> list[str]:
    return [said(row) for row in therapies.read(item(section, text, lead_in), TERMS)]


TABLES = [("therapies.tsv", row) for row in rows("therapies.tsv")] + [("lists.tsv", row) for row in rows("lists.tsv")]


def test_the_tables_have_cases() -> None:
    assert len(rows("therapies.tsv")) >= 100
    assert len(TABLES) >= 150


@pytest.mark.parametrize(("table", "row"), TABLES, ids=[f"{table[:-4]}: {row['text'][:70]}" for table, row in TABLES])
def test_sentences(table: str, row: dict[str, str]) -> None:
    expected = [part.strip() for part in row["statements"].split(";") if part.strip()]
    assert sorted(read(row["section"], row["text"], row["lead_in"])) == sorted(expected), f"{table}: {row['about']}"
