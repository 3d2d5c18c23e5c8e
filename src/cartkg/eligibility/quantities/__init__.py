"""Quantities in eligibility text: comparators, numbers, units, ranges, grades, multiples of a normal limit.

`read` is the whole of it: text to bounds. What a bound is a bound on, is for `thresholds` and `ages` to say.
"""

import re
from functools import lru_cache

from cartkg.eligibility.quantities.grammar import scan
from cartkg.eligibility.quantities.reading import Bound, Quantity
from cartkg.eligibility.quantities.tokens import tokenise
from cartkg.eligibility.quantities.values import plain

__all__ = ["Bound", "Quantity", "plain", "read"]

# a text without any of these has no quantity: digits, grades in letters, numbers as words, a normal limit
HINT = re.compile(
    r"\d|\b[IV]{1,3}\b|[ⅠⅡⅢⅣⅤ]|\b(?:grade|class|stage|ULN|UNL|LLN|limits? of normal|normal limit|one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|twice)\b",
    re.I,
)


@lru_cache(maxsize=256)
def read(text: str) -> tuple[Bound, ...]:
    """The bounds and lone quantities of a text, in its order; offsets are into `text`."""
    return tuple(scan(tokenise(text))) if HINT.search(text) else ()
