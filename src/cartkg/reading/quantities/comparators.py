"""Comparators in words and signs (`comparators.tsv`): which bound a phrase before or after a number sets."""

from collections.abc import Sequence
from functools import cache

from cartkg.reading.lexicon import member
from cartkg.reading.quantities.lexemes import Lexeme
from cartkg.reading.quantities.tables import Phrases, Worded, phrases

Words = Sequence[Lexeme]
OTHER_SIDE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@cache
def leading() -> Phrases[str]:
    """What stands before a number: "at least", "≥"."""
    return phrases("comparators", "comparator", "phrase", place="before")


@cache
def trailing() -> Phrases[str]:
    """What stands after a number: "or more", "and above"."""
    return phrases("comparators", "comparator", "phrase", place="after")


def opens(word: str) -> bool:
    """Whether a comparator may begin with a word or sign."""
    return word in leading() or word == "?" or member("NOT", word)


def before(words: Sequence[Worded], at: int) -> tuple[str, int] | None:
    """The comparator that starts at an index and the index after it; "≤ (less than)" and "less than (<)" are one."""
    first = _one(words, at)
    if first is None:
        return None
    comparator, after = first
    again = _one(words, after + 1) if after < len(words) and words[after].word in "([" else None
    if again and again[1] < len(words) and words[again[1]].word in ")]":
        return _both(comparator, again[0]), again[1] + 1
    second = _one(words, after)
    return (_both(comparator, second[0], words[again_at(after, second)].word), second[1]) if second else first


def again_at(after: int, second: tuple[str, int]) -> int:
    """The index of the last word of the second of two comparators."""
    return max(after, second[1] - 1)


def after(words: Words, at: int) -> tuple[str, int] | None:
    """The comparator that follows a number and the index after it; "or older than 75" is another bound."""
    found = trailing().at(words, at)
    return None if found and found[1] < len(words) and words[found[1]].word == "than" else found


def _one(words: Sequence[Worded], at: int) -> tuple[str, int] | None:
    if 0 <= at < len(words) - 1 and words[at].word == "?" and words[at + 1].word[0].isdecimal():
        return "?", at + 1  # a sign that was lost on the way
    return leading().at(words, at) or _negated(words, at)


def _negated(words: Sequence[Worded], at: int) -> tuple[str, int] | None:
    """ "not to fall below", "must not be under": the other side of what is negated."""
    if not 0 <= at < len(words) or not member("NOT", words[at].word):
        return None
    after = at + 1
    while after < min(len(words), at + 3) and member("COPULA", words[after].word):
        after += 1
    found = leading().at(words, after)
    return (OTHER_SIDE[found[0]], found[1]) if found and found[0] in OTHER_SIDE else None


def _both(one: str, other: str, last: str = "") -> str:
    """One bound from two wordings: the inclusive one, or the sign where they contradict ("at least ≤")."""
    if other[0] != one[0]:
        return other if last and not last[0].isalpha() else one
    return max(one, other, key=len)
