"""How many of a list an item demands: "at least 2 of the following", "two or more immunosuppressants (…)", "any one of".

A count holds for the words from its number to the end of its sentence, or to the end of the bracket that hangs at its noun.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from cartkg.eligibility import clauses
from cartkg.model import Item, Span

NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight".split(), 1)}
NUMBER = rf"(?:[1-8]|{'|'.join(NUMBERS)})"
# The number stands before a noun of treatments or before "of …"; numbers of weeks, doses, milligrams are none.
COUNTED = (
    r"(?:of|or more of|(?:(?:or more|different|prior|previous|other|standard|conventional|approved|systemic|the|following|types?|kinds?|lines?|of|a|"
    r"immuno\w+|biologic\w*|additional|oral|available|existing|classes|class|medications?|drugs?|agents?|treatments?|therap(?:y|ies))\s+){0,5}?"
    r"(?:drugs?|agents?|treatments?|therap(?:y|ies)|medications?|immuno\w+|[cbt]?s?DMARDs?|biologics?|biologicals?|regimens?|lines?|classes|medicines?|inhibitors?|antibod\w+|options?))"
)
CUE = re.compile(
    rf"(?:\b(?:at least|minimum of|at minimum|no less than|not less than|more than)\s+|[≥]\s*|>=\s*|>\s*/?=\s*|\bany\s+|\beither\s+)?\b(?P<n>{NUMBER})\b"
    rf"(?:\s*\(\s*\w+\s*\))?\s*(?P<more>or more\s+|or greater\s+|and more\s+)?(?={COUNTED}\b)",
    re.I,
)
DEMAND = re.compile(r"^(?:at|min|no|not|more|[≥>]|any|either)", re.I)


@dataclass(frozen=True, slots=True)
class Count:
    """At least `least` of what stands in [span.start, span.end) of the item's words."""

    least: int
    span: Span


def count_of(item: Item, span: Span) -> int | None:
    """k where the stretch `span` (offsets into the eligibility text) stands in a list "at least k of"; its lead-in's where the item has none."""
    start = span.start - item.span.start
    holding = [c for c in counts(item.text) if c.span.start <= start < c.span.end]
    if holding:
        return holding[-1].least
    parent = item.parent
    while parent is not None:
        if inherited := [c for c in counts(parent.text) if FOLLOWING.search(parent.text[c.span.start :])]:
            return inherited[-1].least
        parent = parent.parent
    return None


FOLLOWING = re.compile(r"following|below|:\s*$|criteria|conditions?", re.I)


@lru_cache(maxsize=2048)
def counts(text: str) -> tuple[Count, ...]:
    """The counts that a text states, from left to right; where two hold for the same words, the later one counts."""
    found = []
    for cue in CUE.finditer(text):
        if re.match(r"(?:or more )?of (?:child|age|the study)", text[cue.end() :], re.I):
            continue
        number = cue["n"].lower()
        least = NUMBERS.get(number) or int(number)
        if re.match(r"more than", cue[0], re.I):
            least += 1
        found.append(Count(least, Span(cue.start(), _end(text, cue.end()))))
    return tuple(found)


def _end(text: str, start: int) -> int:
    """Where the words end for which a count holds: at the end of its clause; a bracket that the clause holds belongs to it."""
    words = clauses.words(text)
    index = words.at(start)
    if index >= len(words.tokens):
        return len(text)
    clause = words.clauses[words.clause_of[index]]
    return words.tokens[clause.last - 1].end
