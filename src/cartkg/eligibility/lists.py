"""How many of a list an item speaks of: "at least 2 of the following", "two or more immunosuppressants (…)", "no more than 1".

A bound from above is the denial of a count: "no more than one" denies "at least two". A count holds for the words from its
number to the end of its clause, with the brackets that hang there; a lead-in's count ("any of the following:") holds for its
sub-items.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from cartkg.eligibility import clauses
from cartkg.model import Item, Span

NUMBERS = {word: number for number, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight"], 1)}
NUMBER = rf"(?:[1-8]|{'|'.join(NUMBERS)})"
# The number stands before a noun of treatments or before "of …"; numbers of weeks, doses, milligrams are none.
UNITS = (
    r"(?:m?c?g|kg|ml|iu|units?|hours?|days?|weeks?|months?|years?|doses?|cycles?|tablets?|times?|infusions?|injections?|"
    r"half\W*li(?:fe|ves))"
)
QUALIFIER = (
    r"(?:or more|different|prior|previous|other|standard|conventional|approved|systemic|following|types?|kinds?|lines?|of|a|"
    rf"the|classes|class|medications?|drugs?|agents?|treatments?|therap(?:y|ies)|(?!{UNITS}\b)[a-z-]{{5,}})"
)
NOUN = (
    r"(?:drugs?|agents?|treatments?|therap(?:y|ies)|medications?|immuno\w+|[bct]?s?DMARDs?|biologics?|biologicals?|regimens?|lines?|"
    r"classes|medicines?|inhibitors?|antibod\w+|options?|NSAIDs?|AEDs?|steroids?|corticosteroids?|antidepressants?|antibiotics?)"
)
CUE = re.compile(
    r"(?:(?P<most>\b(?:no|not) (?:more|greater) than\s+|\bat most\s+|\b(?:a )?maximum(?: of)?\s+|[≤]\s*|<\s*/?=\s*)|"
    r"(?P<fewer>(?<!no )(?<!not )\b(?:fewer|less) than\s+)|"
    r"\b(?:at least|minimum of|at minimum|no less than|not less than|more than)\s+|[≥]\s*|>\s*/?=\s*|\bany\s+|\beither\s+)?"
    rf"(?<![\w-])(?P<n>{NUMBER})(?![\w-])(?:\s*\(\s*\w+\s*\))?\s*(?P<more>or more\s+|or greater\s+|and more\s+)?"
    rf"(?=of\b|(?:{QUALIFIER}\s+){{0,4}}?(?P<noun>{NOUN})\b(?!\s+half))",
    re.I,
)
# "Three prior regimens, among them …": only the regimens are counted, not what they held.
LINES = re.compile(r"(?:[\w-]+\s+){0,4}?(?:regimens?|lines?)\b(?:\s+of\s+(?:[\w-]+\s*){1,4})?", re.I)
ANY = re.compile(r"\b(?:any|either|one)(?: one)? of (?:the |these )?(?:following|below)|\bany of the\b", re.I)
EITHER = re.compile(
    r"\b(?:respon\w+|fail\w+|refractory|treated|receiv\w+|intoleran\w+)\s+(?:\w+\s+){0,2}?(?=(?P<list>either\s+(?:(?!\band\b)[^.;:]){3,60}?\bor\b(?:(?!\band\b)[^.;:,]){1,60}))",
    re.I,
)
OTHER_THINGS = re.compile(
    r"\s*(?:or more )?of (?:child|age|the study|which(?! (?:must|should|is|was|has to|had to) )|them is|his|her|their|"
    r"those criteria)",
    re.I,
)
LEAD_IN = re.compile(r"following|below|:\s*$|criteria|conditions?", re.I)


@dataclass(frozen=True, slots=True)
class Count:
    """At least `least` of what stands in [span.start, span.end) of the item's words, or fewer than that where `denied`."""

    least: int
    span: Span
    denied: bool = False


def count_of(item: Item, span: Span) -> Count | None:
    """The count in which the stretch `span` (offsets into the eligibility text) stands; None where it stands in none.

    Where two counts hold for the same words, the one that starts later counts; where the item has none, its lead-in's does.
    """
    start = span.start - item.span.start
    holding = [c for c in counts(item.text) if c.span.start <= start < c.span.end]
    return holding[-1] if holding else _of_lead_in(item)


def _of_lead_in(item: Item) -> Count | None:
    parent = item.parent
    while parent is not None:
        open_counts = [
            c for c in counts(parent.text) if LEAD_IN.search(parent.text, c.span.start) and c.span.end >= len(parent.text) - 2
        ]
        if open_counts:
            return open_counts[-1]
        parent = parent.parent
    return None


@lru_cache(maxsize=2048)
def counts(text: str) -> tuple[Count, ...]:
    """The counts that a text states, from left to right."""
    found = [
        Count(_least(cue), Span(cue.start(), _reach(text, cue)), bool(cue["most"] or cue["fewer"]))
        for cue in CUE.finditer(text)
        if not OTHER_THINGS.match(text, cue.end())
    ]
    taken = {count.span.start for count in found}
    found += [
        Count(1, Span(m.start(), _end(text, m.end())))
        for m in ANY.finditer(text)
        if not any(abs(m.start() - t) < 8 for t in taken)
    ]
    found += [Count(1, Span(m.start(), m.end() + len(m["list"]))) for m in EITHER.finditer(text)]
    return tuple(sorted(found, key=lambda count: count.span.start))


def _least(cue: re.Match[str]) -> int:
    number = cue["n"].lower()
    least = NUMBERS.get(number) or int(number)
    return least + 1 if cue["most"] or cue[0].lower().startswith("more than") else least


def _reach(text: str, cue: re.Match[str]) -> int:
    """Where the words end for which a count holds: its clause's end, for regimens and lines that of their own name."""
    if re.match("regimen|line", cue["noun"] or "", re.I) and (counted := LINES.match(text, cue.end())):
        return counted.end()
    return _end(text, cue.end())


def _end(text: str, start: int) -> int:
    """Where the clause ends that holds `start`."""
    words = clauses.words(text)
    index = words.at(start)
    if index >= len(words.tokens):
        return len(text)
    return words.tokens[words.clauses[words.clause_of[index]].last - 1].end
