"""Doses in an item: numbers with a unit of drug and their comparison, so that they are no counts and no unknown words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cartkg.reading.lexicon import member
from cartkg.reading.time import number_at, word_at


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose as far as a therapy's stance needs it: whether it is bounded from above ("no more than 10 mg/day") or below."""

    bound: str  # "most", "least" or ""


SIGNS = {
    "<": "most",
    "<=": "most",
    "=<": "most",
    "≤": "most",
    ">": "least",
    ">=": "least",
    "=>": "least",
    "≥": "least",
    "=": "",
}


def find(words: Sequence[str], taken: Sequence[bool]) -> Iterator[tuple[int, int, Dose]]:
    """Doses as (first token, last token, dose)."""
    position = 0
    while position < len(words):
        number = None if taken[position] else number_at(words, position)
        end = _unit_end(words, number[1]) if number else -1
        if number and end > 0 and not any(taken[position:end]):
            first, bound = _bound(words, position, taken)
            yield first, end, Dose(bound)
        position = end if number and end > 0 else position + 1


def _unit_end(words: Sequence[str], index: int) -> int:
    """Behind "mg", "mg/day", "mg per kg per day", "mg daily"; -1 where no unit of a dose stands."""
    if word_at(words, index) in ("-", "to", "~") and (upper := number_at(words, index + 1)):
        index = upper[1]
    if not member("DOSE_UNIT", word_at(words, index)):
        return -1
    index += 1
    while word_at(words, index) and (
        member("DOSE_PER", word_at(words, index)) or (word_at(words, index) == "/" and _per(words, index))
    ):
        index += 1
    return index


def _per(words: Sequence[str], index: int) -> bool:
    return member("DOSE_PER", word_at(words, index + 1)) or member("DOSE_UNIT", word_at(words, index + 1))


def _bound(words: Sequence[str], position: int, taken: Sequence[bool]) -> tuple[int, str]:
    """The first token of the comparison before a number, and what it bounds."""
    first, bound = position, ""
    while first > 0 and not taken[first - 1]:
        word = words[first - 1]
        if word in SIGNS:
            bound = SIGNS[word] or bound
        elif word in ("least", "minimum", "over", "above", "exceeding", "exceeds", "beyond", "greater", "higher", "more"):
            bound = bound or "least"
        elif word in ("most", "maximum", "below", "under", "less", "lower", "fewer", "maximal", "up"):
            bound = "most"
        elif word in ("not", "no") and bound:
            bound = "most" if bound == "least" else "least"
            first -= 1
            break
        elif word not in (
            "than",
            "of",
            "at",
            "to",
            "a",
            "equal",
            "or",
            "exceed",
            "be",
            "dose",
            "doses",
            "dosage",
            "daily",
            "stable",
        ):
            break
        elif word == "exceed":
            bound = "least"
        first -= 1
    while (
        first < position
        and words[first] in ("of", "a", "to", "or", "be", "at")
        and not (words[first] in ("at",) and words[first + 1] in ("least", "most"))
    ):
        first += 1
    return first, bound
