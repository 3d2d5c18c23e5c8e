"""What the rules of the grammar read, and how they look at words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cartkg.reading.quantities import units
from cartkg.reading.quantities.lexemes import Lexeme
from cartkg.reading.quantities.tables import Phrases, phrases

Words = Sequence[Lexeme]
LARGE = Decimal(10) ** 6


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its UCUM unit; `grade` is the word ("grade", "class") of a level on a scale, "" otherwise."""

    value: Decimal
    unit: str
    grade: str = ""
    power: int = 0  # the power of ten that was written ("× 10^9")


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit that a text sets: `comparator` is "" for a number that stands alone and "?" for a sign lost on the way.

    `start` and `end` are offsets into the text; the two bounds of a range share them. `both` marks a bound of a range.
    """

    comparator: str
    quantity: Quantity
    start: int
    end: int
    both: bool = False
    signed: bool = True  # False for a level that only its word names ("grade 3") and for "equal to" in words

    @property
    def unit(self) -> str:
        return self.quantity.unit

    @property
    def kind(self) -> str:
        """What sort of thing is counted (`units.kind_of`), or "grade"."""
        return "grade" if self.quantity.grade else units.kind_of(self.quantity.unit)


Read = tuple[tuple[Bound, ...], int]
Rule = Callable[[Words, int], Read | None]


@cache
def numerals() -> Phrases[str]:
    """Numbers in words, to a hundred."""
    return phrases("numerals", "value", "word", **{"as": "word"})


@cache
def romans() -> Phrases[str]:
    """The numerals of levels: "III", "IIa"."""
    return phrases("numerals", "value", "word", **{"as": "roman"})


def bound_of(words: Words, comparator: str, amount: Quantity, first: int, end: int) -> Bound:
    """A bound that takes the words [first, end)."""
    return Bound(comparator, amount, words[first].start, words[end - 1].end)


def at_word(words: Words, at: int) -> str:
    """The word or sign at an index, "" outside of the words."""
    return words[at].word if 0 <= at < len(words) else ""


def value_at(words: Words, at: int) -> Decimal | None:
    """The number at an index, None where there is none."""
    return words[at].value if 0 <= at < len(words) else None


def adjoins(words: Words, at: int) -> bool:
    """Whether the mark at an index touches both its neighbours, give or take a space."""
    return 0 < at < len(words) - 1 and words[at].start - words[at - 1].end <= 1 and words[at + 1].start - words[at].end <= 1


def plain(value: Decimal) -> str:
    """Plain decimal text; from a million upward in steps of a thousand ("1e9", "1.5e9", "100e9"), as counts are read."""
    value = value.normalize()
    if abs(value) < LARGE:
        return f"{value:f}"
    exponent = value.adjusted() // 3 * 3
    return f"{value.scaleb(-exponent).normalize():f}e{exponent}"
