"""How many of a list an item speaks of: "at least two of", "two or more immunosuppressants", "no more than one prior line".

A number counts therapies only where what it counts is a name, a noun of treatments, or a list ("of the following"); numbers of
doses, infusions, weeks count none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cartkg.reading.lexicon import member
from cartkg.reading.time import number_at, word_at

LINES = frozenset(("line", "lines", "regimen", "regimens"))


@dataclass(frozen=True, slots=True)
class Count:
    """At least `number` (or at most, where `upper`) of what follows, at the tokens [first, last)."""

    first: int
    last: int
    number: int
    upper: bool = False
    own: bool = False  # it counts lines or regimens, not what they held
    most: int = 0  # "one but not over two": the upper limit beside a lower one


def find(words: Sequence[str], names: set[int], taken: Sequence[bool]) -> list[Count]:
    """The counts of a sequence of words; `names` are the tokens at which a therapy's name begins."""
    found: list[Count] = []
    position = 0
    while position < len(words):
        count = None if taken[position] else _counted(words, position, names, taken)
        if count:
            found.append(count)
        position = max(count.last if count else 0, position + 1)
    return found


def _counted(words: Sequence[str], position: int, names: set[int], taken: Sequence[bool]) -> Count | None:
    if words[position] in ("either", "any", "one") and word_at(words, position + 1) == "of" and words[position] != "one":
        return Count(position, position + 2, 1) if _is_list(words, position + 2, names) else None
    if words[position] in ("none", "each", "all", "both") or word_at(words, position - 1) in ("every", "each"):
        return None
    number = number_at(words, position)
    if number is None or not number[0].isdecimal() or int(number[0]) > 12 or taken[number[1] - 1]:
        return None
    least, last = int(number[0]), number[1]
    first, upper, step = _comparison(words, position, taken)
    if (both := _but_not_over(words, position, last, least, names)) is not None:
        return both
    more = _or_more(words, last)
    last = more or last
    if word_at(words, last) == "out" and word_at(words, last + 1) == "of":
        again = number_at(words, last + 3 if word_at(words, last + 2) == "the" else last + 2)
        if again:
            return Count(*_comparison(words, position, taken)[:1], again[1], least, False)
    if not _counts_treatments(words, last, names):
        return None
    own = any(words[place] in LINES and place in names for place in range(last, min(len(words), last + 6)))
    return Count(first, last, least + step, upper and not more, own)


def _but_not_over(words: Sequence[str], position: int, last: int, least: int, names: set[int]) -> Count | None:
    """ "One but not over two", "two but no more than three"."""
    if word_at(words, last) != "but":
        return None
    place = last + 1
    while member("COUNT_COMPARISON", word_at(words, place)):
        place += 1
    number = number_at(words, place) if place > last + 1 else None
    if number is None or not number[0].isdecimal() or not _counts_treatments(words, number[1], names):
        return None
    return Count(position, number[1], least, most=int(number[0]))


def _comparison(words: Sequence[str], position: int, taken: Sequence[bool]) -> tuple[int, bool, int]:
    """The first token of the comparison before a number, whether it bounds from above, and what it adds to the number."""
    first = position
    while first > 0 and position - first < 4 and not taken[first - 1] and member("COUNT_COMPARISON", words[first - 1]):
        first -= 1
    ahead = words[first:position]
    text = set(ahead)
    while ahead and ahead[0] in ("than", "of", "a", "to", "the"):
        ahead, first = ahead[1:], first + 1
    text = set(ahead)
    denied = bool(text & {"no", "not"})
    if text & {"more", "over", "greater", "exceeding", "beyond", ">", "above"} and not text & {"least"}:
        return (first, True, 0) if denied else (first, False, 1)
    if text & {"less", "fewer", "<", "under", "below"}:
        return (first, False, 0) if denied else (first, True, -1)
    if text & {"most", "maximum", "≤", "<=", "=<"} or {"up", "to"} <= text:
        return first, True, 0
    return first, False, 0


def _or_more(words: Sequence[str], index: int) -> int:
    if word_at(words, index) in ("or", "and") and word_at(words, index + 1) in ("more", "greater", "above", "over"):
        return index + 2
    return index + 1 if word_at(words, index) == "+" else 0


def _counts_treatments(words: Sequence[str], index: int, names: set[int]) -> bool:
    for place in range(index, index + 6):
        word = word_at(words, place)
        if place in names:
            return True
        if word in LINES and word_at(words, place + 1) not in ("of", "with"):
            return False  # lines are counted, not what they held
        if member("THERAPY_NOUN", word):
            return not member("DOSING", word_at(words, place + 1))
        if word in ("of", "from", "out"):
            return _is_list(words, place + 1, names)
        if not member("COUNT_ADJECTIVE", word):
            return False
    return False


def _is_list(words: Sequence[str], index: int, names: set[int]) -> bool:
    """Whether a list of treatments follows: "the following", "these drugs", or a name after a few words."""
    for place in range(index, index + 7):
        word = word_at(words, place)
        if place in names or word in ("following", "below", "these", "those", ":", "them", "list", "", "which", "whom"):
            return True
        if member("THERAPY_NOUN", word):
            return True
        if not (
            member("COUNT_ADJECTIVE", word)
            or number_at(words, place)
            or word in ("the", "(", "a", "an", "any", "prior", "each")
        ):
            return False
    return False
