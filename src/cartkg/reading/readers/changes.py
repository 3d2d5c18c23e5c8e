"""Limits on how much a measure changes: "a fall of FEV1 by more than 15 %", "mRSS rise by 5 points". No level of it."""

from cartkg.reading.lexicon import member
from cartkg.reading.quantities import Bound
from cartkg.reading.readers.binding import Bond
from cartkg.reading.readers.parts import Parts, Sort

SORTS = (("DOWN", "decrease"), ("UP", "increase"), ("SPREAD", "variability"), ("WORSE", "worsening"))


def of(parts: Parts, bond: Bond, bound: Bound) -> str:
    """The word for the change that a bound limits, "" where it limits the measure itself."""
    if not bond.names or bound.unit in ("{ULN}", "{LLN}", "{titer}") or bound.quantity.grade:
        return ""
    name, at = bond.names[-1], bond.at
    if name < at:
        change = _told(parts[name + 1 : at], bound) or _told(_before(parts, bond.names[0]), bound)
    else:
        change = _told(_before(parts, at), bound) or _told(parts[at + 1 : name], bound)
    if change == "worsening":
        return "decrease" if bond.measures[0].wanted == "high" else "increase"
    return change


def _before(parts: Parts, at: int) -> Parts:
    """The words right before an index: no further than a mark, a name or a number."""
    start = at
    while start > 0 and at - start < 4 and parts[start - 1].sort in (Sort.WORD, Sort.ASIDE) and not parts[start - 1].bounds:
        start -= 1
    return parts[start:at]


def _told(words: Parts, bound: Bound) -> str:
    """Whether words tell of a change of this size: a percentage or points beside its noun, anything else by "by" or "of"."""
    for name, change in SORTS:
        place = next((j for j, p in enumerate(words) if member(name, p.word)), None)
        if place is None or any(member("LEVELLED", p.word) for p in words[place + 1 :]):
            continue
        noun = not words[place].word.endswith("ed")
        by = any(p.word == "by" for p in words[place + 1 :])
        if by or (noun and bound.kind in ("percent", "plain", "score")):
            return change
    return ""
