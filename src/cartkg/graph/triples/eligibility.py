"""Criteria and the statements that they make.

A statement is a node of its own with a stance; a term hangs on it by a neutral link (agent, measure, condition), so that
whoever drops the stance is left with "something is said of rituximab" and never with its opposite. A statement in doubt hangs
on `mayState` instead of `states`: whoever counts what criteria state does not count it, whether or not they know of doubts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from rdflib import URIRef

from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, LABEL, PROV, Triple, Value, curie, date, facts, node
from cartkg.model import AgeBound, Criterion, Diagnosis, Named, Review, Section, Span, Statement, Therapy, Threshold, windows

SECTION_CLASS = {Section.INCLUSION: CARTKG.InclusionCriterion, Section.EXCLUSION: CARTKG.ExclusionCriterion}

Pairs = tuple[tuple[URIRef, "Value | tuple[Value, ...]"], ...]


def criteria_triples(trial_id: str, criteria: Iterable[Criterion], basis: "Basis") -> Iterator[Triple]:
    """Every criterion of a trial with its statements, in the text's order (`position` counts from 1)."""
    trial = URIRef(iri.trial(trial_id))
    places: Counter[tuple[str, str]] = Counter()
    for position, criterion in enumerate(criteria, 1):
        repeat = places[criterion.section, criterion.number]
        places[criterion.section, criterion.number] += 1
        subject = URIRef(iri.criterion(trial, criterion.section, criterion.number, repeat))
        yield trial, CARTKG.hasCriterion, subject
        yield from criterion_triples(subject, criterion, position, basis)


class Basis:
    """What a reading rests on: the record read, and the program that read it."""

    def __init__(self, record: str, software: str) -> None:
        self.record, self.software = URIRef(record), URIRef(software)

    def pairs(self) -> Pairs:
        return (PROV.wasDerivedFrom, self.record), (PROV.wasAttributedTo, self.software)


def criterion_triples(subject: URIRef, criterion: Criterion, position: int, basis: Basis) -> Iterator[Triple]:
    """One criterion: its place, categories, words (where the source has them) and statements."""
    yield from node(
        subject, SECTION_CLASS[criterion.section],
        (LABEL, f"{criterion.section} {criterion.number}"),
        (CARTKG.section, criterion.section.value), (CARTKG.number, criterion.number), (CARTKG.position, position),
        (CARTKG.leadingCategory, next(iter(criterion.categories), "")), (CARTKG.category, criterion.categories),
        (CARTKG.cohort, criterion.cohort), (CARTKG.text, criterion.text), *_span(criterion.span),
        *_review(criterion.review), *basis.pairs(),
    )  # fmt: skip
    repeats: Counter[str] = Counter()
    for statement in criterion.statements:
        statement_iri = URIRef(_statement_iri(subject, statement, repeats))
        yield subject, CARTKG.mayState if statement.in_doubt else CARTKG.states, statement_iri
        yield from statement_triples(statement_iri, statement, basis)


def _review(of: Review | None) -> Pairs:
    if of is None:
        return ()
    return (
        (CARTKG.reader, of.reader), (CARTKG.reviewer, of.reviewer), (CARTKG.reviewedOn, date(of.day) if of.day else None),
        (CARTKG.reviewSource, of.source), (CARTKG.reviewReason, of.reason),
    )  # fmt: skip


def _statement_iri(criterion: URIRef, statement: Statement, repeats: Counter[str]) -> str:
    minted = iri.part(criterion, type(statement).__name__.lower(), *_content(statement))
    repeats[minted] += 1
    return minted if repeats[minted] == 1 else f"{minted}-{repeats[minted]}"


def _content(of: Statement) -> tuple[object, ...]:
    """What a statement says, without where and how it was read: two readings that say the same share an IRI."""
    limits = (of.cohort, *filter(None, (of.provided,)))
    match of:
        case Therapy():
            timing = (of.window, of.anchor, *filter(None, (of.lasting, of.time)))
            return of.stance, of.agent.id or of.agent.label, of.min_count, *timing, *limits
        case Threshold():
            return of.stance, of.measure.id or of.measure.label, of.comparator, of.value, of.unit, *limits
        case Diagnosis():
            return of.stance, of.condition.id or of.condition.label, of.window, *limits
        case AgeBound():
            return of.stance, of.comparator, of.age.value, of.age.unit, *limits


def statement_triples(subject: URIRef, of: Statement, basis: Basis) -> Iterator[Triple]:
    """One statement of any kind: what it says, then its stance, span, rule and source."""
    match of:
        case Therapy():
            yield from therapy_triples(subject, of)
        case Threshold():
            yield from threshold_triples(subject, of)
        case Diagnosis():
            yield from diagnosis_triples(subject, of)
        case AgeBound():
            yield from age_triples(subject, of)
    yield from facts(
        subject,
        (CARTKG.stance, of.stance.value), (CARTKG.cohort, of.cohort), (CARTKG.provided, of.provided),
        (CARTKG.inDoubt, of.in_doubt or None), (CARTKG.doubt, of.doubt), (CARTKG.rule, of.rule),
        *_span(of.span), *basis.pairs(),
    )  # fmt: skip


def therapy_triples(subject: URIRef, of: Therapy) -> Iterator[Triple]:
    """What is said of one agent, class or procedure; `apartFrom` names what a class is said not to cover."""
    yield from node(
        subject, CARTKG.TherapyStatement, *_named(CARTKG.agent, of.agent),
        (LABEL, f"{of.stance} {of.agent.label}"),
        (CARTKG.minCount, of.min_count), (CARTKG.window, of.window), (CARTKG.windowDays, windows.days(of.window)),
        (CARTKG.anchor, of.anchor), (CARTKG.lasting, of.lasting), (CARTKG.lastingDays, windows.days(of.lasting)),
        (CARTKG.time, of.time or ("within" if of.window else "")),
        (CARTKG.isException, of.exception or None), (CARTKG.apartFrom, tuple(curie(named.id) for named in of.apart_from)),
    )  # fmt: skip


def threshold_triples(subject: URIRef, of: Threshold) -> Iterator[Triple]:
    """One bound on one measure; `valueText` is the number as read, `value` the same number to compute with."""
    yield from node(
        subject, CARTKG.ThresholdStatement, *_named(CARTKG.measure, of.measure),
        (LABEL, f"{of.stance} {of.measure.label} {of.comparator} {of.value} {of.unit}".strip()),
        (CARTKG.comparator, of.comparator), (CARTKG.value, _number(of.value)), (CARTKG.valueText, of.value),
        (CARTKG.unit, of.unit), (CARTKG.repaired, of.repaired),
    )  # fmt: skip


def diagnosis_triples(subject: URIRef, of: Diagnosis) -> Iterator[Triple]:
    """What is said of one disease or state."""
    yield from node(
        subject, CARTKG.DiagnosisStatement, *_named(CARTKG.condition, of.condition),
        (LABEL, f"{of.stance} {of.condition.label}"),
        (CARTKG.window, of.window), (CARTKG.isException, of.exception or None),
    )  # fmt: skip


def age_triples(subject: URIRef, of: AgeBound) -> Iterator[Triple]:
    """An age bound in the text: in its own unit, and in years."""
    yield from node(
        subject, CARTKG.AgeStatement,
        (LABEL, f"{of.stance} age {of.comparator} {of.age.value:g} {of.age.unit}"),
        (CARTKG.comparator, of.comparator), (CARTKG.value, float(of.age.value)), (CARTKG.unit, of.age.unit),
        (CARTKG.ageYears, float(of.age.years)),
    )  # fmt: skip


def _named(link: URIRef, named: Named) -> Pairs:
    return (link, curie(named.id)), (CARTKG.words, named.label), (CARTKG.groundedBy, named.how)


def _span(span: Span | None) -> Pairs:
    return ((CARTKG.spanStart, span.start), (CARTKG.spanEnd, span.end)) if span and span.end > span.start else ()


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
