"""The names of diseases and states in a text: by vocabulary, sharing a word with a neighbour, by abbreviation, by a marker."""

from functools import lru_cache

from cartkg.reading.conditions import abbreviations, coordination, markers, overlaps, parts
from cartkg.reading.conditions.mentions import Mention, whole_names
from cartkg.vocabulary import Terminology

__all__ = ["Mention", "mentions"]


@lru_cache(maxsize=2048)
def mentions(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """The conditions that a text names, in full or sharing a word with a neighbour, and its markers, from left to right."""
    tests = list(markers.found(text, terminology))
    whole = whole_names(text, terminology)
    short = [m for m in abbreviations.settled(text, terminology) if not any(_overlap(m, other) for other in whole)]
    named = coordination.completed(text, sorted([*whole, *short], key=lambda m: m.span), terminology)
    plain = overlaps.merged(text, tuple(parts.spread(text, named, terminology)), terminology)
    return tuple(sorted([*tests, *(m for m in plain if not any(_overlap(m, test) for test in tests))], key=lambda m: m.span))


def _overlap(one: Mention, other: Mention) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end
