"""From the names in an item to its statements."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cartkg.eligibility import cohorts, lists, stance, time
from cartkg.eligibility.therapies import roles
from cartkg.eligibility.therapies.mentions import Mention, mentions
from cartkg.model import Item, Span, Stance, Therapy
from cartkg.terminology import Terminology

SENTENCE_END = re.compile(r"(?<![eE]\.g)(?<!i\.e)(?<!\betc)(?<!\bvs)[.;](?=\s|$)|\n")


def read(item: Item, terminology: Terminology) -> tuple[Therapy, ...]:
    """The therapy statements that an item makes, in the order of its words."""
    named = mentions(item.text, terminology)
    kept = [mention for mention in named if not roles.refused(place_of(item, mention))]
    return tuple(_once(_statement(item, mention) for mention in kept))


def place_of(item: Item, mention: Mention) -> roles.Place:
    """A mention with the words of its sentence before and behind it."""
    start, end = mention.span.start, mention.span.end
    first = max((m.end() for m in SENTENCE_END.finditer(item.text, 0, start)), default=0)
    last = next((m.start() for m in SENTENCE_END.finditer(item.text, end)), len(item.text))
    return roles.Place(mention, item.text[first:start], item.text[end:last], item.section, item.text[start:end])


def _statement(item: Item, mention: Mention) -> Therapy:
    span = Span(item.span.start + mention.span.start, item.span.start + mention.span.end)
    reading = stance.at(item, span)
    window = time.window_of(item, span)
    requires = reading.stance is Stance.REQUIRES
    return Therapy(
        reading.stance,
        mention.agent,
        span,
        f"{mention.rule}; {reading.rule}",
        lists.count_of(item, span) if requires else None,
        window.duration if window else "",
        window.anchor if window else "",
        cohorts.cohort_of(item, span),
        reading.exception,
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
            yield replace(row)
