"""Eligibility text to criteria with statements.

The walk: `sections` finds the items, then each item is read for `therapies`, `thresholds`, `diagnoses` and `ages`, which
ask `stance` what the trial does with a person of whom a stretch of the item is true and `time` which window belongs to it.
`categories` says what an item is about. What none of them understands stays as a criterion of category `other`.
"""

from cartkg.eligibility import ages, categories, diagnoses, sections, therapies, thresholds
from cartkg.model import Criterion, Eligibility, Item
from cartkg.vocabulary import Terminology

CONDITION_KINDS = ("condition", "condition-name")


def read(eligibility: Eligibility, terminology: Terminology) -> tuple[Criterion, ...]:
    """The criteria of an eligibility text, in the order of the text."""
    return tuple(read_item(item, terminology) for item in items(eligibility, terminology))


def items(eligibility: Eligibility, terminology: Terminology) -> tuple[Item, ...]:
    """The items of an eligibility text; a disease's name over a part of them ("SLE:") is their cohort."""
    return sections.items(eligibility.text, lambda words: bool(terminology.named(words, CONDITION_KINDS)))


def read_item(item: Item, terminology: Terminology) -> Criterion:
    """One item with everything that is read from it."""
    read = categories.Statements(
        therapies.read(item, terminology),
        thresholds.read(item, terminology),
        diagnoses.read(item, terminology),
        ages.read(item),
    )
    return Criterion(
        item.section,
        item.number,
        categories.of(item, terminology, read),
        item.span,
        item.text,
        item.cohort,
        read.therapies,
        read.thresholds,
        read.diagnoses,
        read.ages,
    )
