"""From the names in an item to its statements."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cartkg.eligibility import cohorts, lists, stance
from cartkg.eligibility.therapies import combinations, exceptions, lines, selection, timing
from cartkg.eligibility.therapies.mentions import Mention, mentions
from cartkg.model import Item, Named, Span, Stance, Therapy
from cartkg.vocabulary import Terminology

STANDARD = "standard of care"
DISEASE_OF_STANDARD = re.compile(r"\s+for\s+((?:the\s+)?[A-Z][\w-]*|their\s+disease)\b")


def read(item: Item, terminology: Terminology) -> tuple[Therapy, ...]:
    """The therapy statements that an item makes, in the order of its words."""
    named = mentions(item.text, terminology)
    kept = selection.stated(item, named, terminology)
    rows = [*_together(item, kept)]
    for index in range(len(kept)):
        rows += _of(item, kept, index)
    for mention in lines.unnamed(item, named):
        rows += _statements(item, [mention], 0)
    rows += _excepted(item, kept, named, rows)
    rows = [replace(row, window="", anchor="") if timing.without_shared_window(row, rows) else row for row in rows]
    return tuple(_once(sorted(rows, key=lambda row: (row.span.start, row.span.end))))


def _of(item: Item, kept: list[Mention], index: int) -> list[Therapy]:
    """The statements of one name; none where it is part of another one's."""
    mention = kept[index]
    if exceptions.is_apart(item.text, mention) or any(mention in c.parts for c in combinations.combinations(item.text, kept)):
        return []
    rows = _statements(item, kept, index, exceptions.host_of_example(item.text, index, kept))
    if mention.agent.label == STANDARD:
        return [
            _standard(item, mention, row)
            for row in rows
            if row.stance is Stance.REQUIRES and selection.is_failed_standard(item, mention)
        ]
    apart = tuple(m.agent for m in kept[index + 1 : index + 2] if exceptions.is_apart(item.text, m))
    return [replace(row, apart_from=apart) for row in rows]


def _standard(item: Item, mention: Mention, row: Therapy) -> Therapy:
    """Unnamed standard treatment, with the disease that it is standard for."""
    disease = DISEASE_OF_STANDARD.match(item.text, mention.span.end)
    return (
        replace(row, agent=Named(f"standard treatment for {disease[1]}", mention.agent.id, mention.agent.how))
        if disease
        else row
    )


def _statements(item: Item, kept: list[Mention], index: int, host: Mention | None = None) -> list[Therapy]:
    """What the item says of one name, once for each of its windows; of an example of `host` what it says of the host."""
    mention = kept[index]
    span = _absolute(item, mention.span)
    reading = stance.at(item, _absolute(item, host.span) if host else span)
    row = Therapy(
        reading.stance,
        mention.agent,
        span,
        f"{mention.rule}; {reading.rule}",
        cohort=cohorts.cohort_of(item, span),
        exception=reading.exception,
    )
    row = _counted(row, lists.count_of(item, span))
    windows = timing.windows_of(item, kept, index, host, reading.stance)
    return [replace(row, window=w.duration, anchor=w.anchor) for w in windows] or [row]


OPPOSITE = {Stance.REQUIRES: Stance.EXCLUDES, Stance.EXCLUDES: Stance.REQUIRES}


def _counted(row: Therapy, count: lists.Count | None) -> Therapy:
    """The statement with its count; a bound from above turns it: who must have had no more than one is kept out by two.

    An exclusion by any one of a list is that of each member, so that only a higher number is said of it.
    """
    if count is None or row.stance is Stance.PERMITS:
        return row
    if count.denied:
        return replace(row, stance=OPPOSITE[row.stance], min_count=count.least, rule=f"{row.rule}; bound from above")
    return row if row.stance is Stance.EXCLUDES and count.least == 1 else replace(row, min_count=count.least)


def _absolute(item: Item, span: Span) -> Span:
    return Span(item.span.start + span.start, item.span.start + span.end)


def _together(item: Item, kept: list[Mention]) -> Iterator[Therapy]:
    """Combinations, and their parts where each alone is allowed."""
    for combination in combinations.combinations(item.text, kept):
        rows = _statements(item, [combination.whole], 0)
        yield from rows
        if exceptions.separately_allowed(item.text, combination.whole.span.end):
            for part in combination.parts:
                yield _permitted(rows[0], part, _absolute(item, part.span), "separately")


def _permitted(row: Therapy, mention: Mention, span: Span, rule: str) -> Therapy:
    """The permission that is carved out of an exclusion."""
    return Therapy(Stance.PERMITS, mention.agent, span, f"{mention.rule}; {rule}", cohort=row.cohort, exception=True)


def _excepted(item: Item, kept: list[Mention], named: tuple[Mention, ...], rows: Iterable[Therapy]) -> Iterator[Therapy]:
    """A permission for each excluded treatment from which persons are excepted ("except those whose …")."""
    starts = {item.span.start + mention.span.start: mention for mention in kept}
    for row in rows:
        mention = starts.get(row.span.start)
        if row.stance is not Stance.EXCLUDES or mention is None:
            continue
        if exceptions.excepts_persons(item, mention, named):
            yield _permitted(row, mention, row.span, "excepted-persons")


def _once(found: Iterable[Therapy]) -> Iterator[Therapy]:
    """Without repetitions of stance, agent, window and anchor; a row without a window gives way to the same row with one."""
    kept: dict[tuple[Stance, str, str, str], Therapy] = {}
    for row in found:
        kept.setdefault((row.stance, row.agent.label, row.window, row.anchor), row)
    rows = list(kept.values())
    for row in rows:
        fuller = [r for r in rows if r is not row and (r.stance, r.agent.label) == (row.stance, row.agent.label) and r.window]
        if row.window or not fuller:
            yield row
