"""Rows of what eligibility texts state: therapies, washouts, limits, diagnoses, age bounds.

A row is about one term that at least one of the trials names. Another trial may speak of it without naming it: it excludes a
class that holds the drug. That counts, unless the class is said not to cover the drug or the same item gives it free.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cartkg.graph.view import View
from cartkg.graph.view.hierarchy import Hierarchy
from cartkg.graph.view.statements import Said
from cartkg.use.comparison import bearing
from cartkg.use.comparison.model import Head, Phrase, Row, cell

INFECTION, MALIGNANCY = "MONDO:0005550", "MONDO:0004992"  # as in the questions `infections` and `malignancies`
TURNED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def rows(view: View, heads: tuple[Head, ...]) -> Iterator[Row]:
    """The rows of all groups."""
    said = [view.statements.get(head.trial, ()) for head in heads]
    every = [one for statements in said for one in statements]
    for topic in _topics(every, "therapy"):
        yield _row("therapies", topic, heads, said, _Therapies(view.terms, topic))
    for topic in _topics((one for one in every if one.window and one.stance == "excludes"), "therapy"):
        yield _row("washouts", topic, heads, said, _Washouts(view.terms, topic))
    for topic in _topics(every, "threshold"):
        yield _row("limits", topic, heads, said, _Limits(view.terms, topic))
    for topic in _topics(every, "diagnosis"):
        yield _row(_group(view.terms, topic.term), topic, heads, said, _Diagnoses(view.terms, topic))
    if any(one.kind == "age" for one in every):
        topic = Topic("", "age", "age bounds in the text")
        yield _row("ages", topic, heads, said, _Ages(view.terms, topic))


@dataclass(frozen=True, slots=True)
class Topic:
    """What a row is about: a term, or words for which there is none."""

    term: str
    words: str
    label: str


def _topics(said: Iterable[Said], kind: str) -> list[Topic]:
    found = {one.term or one.words: Topic(one.term, one.words, one.words) for one in said if one.kind == kind}
    return sorted(found.values(), key=lambda topic: topic.label.casefold())


def _group(terms: Hierarchy, condition: str) -> str:
    above = terms.above(condition) if condition else frozenset()
    return "infections" if INFECTION in above else "malignancies" if MALIGNANCY in above else "diagnoses"


def _row(group: str, topic: Topic, heads: tuple[Head, ...], said: list[tuple[Said, ...]], read: "_Phrases") -> Row:
    cells = tuple(cell(read.of(statements), head.silence) for head, statements in zip(heads, said, strict=True))
    return Row(group, topic.label, cells, topic.term)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """What a trial's statements say of a topic."""

    terms: Hierarchy
    topic: Topic

    kind = ""

    def of(self, said: tuple[Said, ...]) -> Iterator[Phrase]:
        for one in said:
            if one.kind == self.kind and (how := self.how(one, said)):
                yield self.phrase(one, how)

    def how(self, one: Said, said: tuple[Said, ...]) -> str:
        """How a statement bears on the topic: named, class, member, wider, or "" where it does not."""
        if (one.term or one.words) == (self.topic.term or self.topic.words):
            return "named"
        return ""

    def through(self, how: str, one: Said) -> str:
        """What bears through another term needs terms on both sides; words without one are compared by themselves."""
        return how if one.term and self.topic.term else ""

    def phrase(self, one: Said, how: str) -> Phrase:
        via = ((one.term, one.words),) if how != "named" else ()
        key = (*self.key(one), one.cohort, one.provided)
        return Phrase(one.stance, self.detail(one), key, one.section, one.number, how, via, one.held, one.doubt)

    def key(self, one: Said) -> tuple[str, ...]:
        raise NotImplementedError

    def detail(self, one: Said) -> str:
        raise NotImplementedError


class _Therapies(_Phrases):
    kind = "therapy"

    def how(self, one: Said, said: tuple[Said, ...]) -> str:
        return _Phrases.how(self, one, said) or self.through(bearing.on_therapy(self.terms, self.topic.term, one, said), one)

    def key(self, one: Said) -> tuple[str, ...]:
        return one.stance, one.least, _time(one), one.anchor, one.lasting, str(one.exception)

    def detail(self, one: Said) -> str:
        least = f"at least {one.least} of a list that names it" if one.least else ""
        return ", ".join(part for part in (least, one.timing, "as an exception" if one.exception else "") if part)


class _Washouts(_Therapies):
    """How long before the trial an excluded therapy counts; an exclusion without a time says so."""

    def how(self, one: Said, said: tuple[Said, ...]) -> str:
        return _Therapies.how(self, one, said) if one.stance == "excludes" else ""

    def key(self, one: Said) -> tuple[str, ...]:
        return _time(one), one.anchor

    def detail(self, one: Said) -> str:
        return one.timing or "time not stated"


class _Limits(_Phrases):
    kind = "threshold"

    def key(self, one: Said) -> tuple[str, ...]:
        """To exclude what lies below a limit is to require what does not."""
        if one.stance == "excludes" and one.comparator in TURNED:
            return "requires", TURNED[one.comparator], one.value, one.unit
        return one.stance, one.comparator, one.value, one.unit

    def detail(self, one: Said) -> str:
        return one.limit + (", sign mended" if one.repaired else "")


class _Ages(_Limits):
    kind = "age"


class _Diagnoses(_Phrases):
    kind = "diagnosis"

    def how(self, one: Said, said: tuple[Said, ...]) -> str:
        return _Phrases.how(self, one, said) or self.through(bearing.on_condition(self.terms, self.topic.term, one), one)

    def key(self, one: Said) -> tuple[str, ...]:
        return one.stance, _time(one), one.anchor, str(one.exception)

    def detail(self, one: Said) -> str:
        return ", ".join(part for part in (one.timing, "as an exception" if one.exception else "") if part)


def _time(one: Said) -> str:
    """The window in days where these are known, so that 12 weeks and 84 days are the same; else when the therapy counts."""
    return str(one.days) if one.days is not None else one.window or one.time
