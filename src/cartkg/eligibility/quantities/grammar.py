"""The grammar of quantities: bounds, ranges, grades, multiples of a normal limit, titres.

Each rule is a function of (tokens, index) to (what was read, index after it), or None where the rule does not fit. The
rules in order of trial are `BOUND`; a text is scanned from left to right and the first rule that fits takes its tokens.

    bound     = comparator quantity [after] | quantity after | range | comparator GRADE …
    range     = ["between" | "from"] quantity ("-" | "to" | "and") quantity
    quantity  = [number] multiple-of-normal | titre | number [unit]
    grade     = [comparator] ("grade" | "class" | …) [comparator] level { (","|"or"|"-"|"to") level } [after]
"""

from dataclasses import replace
from decimal import Decimal

from cartkg.eligibility.quantities import comparators, units
from cartkg.eligibility.quantities.levels import GRADES, ROMAN, graded, numeral
from cartkg.eligibility.quantities.normal import limit_name, multiple
from cartkg.eligibility.quantities.reading import (
    NUMERALS,
    Bound,
    Quantity,
    Read,
    Rule,
    Tokens,
    adjoins,
    bound_of,
    text_at,
    value_at,
)  # fmt: skip
from cartkg.eligibility.quantities.tokens import Kind

STARTERS = frozenset((*comparators.OPENERS, *NUMERALS, *ROMAN, *GRADES, "between", "from", "ranging", "within"))
TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}
THROUGH = {"-", "to", "~", "through", "until", "till", "–", "up to"}


def scan(tokens: Tokens) -> list[Bound]:
    """All bounds and lone quantities of a token list, from left to right."""
    found: list[Bound] = []
    at = 0
    while at < len(tokens):
        read = bound(tokens, at)
        if read:
            if read[0] and found and _shares_unit(tokens, at, found[-1], read[0][0]):
                found[-1] = replace(found[-1], quantity=_same_unit(found[-1].quantity, read[0][0].quantity))
            found.extend(read[0])
            at = read[1]
        else:
            at += 1
    return found


def _shares_unit(tokens: Tokens, at: int, last: Bound, bound: Bound) -> bool:
    """Whether a number has its unit from the next one: "< 50 or > 100 bpm"."""
    plain = not last.quantity.unit and not last.quantity.grade and last.comparator in (">", "<", ">=", "<=")
    joined = at >= 2 and text_at(tokens, at - 1) in ("or", "and", "/") and tokens[at - 2].end == last.end
    return plain and joined and bool(bound.quantity.unit) and not bound.quantity.grade and bound.kind not in ("score", "time")


def bound(tokens: Tokens, at: int) -> Read | None:
    """The first rule that fits at `at`."""
    if tokens[at].kind in (Kind.WORD, Kind.MARK) and tokens[at].text not in STARTERS:
        return None
    for rule in BOUND:
        if read := rule(tokens, at):
            return read
    return None


# --- quantities ------------------------------------------------------------------------------------------------------


def number(tokens: Tokens, at: int) -> tuple[Decimal, int] | None:
    """A number in digits or as a word; "100 K/uL" and "2 million" carry their thousands."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.value is not None:
        if at + 1 < len(tokens) and tokens[at + 1].text in ("k", "thousand", "million", "billion", "thousands"):
            power = {"k": 3, "thousand": 3, "thousands": 3, "million": 6, "billion": 9}[tokens[at + 1].text]
            if power > 3 or tokens[at + 1].text != "k" or text_at(tokens, at + 2) in ("/", "cells", "per"):
                return token.value.scaleb(power), at + 2
        return token.value, at + 1
    if token.text in NUMERALS:
        value = Decimal(NUMERALS[token.text])
        if text_at(tokens, at + 1) == "(" and value_at(tokens, at + 2) == value and text_at(tokens, at + 3) == ")":
            return value, at + 4  # "three (3)"
        return value, at + 1
    return None


def quantity(tokens: Tokens, at: int) -> tuple[Quantity, int] | None:
    """A number with its unit, a multiple of a normal limit, or a titre."""
    if limit := limit_name(tokens, at):
        return Quantity(Decimal(1), limit[0]), limit[1]
    read = number(tokens, at)
    if read is None:
        return None
    value, after = read
    if times := multiple(tokens, after):
        return Quantity(value, times[0]), times[1]
    if (
        value == 1
        and text_at(tokens, after) == ":"
        and adjoins(tokens, after)
        and (below := value_at(tokens, after + 1)) is not None
    ):
        return Quantity(below, "{titer}"), after + 2
    if tokens[at].text in ("twice", "double", "thrice"):
        return None
    if text_at(tokens, after) in ("x", "×") and text_at(tokens, after + 1) in (",", ";", "."):
        return Quantity(value, "{ULN}"), after + 1  # "bilirubin < 2x, AST < 3x, creatinine < 2x upper limit of normal"
    if text_at(tokens, after) == "-" and adjoins(tokens, after) and (unit := units.read(tokens, after + 1)):
        return Quantity(value, unit[0]), unit[1]  # "6-month", "18-year-old"
    power = tokens[at].power
    if unit := units.read(tokens, after):
        return Quantity(value, unit[0], power=power), unit[1]
    return Quantity(value, "", power=power), after


# --- bounds ----------------------------------------------------------------------------------------------------------


def _compared(tokens: Tokens, at: int) -> Read | None:
    """ "≥ 3 × ULN", "at least 8 g/dL", "between ≥ 18 and …" is left to ranges."""
    sign = comparators.before(tokens, at)
    if sign is None:
        return None
    comparator, after = sign
    while (
        text_at(tokens, after) in ("a", "the", "about", "approximately", "of", "or", "total", "approx", ":", "an")
        and after < sign[1] + 2
    ):
        after += 1
    read = quantity(tokens, after)
    if read is None:
        return None
    amount, end = read
    if comparator not in ("=", "?") and (high := _second(tokens, end, amount)):
        return high_range(tokens, at, comparator, amount, high)
    if comparator in ("=", "?") and (high := _through(tokens, end, amount) or _listed(tokens, end, amount)):
        return high_range(tokens, at, ">=", amount, high)
    if trailing := comparators.after(tokens, end):
        comparator, end = trailing[0] if comparator in ("=", "?") else comparator, trailing[1]
    worded = comparator == "=" and tokens[at].kind is Kind.WORD
    return (replace(bound_of(tokens, comparator, amount, at, end), signed=not worded),), end


def high_range(tokens: Tokens, at: int, comparator: str, low: Quantity, high: tuple[Bound, int]) -> Read:
    """The two bounds of a range that began with a comparator of its own."""
    top, end = high
    low = _same_unit(low, top.quantity)
    span = (tokens[at].start, tokens[end - 1].end)
    return (Bound(comparator, low, *span, both=True), Bound(top.comparator, top.quantity, *span, both=True)), end


def _second(tokens: Tokens, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The other end of "≥ 18 and ≤ 75 years", "> 5 to < 10", "≥ 2 - 4"."""
    joint = text_at(tokens, at)
    if joint not in ("and", "to", "-", "but", ",", "~", "through", "&"):
        return None
    following = at + 1
    if text_at(tokens, following) in ("and", "but", "also"):
        following += 1
    sign = comparators.before(tokens, following)
    if sign is None:
        return None if joint not in ("to", "-", "~") else _through(tokens, at, low)
    read = quantity(tokens, sign[1])
    if read is None or sign[0][0] != "<" or not _fits(low, read[0]) or read[0].value <= low.value:
        return None
    end = read[1]
    return bound_of(tokens, sign[0], read[0], following, end), end


def _through(tokens: Tokens, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The higher end of a range after "-" or "to"."""
    if text_at(tokens, at) not in THROUGH:
        return None
    following = at + 1
    sign = comparators.before(tokens, following)
    read = quantity(tokens, sign[1] if sign else following)
    if read is None or not _fits(low, read[0]) or read[0].value <= low.value:
        return None
    comparator = sign[0] if sign and sign[0][0] == "<" else "<="
    return bound_of(tokens, comparator, read[0], following, read[1]), read[1]


def _between(tokens: Tokens, at: int) -> Read | None:
    """ "between 18 and 70 years", "from 2 years to 70 years", "ranging from …"."""
    opener = text_at(tokens, at)
    if opener not in ("between", "from", "ranging", "within"):
        return None
    start = at + 1
    while text_at(tokens, start) in ("from", "between", "the", "ages", "age", "of", "a", "aged", "range", "values"):
        start += 1
    sign = comparators.before(tokens, start)
    read = quantity(tokens, sign[1] if sign else start)
    if read is None:
        return None
    low, after = read
    if opener == "within" and units.kind_of(low.unit) == "uln":
        return (bound_of(tokens, "<=", low, at, after),), after
    if opener == "within" and text_at(tokens, after) not in THROUGH:
        return None
    while text_at(tokens, after) in ("of", "age", "old"):
        after += 1
    if text_at(tokens, after) == "(" and (close := _closing(tokens, after, 8)):
        after = close + 1  # "between 1 year (≥ 12 months) and 18 years"
    if text_at(tokens, after) not in ("and", "to", "-", "~", "&", "through"):
        return None
    upper = comparators.before(tokens, after + 1)
    top = quantity(tokens, upper[1] if upper else after + 1)
    if top is None or not _fits(low, top[0]):
        return None
    span = (tokens[at].start, tokens[top[1] - 1].end)
    lower = Bound(sign[0] if sign else ">=", _same_unit(low, top[0]), *span, both=True)
    return (lower, Bound(upper[0] if upper else "<=", top[0], *span, both=True)), top[1]


def _range(tokens: Tokens, at: int) -> Read | None:
    """ "0-2", "18 to 70 years", and lists of neighbours: "0 or 1", "0, 1 or 2"."""
    read = quantity(tokens, at)
    if read is None or (tokens[at].kind is Kind.WORD and text_at(tokens, at + 1) not in THROUGH):
        return None
    low, after = read
    high = _through(tokens, after, low) or _listed(tokens, after, low)
    if high is None:
        return None
    span = (tokens[at].start, tokens[high[1] - 1].end)
    bounds = (
        Bound(">=", _same_unit(low, high[0].quantity), *span, both=True),
        replace(high[0], start=span[0], end=span[1], both=True),
    )
    return bounds, high[1]


def _listed(tokens: Tokens, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The last of small whole numbers that follow one another: "0, 1, or 2"."""
    if low.unit or low.value != int(low.value) or low.value > 9:
        return None
    last, end = low.value, at
    while True:
        joint = end
        while text_at(tokens, joint) in (",", "or", "and", "/"):
            joint += 1
        value = value_at(tokens, joint)
        if joint == end or value != last + 1:
            break
        last, end = value, joint + 1
    if last == low.value:
        return None
    unit = units.read(tokens, end)
    code, end = unit if unit else ("", end)
    return bound_of(tokens, "<=", Quantity(last, code), at, end), end


def _followed(tokens: Tokens, at: int) -> Read | None:
    """ "18 years or older", "2 or more relapses", or a quantity that stands alone."""
    read = quantity(tokens, at)
    if read is None:
        return None
    amount, after = read
    skipped = after
    while text_at(tokens, skipped) in ("of", "age", "old", ",", "in", "(", "-") and skipped < after + 3:
        skipped += 1
    sign = comparators.after(tokens, after) or (comparators.after(tokens, skipped) if amount.unit else None)
    if sign and number(tokens, sign[1]):
        sign = None  # "score of at least 10": the words belong to the next number
    if sign is None:
        if turned := _turned(tokens, at, after, amount):
            return turned
        if text_at(tokens, after) == "±" and (spread := quantity(tokens, after + 1)):
            return (), spread[1]  # a value with its spread is no limit
        return (bound_of(tokens, "", amount, at, after),), after
    return (bound_of(tokens, sign[0], amount, at, sign[1]),), sign[1]


def _turned(tokens: Tokens, at: int, after: int, amount: Quantity) -> Read | None:
    """ "66 nmol/L ≤ T4 ≤ 180 nmol/L": a limit written before the measure that it is a limit on."""
    sign = text_at(tokens, after)
    if after + 1 >= len(tokens) or tokens[after].kind is not Kind.SIGN or sign not in TURNED:
        return None
    if tokens[after + 1].kind is not Kind.WORD or quantity(tokens, after + 1) or graded(tokens, after):
        return None
    return (bound_of(tokens, TURNED[sign], amount, at, after + 1),), after + 1


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


def _closing(tokens: Tokens, at: int, reach: int) -> int | None:
    return next((i for i in range(at + 1, min(at + reach, len(tokens))) if tokens[i].text == ")"), None)
