"""How a reading is shown: JSON lines for programs, coloured text and explanations for people, and what was left over."""

import io
import json
from functools import cache

import pytest
from rich.console import Console

from cartkg.cli import extraction
from cartkg.cli.extraction import ReadItem
from cartkg.model import Eligibility
from cartkg.vocabulary import Terminology

TEXT = Eligibility(
    "Inclusion Criteria:\n1. Aged 18 to 65 years\n2. Owns a small red boat\n"
    "Exclusion Criteria:\n1. Rituximab within 6 months before screening\n2. ALT above 3 x ULN or active tuberculosis\n"
)


@cache
def readings() -> tuple[ReadItem, ...]:
    return extraction.read(TEXT, Terminology.shipped())


def shown(render: str) -> str:
    console = Console(file=io.StringIO(), width=100)
    if render == "table":
        extraction.render_table("T1", readings(), console)
    else:
        extraction.render_explanation(TEXT, extraction.chosen(readings(), render), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_json_lines_quote_the_text() -> None:
    lines = [json.loads(line) for line in extraction.json_lines("T1", TEXT, readings())]
    assert [(line["trial"], line["section"], line["number"]) for line in lines] == [
        ("T1", "inclusion", "1"), ("T1", "inclusion", "2"), ("T1", "exclusion", "1"), ("T1", "exclusion", "2"),
    ]  # fmt: skip
    (therapy,) = lines[2]["therapies"]
    assert therapy["agent_label"] == "rituximab"
    assert (therapy["stance"], therapy["window"], therapy["anchor"]) == ("excludes", "P6M", "screening")
    for line in lines:
        for statement in (*line["therapies"], *line["thresholds"], *line["diagnoses"], *line["ages"]):
            start, end = statement["span"]
            assert TEXT.text[start:end] == statement["mention"] != ""
            assert statement["rule"]
    assert {bound["value"] for bound in lines[0]["ages"]} == {18, 65}


def test_what_is_left_over_is_said() -> None:
    assert extraction.left_over(readings()[1]) == ("Owns small red boat",)
    assert all("Rituximab" not in words and "months" not in words for words in extraction.left_over(readings()[2]))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("1", ["inclusion 1", "exclusion 1"]),
        ("exclusion 2", ["exclusion 2"]),
        ("e2", ["exclusion 2"]),
        ("I1.", ["inclusion 1"]),
        ("7", []),
        ("boat", []),
    ],
)
def test_items_are_named_as_people_name_them(asked: str, names: list[str]) -> None:
    assert [reading.name for reading in extraction.chosen(readings(), asked)] == names


def test_the_table_shows_items_statements_and_the_rest() -> None:
    table = shown("table")
    for words in ("exclusion 1", "prior-therapy", "excludes rituximab, P6M from screening", "not read: Owns small red boat"):
        assert words in table


def test_an_explanation_names_rule_words_and_term() -> None:
    explained = shown("e1")
    assert "rule: " in explained
    assert "words: 'Rituximab'" in explained
    assert "rituximab" in explained
    assert "ALT" not in explained


def test_colours_tell_the_kinds_apart() -> None:
    styles = {str(span.style) for reading in readings() for span in extraction.coloured(reading).spans}
    assert {extraction.COLOURS[kind] for kind in ("therapy", "threshold", "diagnosis", "age", "time")} <= styles
