"""Quantities in eligibility text: comparators, numbers, units, ranges, grades, multiples of a normal limit.

`read` is the whole of it: text to bounds. What a bound is a bound on is for the readers of thresholds and ages to say.
"""

from functools import lru_cache

from cartkg.reading.quantities import units
from cartkg.reading.quantities.grammar import scan
from cartkg.reading.quantities.lexemes import Lexeme, lexemes
from cartkg.reading.quantities.model import Bound, Quantity, plain

__all__ = ["Bound", "Lexeme", "Quantity", "lexemes", "plain", "rate_in", "read"]


@lru_cache(maxsize=512)
def read(text: str) -> tuple[Bound, ...]:
    """The bounds and lone quantities of a text, in its order; offsets are into `text`."""
    return tuple(scan(lexemes(text)))


def rate_in(text: str) -> str:
    """The "per day" among the first words of a text, as the end of a UCUM code ("/d"); "" where there is none."""
    words = lexemes(text)
    return next((found[0] for at in range(min(4, len(words))) if (found := units.per(words, at))), "")
