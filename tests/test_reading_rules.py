"""The table of phrases: each rule does what its example says, and its deletion is noticed."""

import pytest

from cartkg.model import Diagnosis, Therapy
from cartkg.reading import rules
from cartkg.reading.readers import diagnosis, therapy
from cartkg.vocabulary import Terminology
from sentences import item

TERMS = Terminology.shipped()
TABLE = rules.shipped()
SHOWN = [rule for rule in TABLE.rules if rule.example]
# What longer sentences need and no short example of ours shows yet; the number may only fall.
WITHOUT_EXAMPLE = {"therapy": 33, "diagnosis": 211}


def said(row: Therapy) -> str:
    """As `expected` writes it: stance agent [window@anchor] (k) for how long, when, ! carved out, if, ? in doubt."""
    time = row.window + (f"@{row.anchor}" if row.anchor else "")
    parts = [
        f"{row.stance} {row.agent.label}",
        f"[{time}]" if time else "",
        f"({row.min_count})" if row.min_count else "",
        f"for {row.lasting}" if row.lasting else "",
        row.time,
        "!" if row.exception else "",
        "if" if row.provided else "",
        "?" if row.in_doubt else "",
    ]
    return " ".join(part for part in parts if part)


def named(row: Diagnosis) -> str:
    """The same of a diagnosis: stance condition [window], ! carved out, if, ? in doubt."""
    marks = ((f"[{row.window}]", row.window), ("!", row.exception), ("if", row.provided), ("?", row.in_doubt))
    return " ".join([f"{row.stance} {row.condition.label}", *(mark for mark, holds in marks if holds)])


def read(example: str, table: rules.Rules, kinds: frozenset[str]) -> str:
    section, _, text = example.partition(": ")
    if "diagnosis" in kinds:
        return "; ".join(sorted(named(row) for row in diagnosis.read(item(section, text), TERMS, table))) or "-"
    return "; ".join(sorted(said(row) for row in therapy.read(item(section, text), TERMS, table))) or "-"


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.id for rule in TABLE.rules}) == len(TABLE.rules)


@pytest.mark.parametrize("kind", WITHOUT_EXAMPLE)
def test_rules_have_examples(kind: str) -> None:
    assert sum(kind in rule.applies_to and not rule.example for rule in TABLE.rules) <= WITHOUT_EXAMPLE[kind]


def test_no_phrase_stands_twice_for_one_side() -> None:
    keys = [(rule.phrase, rule.direction, kind) for rule in TABLE.rules for kind in rule.applies_to or {"*"}]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_an_example_reads_as_expected_and_fails_without_its_rule(rule: rules.Rule) -> None:
    assert read(rule.example, TABLE, rule.applies_to) == rule.expected
    assert read(rule.example, TABLE.without(rule.id), rule.applies_to) != rule.expected
