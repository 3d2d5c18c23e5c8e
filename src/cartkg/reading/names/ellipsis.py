"""Names that share a word with their neighbour: "JAK or BTK inhibitors", "heart, lung and kidney transplants", "allogeneic
renal or lung transplant", "coronary/peripheral artery bypass grafting".

The last name of such a list is a name of the vocabulary; each member before it is one with the words that it ends with.
"""

import re
from collections.abc import Callable, Iterator

from cartkg.model import Span
from cartkg.reading.names.shapes import word_set
from cartkg.vocabulary import TermMention

Lookup = Callable[[str], TermMention | None]

WORD = re.compile(r"[\w()'’+.]*[\w)+]")
LINK = re.compile(r"-?\s*(?:,?\s*(?:and/or|or|and)|,|/|&)\s*$")
MODIFIER = re.compile(
    r"\b(?:allogen(?:e)?ic|autologous|live|inactivated|oral|systemic|topical|inhaled|intravenous|strong|moderate|potent)\b",
    re.I,
)
STOP = word_set(
    "or and with of to in for on any other received receive receiving use treatment the a an prior previous by using as "
    "including had"
)


def members(text: str, last: Span, lookup: Lookup) -> Iterator[tuple[TermMention, Span]]:
    """The members before the name at `last`, from the last to the first; the span is that of the member's own words."""
    words = [m.span() for m in WORD.finditer(text, last.start, last.end)]
    end = last.start
    for _ in range(8):
        link = LINK.search(text, 0, end)
        if not link:
            return
        found = _member(text, link.start(), words, lookup)
        if not found:
            return
        yield found
        end = found[1].start


def _member(text: str, end: int, last: list[tuple[int, int]], lookup: Lookup) -> tuple[TermMention, Span] | None:
    """The longest member that ends at `end` and is a name with the words from some word of the last name on."""
    before = list(WORD.finditer(text, max(0, end - 50), end))
    for size in (4, 3, 2, 1):
        own = before[-size:]
        if len(own) < size or own[-1].end() != end or re.search(r"[,;:]", text[own[0].start() : end]) or _stops(own):
            continue
        for place in range(1, len(last)):
            name = f"{text[own[0].start() : end]} {text[last[place][0] : last[-1][1]]}"
            if hit := lookup(name):
                return hit, Span(own[0].start(), end)
    return None


def _stops(own: list[re.Match[str]]) -> bool:
    return own[0][0].lower() in STOP


def modified(text: str, first: Span, last: Span, lookup: Lookup) -> TermMention | None:
    """The last name with the first member's modifier: in "allogeneic renal or lung transplant" both are allogeneic."""
    modifier = MODIFIER.search(text[first.start : first.end])
    return lookup(f"{modifier[0]} {text[last.start : last.end]}") if modifier else None
