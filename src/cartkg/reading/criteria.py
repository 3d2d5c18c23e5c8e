"""Eligibility text to criteria with statements: the walk of this room.

`document` finds the items; each is read by the `readers` for therapies, limits, diagnoses and ages; `categories` says what an
item is about. What none of them understands stays as a criterion of category `other`.
"""

from dataclasses import replace
from typing import TypeVar

from cartkg.model import AgeBound, Criterion, Diagnosis, Eligibility, Item, Origin, Span, Therapy, Threshold
from cartkg.reading import categories, document, time
from cartkg.reading.readers import age, diagnosis, therapy, threshold
from cartkg.reading.tokens import tokens
from cartkg.vocabulary import Terminology


def read(eligibility: Eligibility, terminology: Terminology) -> tuple[Criterion, ...]:
    """The criteria of an eligibility text, in the order of the text."""
    return tuple(read_item(item, terminology) for item in items(eligibility, terminology))


def items(eligibility: Eligibility, terminology: Terminology) -> tuple[Item, ...]:
    """The items of an eligibility text; a disease's name over a part of them ("SLE:") is their cohort."""
    return document.items(eligibility.text, terminology)


def read_item(item: Item, terminology: Terminology) -> Criterion:
    """One item with everything that is read from it; its words and spans are the source's."""
    read = categories.Statements(
        therapy.read(item, terminology),
        threshold.read(item, terminology),
        diagnosis.read(item, terminology),
        age.read(item, terminology),
    )
    criterion = Criterion(
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
    return placed(criterion, item.origin) if item.origin else criterion


def times(item: Item) -> tuple[Span, ...]:
    """Where an item speaks of time, as places in the decoded text."""
    stream = tokens(item.text)
    found = time.find([token.word for token in stream])
    return tuple(Span(item.span.start + stream[t.first].start, item.span.start + stream[t.last - 1].end) for t in found)


S = TypeVar("S", Therapy, Threshold, Diagnosis, AgeBound)


def placed(criterion: Criterion, origin: Origin) -> Criterion:
    """A criterion of the decoded text with its words and places in the source."""
    assert criterion.span

    return replace(
        criterion,
        span=origin.span(criterion.span),
        text=origin.quote(criterion.span),
        therapies=_moved(origin, criterion.therapies),
        thresholds=_moved(origin, criterion.thresholds),
        diagnoses=_moved(origin, criterion.diagnoses),
        ages=_moved(origin, criterion.ages),
    )


def _moved(origin: Origin, statements: tuple[S, ...]) -> tuple[S, ...]:
    if not origin.starts:
        return statements
    return tuple(replace(statement, span=origin.span(statement.span)) for statement in statements)
