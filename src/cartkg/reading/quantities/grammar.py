"""The grammar of quantities: bounds, ranges, grades, multiples of a normal limit, titres.

Each rule is a function of (words, index) to (what was read, index after it), or None where the rule does not fit. The
rules in order of trial are `BOUND`; a text is scanned from left to right and the first rule that fits takes its words.

    bound     = comparator quantity [after] | quantity after | range | comparator GRADE …
    range     = ["between" | "from"] quantity ("-" | "to" | "and") quantity
    quantity  = [number] multiple-of-normal | titre | number [unit]
    grade     = [comparator] ("grade" | "class" | …) [comparator] level { (","|"or"|"-"|"to") level } [after]
"""

from dataclasses import replace
from decimal import Decimal

from cartkg.reading.lexicon import member
from cartkg.reading.quantities import comparators, units
from cartkg.reading.quantities.levels import graded, numeral
from cartkg.reading.quantities.model import (
    Bound,
    Quantity,
    Read,
    Rule,
    Words,
    adjoins,
    at_word,
    bound_of,
    numerals,
    romans,
    value_at,
)
from cartkg.reading.quantities.normal import limit_name, multiple

TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}
THROUGH = frozenset(("-", "to", "~", "through", "until", "till"))
OPENERS = frozenset(("between", "from", "ranging", "within"))
THOUSANDS = {"k": 3, "tsd": 3, "thousand": 3, "thousands": 3, "million": 6, "billion": 9}


def scan(words: Words) -> list[Bound]:
    """All bounds and lone quantities of a token list, from left to right."""
    found: list[Bound] = []
    at = 0
    while at < len(words):
        read = bound(words, at)
        if read:
            if read[0] and found and _shares_unit(words, at, found[-1], read[0][0]):
                found[-1] = replace(found[-1], quantity=_same_unit(found[-1].quantity, read[0][0].quantity))
            found.extend(read[0])
            at = read[1]
        else:
            at += 1
    return found


def _shares_unit(words: Words, at: int, last: Bound, bound: Bound) -> bool:
    """Whether a number has its unit from the next one: "< 50 or > 100 bpm"."""
    plain = not last.quantity.unit and not last.quantity.grade and last.comparator in (">", "<", ">=", "<=")
    joined = at >= 2 and at_word(words, at - 1) in ("or", "and", "/") and words[at - 2].end == last.end
    return plain and joined and bool(bound.quantity.unit) and not bound.quantity.grade and bound.kind not in ("score", "time")


def bound(words: Words, at: int) -> Read | None:
    """The first rule that fits at `at`."""
    if words[at].value is None and not _may_start(words[at].word):
        return None
    for rule in BOUND:
        if read := rule(words, at):
            return read
    return None


def _may_start(word: str) -> bool:
    return comparators.opens(word) or word in numerals() or word in romans() or word in OPENERS or member("LEVEL", word)


# --- quantities ------------------------------------------------------------------------------------------------------


def number(words: Words, at: int) -> tuple[Decimal, int] | None:
    """A number in digits or as a word; "100 K/uL" and "2 million" carry their thousands."""
    if at >= len(words):
        return None
    if (value := words[at].value) is not None:
        power = THOUSANDS.get(at_word(words, at + 1), 0)
        if power and (at_word(words, at + 1) != "k" or at_word(words, at + 2) in ("/", "cells", "per")):
            return value.scaleb(power), at + 2
        return value, at + 1
    if (found := numerals().at(words, at)) is None:
        return None
    value, after = Decimal(found[0]), found[1]
    repeated = at_word(words, after) == "(" and value_at(words, after + 1) == value and at_word(words, after + 2) == ")"
    return value, after + 3 * repeated  # "three (3)"


def quantity(words: Words, at: int) -> tuple[Quantity, int] | None:
    """A number with its unit, a multiple of a normal limit, or a titre."""
    if limit := limit_name(words, at):
        return Quantity(Decimal(1), limit[0]), limit[1]
    read = number(words, at)
    if read is None:
        return None
    value, after = read
    if times := multiple(words, after):
        return Quantity(value, times[0]), times[1]
    if (
        value == 1
        and at_word(words, after) in (":", "/")
        and adjoins(words, after)
        and (below := value_at(words, after + 1)) is not None
        and (at_word(words, after) == ":" or below >= 20)  # "1/160", no half
    ):
        return Quantity(below, "{titer}"), after + 2
    if words[at].word in ("twice", "double", "thrice", "triple", "twofold", "threefold"):
        return None
    if at_word(words, after) in ("x", "×") and at_word(words, after + 1) in (",", ";", "."):
        return Quantity(value, "{ULN}"), after + 1  # "bilirubin < 2x, AST < 3x, creatinine < 2x upper limit of normal"
    if at_word(words, after) == "-" and adjoins(words, after) and (unit := units.read(words, after + 1)):
        return Quantity(value, unit[0]), unit[1]  # "6-month", "18-year-old"
    power = words[at].power
    if unit := units.read(words, after):
        return Quantity(value, unit[0], power=power), unit[1]
    return Quantity(value, "", power=power), after


# --- bounds ----------------------------------------------------------------------------------------------------------


def _compared(words: Words, at: int) -> Read | None:
    """ "≥ 3 × ULN", "at least 8 g/dL", "between ≥ 18 and …" is left to ranges."""
    sign = comparators.before(words, at)
    if sign is None:
        return None
    comparator, after = sign
    while (
        at_word(words, after) in ("a", "the", "about", "approximately", "of", "or", "total", "approx", ":", "an")
        and after < sign[1] + 2
    ):
        after += 1
    read = quantity(words, after)
    if read is None:
        return None
    amount, end = read
    if comparator not in ("=", "?") and (high := _second(words, end, amount)):
        return high_range(words, at, comparator, amount, high)
    if comparator in ("=", "?") and (high := _through(words, end, amount) or _listed(words, end, amount)):
        return high_range(words, at, ">=", amount, high)
    if (trailing := comparators.after(words, end)) and number(words, trailing[1]) is None:
        comparator, end = trailing[0] if comparator in ("=", "?") else comparator, trailing[1]
    worded = comparator == "=" and words[at].word[0].isalpha()
    return (replace(bound_of(words, comparator, amount, at, end), signed=not worded),), end


def high_range(words: Words, at: int, comparator: str, low: Quantity, high: tuple[Bound, int]) -> Read:
    """The two bounds of a range that began with a comparator of its own."""
    top, end = high
    low = _same_unit(low, top.quantity)
    span = (words[at].start, words[end - 1].end)
    return (Bound(comparator, low, *span, both=True), Bound(top.comparator, top.quantity, *span, both=True)), end


def _second(words: Words, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The other end of "≥ 18 and ≤ 75 years", "> 5 to < 10", "≥ 2 - 4"."""
    joint = at_word(words, at)
    if joint not in ("and", "to", "-", "but", ",", "~", "through", "&"):
        return None
    following = at + 1
    if at_word(words, following) in ("and", "but", "also"):
        following += 1
    sign = comparators.before(words, following)
    if sign is None:
        return None if joint not in ("to", "-", "~") else _through(words, at, low)
    read = quantity(words, sign[1])
    if read is None or sign[0][0] != "<" or not _fits(low, read[0]) or read[0].value <= low.value:
        return None
    end = read[1]
    return bound_of(words, sign[0], read[0], following, end), end


def _through(words: Words, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The higher end of a range after "-" or "to"."""
    if at_word(words, at) not in THROUGH:
        return None
    following = at + 1
    sign = comparators.before(words, following)
    read = quantity(words, sign[1] if sign else following)
    if read is None or not _fits(low, read[0]) or read[0].value <= low.value:
        return None
    comparator = sign[0] if sign and sign[0][0] == "<" else "<="
    return bound_of(words, comparator, read[0], following, read[1]), read[1]


def _between(words: Words, at: int) -> Read | None:
    """ "between 18 and 70 years", "from 2 years to 70 years", "ranging from …"."""
    opener = at_word(words, at)
    if opener not in ("between", "from", "ranging", "within"):
        return None
    start = at + 1
    while at_word(words, start) in ("from", "between", "the", "ages", "age", "of", "a", "aged", "range", "values"):
        start += 1
    sign = comparators.before(words, start)
    read = quantity(words, sign[1] if sign else start)
    if read is None:
        return None
    low, after = read
    if opener == "within" and units.kind_of(low.unit) == "uln":
        return (bound_of(words, "<=", low, at, after),), after
    if opener == "within" and at_word(words, after) not in THROUGH:
        return None
    while at_word(words, after) in ("of", "age", "old"):
        after += 1
    if at_word(words, after) == "(" and (close := _closing(words, after, 8)):
        after = close + 1  # "between 1 year (≥ 12 months) and 18 years"
    direct = comparators.before(words, after)  # "from 18 up to 75 years"
    if at_word(words, after) not in ("and", "to", "-", "~", "&", "through") and not (direct and direct[0][0] == "<"):
        return None
    upper = direct or comparators.before(words, after + 1)
    top = quantity(words, upper[1] if upper else after + 1)
    if top is None or not _fits(low, top[0]):
        return None
    span = (words[at].start, words[top[1] - 1].end)
    lower = Bound(sign[0] if sign else ">=", _same_unit(low, top[0]), *span, both=True)
    return (lower, Bound(upper[0] if upper else "<=", top[0], *span, both=True)), top[1]


def _range(words: Words, at: int) -> Read | None:
    """ "0-2", "18 to 70 years", and lists of neighbours: "0 or 1", "0, 1 or 2"."""
    read = quantity(words, at)
    if read is None or (words[at].word[0].isalpha() and at_word(words, at + 1) not in THROUGH):
        return None
    low, after = read
    high = _through(words, after, low) or _listed(words, after, low)
    if high is None:
        return None
    span = (words[at].start, words[high[1] - 1].end)
    bounds = (
        Bound(">=", _same_unit(low, high[0].quantity), *span, both=True),
        replace(high[0], start=span[0], end=span[1], both=True),
    )
    return bounds, high[1]


def _listed(words: Words, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The last of small whole numbers that follow one another: "0, 1, or 2"."""
    if low.unit or low.value != int(low.value) or low.value > 9:
        return None
    last, end = low.value, at
    while True:
        joint = end
        while at_word(words, joint) in (",", "or", "and", "/"):
            joint += 1
        value = value_at(words, joint)
        if joint == end or value != last + 1:
            break
        last, end = value, joint + 1
    if last == low.value:
        return None
    unit = units.read(words, end)
    code, end = unit if unit else ("", end)
    return bound_of(words, "<=", Quantity(last, code), at, end), end


def _followed(words: Words, at: int) -> Read | None:
    """ "18 years or older", "2 or more relapses", or a quantity that stands alone."""
    read = quantity(words, at)
    if read is None:
        return None
    amount, after = read
    skipped = after
    while at_word(words, skipped) in ("of", "age", "old", ",", "in", "(", "-") and skipped < after + 3:
        skipped += 1
    sign = comparators.after(words, after) or (comparators.after(words, skipped) if amount.unit else None)
    if sign is None and at_word(words, after) in ("(", "[") and (close := _closing(words, after, 9)):
        sign = comparators.after(words, close + 1)  # "2,500/mm³ (2.5 G/L) or more"
    if sign and number(words, sign[1]):
        sign = None  # "score of at least 10": the words belong to the next number
    if sign is None:
        if turned := _turned(words, at, after, amount):
            return turned
        if at_word(words, after) == "±" and (spread := quantity(words, after + 1)):
            return (), spread[1]  # a value with its spread is no limit
        return (bound_of(words, "", amount, at, after),), after
    return (bound_of(words, sign[0], amount, at, sign[1]),), sign[1]


def _turned(words: Words, at: int, after: int, amount: Quantity) -> Read | None:
    """ "66 nmol/L ≤ T4 ≤ 180 nmol/L": a limit written before the measure that it is a limit on."""
    sign = comparators.before(words, after) if not at_word(words, after)[:1].isalpha() else None
    if sign is None or sign[0] not in TURNED or not at_word(words, sign[1])[:1].isalpha():
        return None
    if quantity(words, sign[1]) or graded(words, after):
        return None
    return (bound_of(words, TURNED[sign[0]], amount, at, sign[1]),), sign[1]


BOUND: tuple[Rule, ...] = (graded, numeral, _between, _compared, _range, _followed)


def _fits(low: Quantity, high: Quantity) -> bool:
    """Whether two quantities can be the ends of one range: the first may leave the unit to the second."""
    return not low.unit or not high.unit or units.kind_of(low.unit) == units.kind_of(high.unit)


def _same_unit(low: Quantity, high: Quantity) -> Quantity:
    """The lower end with the unit (and the power of ten) that is written once, at the higher end: "1-3 × 10^9/L"."""
    if low.unit:
        return low
    power = high.value.adjusted() - low.value.adjusted()
    value = low.value.scaleb(high.power) if high.power and power >= high.power - 1 else low.value
    return replace(low, unit=high.unit, value=value, power=high.power)


def _closing(words: Words, at: int, reach: int) -> int | None:
    return next((i for i in range(at + 1, min(at + reach, len(words))) if words[i].word in (")", "]")), None)
