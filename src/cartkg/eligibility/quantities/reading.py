"""What the rules of the grammar read, and how they look at tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cartkg.eligibility.quantities import units
from cartkg.eligibility.quantities.tokens import Token

Tokens = Sequence[Token]

NUMERALS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
            "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "twice": 2, "double": 2,
            "thrice": 3}  # fmt: skip


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
Rule = Callable[[Tokens, int], Read | None]


def bound_of(tokens: Tokens, comparator: str, amount: Quantity, first: int, end: int) -> Bound:
    """A bound that takes the tokens [first, end)."""
    return Bound(comparator, amount, tokens[first].start, tokens[end - 1].end)


def text_at(tokens: Tokens, at: int) -> str:
    """The word or sign at an index, "" outside of the tokens."""
    return tokens[at].text if 0 <= at < len(tokens) else ""


def value_at(tokens: Tokens, at: int) -> Decimal | None:
    """The number at an index, None where there is none."""
    return tokens[at].value if 0 <= at < len(tokens) else None


def adjoins(tokens: Tokens, at: int) -> bool:
    """Whether the mark at `at` touches both its neighbours, give or take a space."""
    return (
        0 < at < len(tokens) - 1 and tokens[at].start - tokens[at - 1].end <= 1 and tokens[at + 1].start - tokens[at].end <= 1
    )
