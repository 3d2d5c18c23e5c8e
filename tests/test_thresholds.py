"""Thresholds: a table of own sentences, the measures that stand behind them, and what holds for every text."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartkg.model import Threshold
from cartkg.reading.lexicon import shipped
from cartkg.reading.quantities import units
from cartkg.reading.readers import threshold
from cartkg.reading.readers.measures import understood
from cartkg.vocabulary import Terminology
from sentences import item, rows

ROOT = Path(__file__).resolve().parents[1]
TERMS = Terminology.shipped()
CASES = rows(Path(__file__).parent / "criteria" / "thresholds.tsv")
MEASURES = TERMS.of_kind(("measure",))


def said(row: Threshold) -> str:
    """A statement as the table writes it: stance measure comparator value unit [cohort] repaired."""
    cohort = f" [{row.cohort}]" if row.cohort else ""
    marks = " repaired" * row.repaired + " doubt" * row.in_doubt
    return f"{row.stance} {row.measure.label} {row.comparator} {row.value} {row.unit}".strip() + cohort + marks


def read(section: str, text: str, lead_in: str = "") -> str:
    return "; ".join(said(row) for row in threshold.read(item(section, text, lead_in), TERMS))


def test_the_table_has_cases() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"][:60])
def test_sentences(row: dict[str, str]) -> None:
    assert read(row["section"], row["text"], row["lead_in"]) == (row["expected"] or "")


@pytest.mark.parametrize("row", [row for row in CASES if row["expected"]], ids=lambda row: row["text"][:60])
def test_spans_quote_the_number(row: dict[str, str]) -> None:
    text = row["text"]
    for found in threshold.read(item(row["section"], text, row["lead_in"], offset=500), TERMS):
        quoted = text[found.span.start - 500 : found.span.end - 500]
        assert re.search(r"(?i)\d|\b[IV]+[ab]?\b|ULN|LLN|limit of normal|\b(?:one|two|three)\b", quoted), quoted


@pytest.mark.parametrize("row", CASES[::4], ids=lambda row: row["text"][:60])
def test_space_and_marks_around_an_item_do_not_matter(row: dict[str, str]) -> None:
    assert read(row["section"], f"  {row['text']} ", row["lead_in"]) == (row["expected"] or "")


@pytest.mark.parametrize("row", CASES[::4], ids=lambda row: row["text"][:60])
def test_escaped_signs_are_signs(row: dict[str, str]) -> None:
    escaped = row["text"].replace("<", "\\<").replace(">", "\\>")
    assert read(row["section"], escaped, row["lead_in"]) == (row["expected"] or "")


@given(
    st.lists(
        st.sampled_from(
            ["ALT", "≤", "3", "× ULN", "AST", "(", ")", ";", "grade", "2", "or", "IV", "%", "LVEF", ">", "1:80", "."]
        ),
        max_size=14,
    )
)
def test_any_text_is_read_without_an_error(words: list[str]) -> None:
    text = " ".join(words)
    for found in threshold.read(item("inclusion", text), TERMS):
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert found.comparator in (">=", ">", "<=", "<", "=")
        Decimal(found.value)


def test_exclusion_keeps_its_own_comparator() -> None:
    (found,) = threshold.read(item("exclusion", "eGFR below 40 mL/min/1.73 m2"), TERMS)
    assert (found.stance, found.comparator) == ("excludes", "<")


# --- the table of measures -------------------------------------------------------------------------------------------

KINDS = {*units.kinds().values(), "grade"}


def test_measures_name_known_kinds_and_directions() -> None:
    assert len(MEASURES) > 100
    for term in MEASURES:
        kinds = set(term.extra.get("kinds", "").split("|"))
        assert kinds <= KINDS, term.label
        assert term.extra.get("wanted", "") in ("", "high", "low", "active", "burden"), term.label
    assert set(understood()) <= KINDS


def test_a_measures_default_unit_is_one_of_its_kinds() -> None:
    for term in MEASURES:
        unit, kinds = term.extra.get("unit", ""), term.extra.get("kinds", "").split("|")
        if unit and not unit.startswith("{"):
            assert units.kind_of(unit) in kinds, (term.label, unit, kinds)


def test_no_two_measures_share_a_name() -> None:
    names = Counter(name.lower() for term in MEASURES for name in {term.label, *term.synonyms, *term.misspellings})
    assert [name for name, count in names.items() if count > 1 and len(name) > 5] == []


# --- the word classes ------------------------------------------------------------------------------------------------


def test_every_word_class_that_the_code_names_is_a_table() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "cartkg").rglob("*.py"))
    named = set(re.findall(r'member\(\s*"([A-Z_]+)"', code))
    assert len(named) > 20
    assert named <= set(shipped())
