"""Windows, anchors and what they belong to: the table of sentences, and properties that hold for every text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartkg.eligibility import time
from sentences import item, plain, rows

TABLE = Path(__file__).parent / "criteria" / "windows.tsv"
ISO = re.compile(r"P(\d+(\.\d+)?[YMWD]|T\d+(\.\d+)?H)|\d+(\.\d+)? half-lives")


def said(window: time.Window | None, expected: str) -> str:
    """A window as the table writes it; its kind only where the table names one."""
    if window is None:
        return "-"
    kind = f" {window.kind}" if " " in expected.replace(" half-lives", "") else ""
    return f"{window.duration}@{window.anchor}{kind}"


def expectations(cell: str) -> list[str]:
    """The cells of a row: parted by "|", but for alternatives of one window (the half-lives follow a length without "@")."""
    parts: list[str] = []
    for part in cell.split("|"):
        open_ = parts and "@" not in parts[-1] and parts[-1] != "-"
        parts = [*parts[:-1], f"{parts[-1]}|{part}"] if open_ else [*parts, part]
    return parts


def test_table_is_there() -> None:
    assert len(rows(TABLE)) >= 100


@pytest.mark.parametrize("row", rows(TABLE), ids=lambda row: f"{row['section'][:4]}: {row['lead_in']} {row['text']}"[:90])
def test_table(row: dict[str, str]) -> None:
    text, spans = plain(row["text"])
    expected = expectations(row["windows"])
    assert len(expected) == len(spans)
    read = [time.window_of(item(row["section"], text, row["lead_in"]), span) for span in spans]
    assert [said(window, cell) for window, cell in zip(read, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("words", "duration"),
    [
        ("three months", "P3M"),
        ("6 mos", "P6M"),
        ("72 hours", "PT72H"),
        ("2 years", "P2Y"),
        ("12 weeks", "P12W"),
        ("5 half-lives", "5 half-lives"),
        ("twenty days", "P20D"),
        ("90-day window", "P90D"),
        ("1,000 days", "P1000D"),
    ],
)
def test_own_unit_is_kept(words: str, duration: str) -> None:
    (window,) = time.windows(item("exclusion", f"A drug within {words} before screening."))
    assert window.duration == duration


def test_spans_quote_the_words() -> None:
    text = "Rituximab within 6 months before screening."
    shifted = item("exclusion", text, offset=100)
    (window,) = time.windows(shifted)
    assert text[window.span.start - 100 : window.span.end - 100] == "within 6 months before screening"


@given(st.text(alphabet="0123456789 dayweksmonthrif-l()|.,;:≥<", max_size=80))
def test_any_text_has_well_formed_windows(text: str) -> None:
    for window in time.windows(item("exclusion", text)):
        assert 0 <= window.span.start < window.span.end <= len(text)
        assert all(ISO.fullmatch(part) for part in window.duration.split("|") if part)
        assert window.kind in {"within", "lasting", "since", "after"}
