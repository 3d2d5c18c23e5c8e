"""Drugs that are meant only together: "A and B in combination", "a combination of A and B"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cartkg.eligibility.therapies.mentions import Mention
from cartkg.model import Named, Span

BETWEEN = re.compile(r"\s*(?:and|plus|\+|/|&)\s*")
BEHIND = re.compile(r"\s*,?\s*(?:in combination(?!\s+with)|given together|combination\b(?!\s+with))", re.I)
AHEAD = re.compile(r"\bcombination of\s+(?:[\w-]+\s+)?$", re.I)


@dataclass(frozen=True, slots=True)
class Combination:
    """Two drugs that are one treatment; `parts` are their names."""

    whole: Mention
    parts: tuple[Mention, Mention]


def combinations(text: str, named: list[Mention]) -> Iterator[Combination]:
    """The combinations of two drugs that a text names."""
    for first, second in pairwise(named):
        if first.form == "class" or second.form == "class" or not BETWEEN.fullmatch(text[first.span.end : second.span.start]):
            continue
        if BEHIND.match(text, second.span.end) or AHEAD.search(text[: first.span.start]):
            label = f"{first.agent.label} and {second.agent.label} combination"
            whole = Mention(Span(first.span.start, second.span.end), Named(label), "combination")
            yield Combination(whole, (first, second))
