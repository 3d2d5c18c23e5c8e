"""The product as a page's title names it, where the page shows no interventions."""

import re

from cartkg.facts.products import cells, doses
from cartkg.facts.products.groups import groups
from cartkg.facts.products.passages import Passage
from cartkg.facts.products.patterns import either
from cartkg.model import Intervention, Trial
from cartkg.vocabulary import Terminology

LONGEST_LEAD = 120
"""Adjectives further than this before the cells do not belong to the product's name."""

_ADJECTIVE = either(
    "anti", "autologous", "allogeneic", "universal", "dual", "bispecific", "tandem", "target(?:ed|ing)?", "directed",
    "specific", "HLA independent", "humani[sz]ed", "human", "fully", "ultra fast", "novel", "in vivo", "off the shelf",
    "donor derived", "(?:second|third|fourth|next) generation",
)  # fmt: skip
_ADJECTIVES = re.compile(rf"(?:\b{_ADJECTIVE}\b[\s-]*|[\s/+,()-])*$", re.IGNORECASE)
_TO_CELL = re.compile(rf"(?:\b{_ADJECTIVE}\b|[\s()/-])*", re.IGNORECASE)
_HEAD = re.compile(r"(?:[\s-]*(?:cells?|therapy|injection|infusion))*", re.IGNORECASE)


def from_titles(trial: Trial, passages: tuple[Passage, ...], terminology: Terminology) -> tuple[Intervention, ...]:
    """The product's name in the words of the most telling title; none where no title has one."""
    named = [name for p in passages if p.part == "title" if (name := _phrase(p, terminology))]
    if not named:
        return ()
    prose = f"{trial.summary}\n{trial.description}"
    return (Intervention(max(named, key=len), basis="title", preparation_time=doses.preparation_time(prose)),)


def _phrase(passage: Passage, terminology: Terminology) -> str:
    """The words from the first adjective before the antigens to the last noun behind the cells."""
    first = min(cells.mentions(passage), key=lambda mention: (mention[0], mention[2]), default=None)
    if first is None:
        return ""
    text, (_, _, start, end) = passage.text, first
    for group in groups(text, terminology):
        if group.end <= start and _TO_CELL.fullmatch(text, group.end, start):
            start = group.start
    first_word = max(start - LONGEST_LEAD, 0)
    lead, tail = _ADJECTIVES.search(text, first_word, start), _HEAD.match(text, end)
    return text[lead.start() if lead else start : tail.end() if tail else end].strip(" -/,()")
