"""Comparators that stand far from their number: "the maximum dose of steroids is 20 mg/day", "one BILAG A"."""

from cartkg.reading.lexicon import member
from cartkg.reading.readers.parts import Parts, Sort

REACH = 9


def of(parts: Parts, at: int, times: bool = False) -> str:
    """The comparator of a number that has none beside it, "" where no word sets one; of times only where asked."""
    part = parts[at]
    if not part.bounds or part.bound.comparator or part.bound.quantity.grade or (part.bound.kind == "time" and not times):
        return ""
    following = parts[at + 1].measure if at + 1 < len(parts) else None
    if following and following.counts and following.term.label.startswith("BILAG"):
        return ">="
    if part.bound.kind == "plain":
        return ""
    for j in range(at - 1, max(-1, at - REACH), -1):
        if parts[j].sort in (Sort.STOP, Sort.LIMIT, Sort.CLOSE) or parts[j].word in (",", "and", "or"):
            return ""
        if member("MAXIMUM", parts[j].word):
            return "<="
        if member("MINIMUM", parts[j].word):
            return ">="
    return ""
