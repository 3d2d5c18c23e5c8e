"""From the names in an item to its statements."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cartkg.eligibility import cohorts, lists, stance, time
from cartkg.eligibility.therapies import combinations, exceptions, lines, selection
from cartkg.eligibility.therapies.mentions import Mention, mentions
from cartkg.model import Item, Named, Span, Stance, Therapy
from cartkg.terminology import Terminology

STANDARD = "standard of care"
DISEASE_OF_STANDARD = re.compile(r"\s+for\s+((?:the\s+)?[A-Z][\w-]*|their\s+disease)\b")


def read(item: Item, terminology: Terminology) -> tuple[Therapy, ...]:
    """The therapy statements that an item makes, in the order of its words."""
    named = mentions(item.text, terminology)
    kept = selection.stated(item, named, terminology)
    rows = [*_together(item, kept), *(_of(item, kept, index) for index in range(len(kept)))]
    rows += [_statement(item, mention) for mention in lines.unnamed(item, named, terminology)]
    rows = [row for row in rows if row is not None]
    rows += _excepted(item, kept, rows)
    return tuple(_once(sorted(rows, key=lambda row: (row.span.start, row.span.end))))


def _of(item: Item, kept: list[Mention], index: int) -> Therapy | None:
    """The statement of one name; None where it is part of another one's."""
    mention = kept[index]
    if exceptions.is_apart(item.text, mention) or any(mention in c.parts for c in combinations.combinations(item.text, kept)):
        return None
    row = _statement(item, mention, exceptions.host_of_example(item.text, index, kept))
    if mention.agent.label == STANDARD:
        return _standard(item, mention, row)
    following = kept[index + 1 : index + 2]
    apart = tuple(m.agent for m in following if exceptions.is_apart(item.text, m))
    return replace(row, apart_from=apart) if apart else row


def _standard(item: Item, mention: Mention, row: Therapy) -> Therapy | None:
    """Unnamed standard treatment counts only where it is demanded; with the disease it is standard for."""
    if row.stance is not Stance.REQUIRES or not selection.is_failed_standard(item, mention):
        return None
    disease = DISEASE_OF_STANDARD.match(item.text, mention.span.end)
    return (
        replace(row, agent=Named(f"standard treatment for {disease[1]}", mention.agent.id, mention.agent.how))
        if disease
        else row
    )


def _statement(item: Item, mention: Mention, host: Mention | None = None) -> Therapy:
    """What the item says of one name; of an example of `host` it says what it says of the host."""
    span = _absolute(item, mention.span)
    reading = stance.at(item, _absolute(item, host.span) if host else span)
    window = time.window_of(item, span) or (time.window_of(item, _absolute(item, host.span)) if host else None)
    return Therapy(
        reading.stance,
        mention.agent,
        span,
        f"{mention.rule}; {reading.rule}",
        lists.count_of(item, span) if reading.stance is Stance.REQUIRES else None,
        window.duration if window else "",
        window.anchor if window else "",
        cohorts.cohort_of(item, span),
        reading.exception,
    )


def _absolute(item: Item, span: Span) -> Span:
    return Span(item.span.start + span.start, item.span.start + span.end)


def _together(item: Item, kept: list[Mention]) -> Iterator[Therapy]:
    """Combinations, and their parts where each alone is allowed."""
    for combination in combinations.combinations(item.text, kept):
        row = _statement(item, combination.whole)
        yield row
        if exceptions.separately_allowed(item.text, combination.whole.span.end):
            for part in combination.parts:
                span = _absolute(item, part.span)
                yield replace(
                    row,
                    agent=part.agent,
                    span=span,
                    stance=Stance.PERMITS,
                    exception=True,
                    rule="combination; separately",
                    window="",
                    anchor="",
                )


def _excepted(item: Item, kept: list[Mention], rows: Iterable[Therapy]) -> Iterator[Therapy]:
    """A permission for each excluded treatment from which persons are excepted ("except those whose …")."""
    starts = {item.span.start + mention.span.start: mention for mention in kept}
    for row in rows:
        mention = starts.get(row.span.start)
        if row.stance is not Stance.EXCLUDES or mention is None:
            continue
        if exceptions.excepts_persons(item.text, mention, kept):
            yield replace(
                row,
                stance=Stance.PERMITS,
                exception=True,
                rule=f"{mention.rule}; excepted-persons",
                window="",
                anchor="",
                min_count=None,
            )


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
