"""The grammar of quantities: bounds, ranges, grades, multiples of a normal limit, titres.

Each rule is a function of (tokens, index) to (what was read, index after it), or None where the rule does not fit. The
rules in order of trial are `BOUND`; a text is scanned from left to right and the first rule that fits takes its tokens.

    bound     = comparator quantity [after] | quantity after | range | comparator GRADE …
    range     = ["between" | "from"] quantity ("-" | "to" | "and") quantity
    quantity  = [number] multiple-of-normal | titre | number [unit]
    grade     = [comparator] ("grade" | "class" | …) [comparator] level { (","|"or"|"-"|"to") level } [after]
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cartkg.eligibility.quantities import comparators, units
from cartkg.eligibility.quantities.tokens import Kind, Token

Tokens = Sequence[Token]


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

NUMERALS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
            "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "twice": 2, "double": 2,
            "thrice": 3}  # fmt: skip
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "ⅰ": 1, "ⅱ": 2, "ⅲ": 3,
         "ⅳ": 4, "ⅴ": 5, "ia": 1, "ib": 1, "iia": 2, "iib": 2, "iiia": 3, "iiib": 3, "iva": 4, "ivb": 4}  # fmt: skip
GRADES = {"grade": "grade", "grades": "grade", "class": "class", "classes": "class", "gr": "grade", "stage": "stage",
          "stages": "stage", "grading": "grade", "gd": "grade", "types": "type", "type": "type"}  # fmt: skip
MULTIPLE = {"uln": "{ULN}", "ulns": "{ULN}", "unl": "{ULN}", "iuln": "{ULN}", "lln": "{LLN}", "lnl": "{LLN}", "uhl": "{ULN}",
            "uin": "{ULN}", "ulin": "{ULN}", "xuln": "{ULN}", "unln": "{ULN}", "iunl": "{ULN}", "ulnr": "{ULN}"}  # fmt: skip
TIMES = {"×", "x", "times", "time", "fold", "folds", "*", "?", "-", "multiples", "multiple"}
LIMIT_WORDS = {"the", "of", "institutional", "institution", "laboratory", "lab", "local", "institution's", "age", "adjusted", "for",
               "appropriate", "normal", "s", "'", "’", "matched", "specific", "based", "reference", "standard", "site", "corresponding",
               "-", "a", "an", "assay", "its", "respective", "related", "upper", "higher", "high", "central"}  # fmt: skip
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
    joined = at >= 2 and _text(tokens, at - 1) in ("or", "and", "/") and tokens[at - 2].end == last.end
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
            if power > 3 or tokens[at + 1].text != "k" or _text(tokens, at + 2) in ("/", "cells", "per"):
                return token.value.scaleb(power), at + 2
        return token.value, at + 1
    if token.text in NUMERALS:
        value = Decimal(NUMERALS[token.text])
        if _text(tokens, at + 1) == "(" and _value(tokens, at + 2) == value and _text(tokens, at + 3) == ")":
            return value, at + 4  # "three (3)"
        return value, at + 1
    return None


def quantity(tokens: Tokens, at: int) -> tuple[Quantity, int] | None:
    """A number with its unit, a multiple of a normal limit, or a titre."""
    if limit := _limit_name(tokens, at):
        return Quantity(Decimal(1), limit[0]), limit[1]
    read = number(tokens, at)
    if read is None:
        return None
    value, after = read
    if multiple := _multiple(tokens, after):
        return Quantity(value, multiple[0]), multiple[1]
    if (
        value == 1
        and _text(tokens, after) == ":"
        and _adjoins(tokens, after)
        and (below := _value(tokens, after + 1)) is not None
    ):
        return Quantity(below, "{titer}"), after + 2
    if tokens[at].text in ("twice", "double", "thrice"):
        return None
    if _text(tokens, after) == "-" and _adjoins(tokens, after) and (unit := units.read(tokens, after + 1)):
        return Quantity(value, unit[0]), unit[1]  # "6-month", "18-year-old"
    power = tokens[at].power
    if unit := units.read(tokens, after):
        return Quantity(value, unit[0], power=power), unit[1]
    return Quantity(value, "", power=power), after


def _multiple(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """ "× ULN", "times the upper limit of normal", "-fold the institutional ULN" after a number."""
    times = at
    while _text(tokens, times) in TIMES:
        times += 1
    if times > at and _text(tokens, times) in ("greater", "higher", "more", "above", "over"):
        times += 1 + (_text(tokens, times + 1) == "than")  # "2.5 times greater than the upper limit of normal"
    return _limit_name(tokens, times)


def _limit_name(tokens: Tokens, at: int) -> tuple[str, int] | None:
    start = at
    while _text(tokens, at) in LIMIT_WORDS and at < start + 9 and not _upper(tokens, at):
        at += 1
    if _text(tokens, at) in MULTIPLE:
        return MULTIPLE[tokens[at].text], _past_name(tokens, at + 1)
    if _text(tokens, at) == "n" and at > start and tokens[at].raw == "N":
        return "{ULN}", at + 1
    if words := _upper(tokens, at):
        return _past_limit(tokens, at + words[1], words[0])
    return None


def _upper(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """ "upper limit", "upper normal limit", "limit of normal" as (code, number of tokens)."""
    first = _text(tokens, at)
    if first not in ("upper", "lower", "higher", "high", "highest"):
        return None
    code = "{LLN}" if first == "lower" else "{ULN}"
    for step in range(1, 6):
        word = _text(tokens, at + step)
        if word in ("limit", "limits", "bound", "range", "value"):
            return code, step + 1
        if word not in ("normal", "institutional", "reference", "laboratory", "local", "of", "the"):
            return None
    return None


def _past_limit(tokens: Tokens, at: int, code: str) -> tuple[str, int]:
    """The words that end a limit's name: "of the normal reference range (ULN)"."""
    while _text(tokens, at) in ("of", "the", "normal", "range", "value", "reference", "values", "for", "age", "laboratory", "local",
                                "institutional", "normality", "norm", "ranges", "'", "s", "institution"):  # fmt: skip
        if _text(tokens, at) in ("for", "of", "the") and _text(tokens, at + 1) not in (
            "the", "normal", "reference", "age", "laboratory", "local", "institutional", "normality", "range", "institution", "norm",
        ):  # fmt: skip
            break
        at += 1
    return code, _past_name(tokens, at)


def _past_name(tokens: Tokens, at: int) -> int:
    """Past "(ULN)" or "[ULN]" behind a limit's name."""
    while _text(tokens, at) in ("(", "[", "\\") and _text(tokens, at + 1) in MULTIPLE and _text(tokens, at + 2) in (")", "]"):
        at += 3
    return at


# --- bounds ----------------------------------------------------------------------------------------------------------


def _compared(tokens: Tokens, at: int) -> Read | None:
    """ "≥ 3 × ULN", "at least 8 g/dL", "between ≥ 18 and …" is left to ranges."""
    sign = comparators.before(tokens, at)
    if sign is None:
        return None
    comparator, after = sign
    while (
        _text(tokens, after) in ("a", "the", "about", "approximately", "of", "or", "total", "approx", ":", "an")
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
    return (replace(_bound(tokens, comparator, amount, at, end), signed=not worded),), end


def high_range(tokens: Tokens, at: int, comparator: str, low: Quantity, high: tuple[Bound, int]) -> Read:
    """The two bounds of a range that began with a comparator of its own."""
    top, end = high
    low = _same_unit(low, top.quantity)
    span = (tokens[at].start, tokens[end - 1].end)
    return (Bound(comparator, low, *span, both=True), Bound(top.comparator, top.quantity, *span, both=True)), end


def _second(tokens: Tokens, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The other end of "≥ 18 and ≤ 75 years", "> 5 to < 10", "≥ 2 - 4"."""
    joint = _text(tokens, at)
    if joint not in ("and", "to", "-", "but", ",", "~", "through", "&"):
        return None
    following = at + 1
    if _text(tokens, following) in ("and", "but", "also"):
        following += 1
    sign = comparators.before(tokens, following)
    if sign is None:
        return None if joint not in ("to", "-", "~") else _through(tokens, at, low)
    read = quantity(tokens, sign[1])
    if read is None or sign[0][0] != "<" or not _fits(low, read[0]) or read[0].value <= low.value:
        return None
    end = read[1]
    return _bound(tokens, sign[0], read[0], following, end), end


def _through(tokens: Tokens, at: int, low: Quantity) -> tuple[Bound, int] | None:
    """The higher end of a range after "-" or "to"."""
    if _text(tokens, at) not in THROUGH:
        return None
    following = at + 1
    sign = comparators.before(tokens, following)
    read = quantity(tokens, sign[1] if sign else following)
    if read is None or not _fits(low, read[0]) or read[0].value <= low.value:
        return None
    comparator = sign[0] if sign and sign[0][0] == "<" else "<="
    return _bound(tokens, comparator, read[0], following, read[1]), read[1]


def _between(tokens: Tokens, at: int) -> Read | None:
    """ "between 18 and 70 years", "from 2 years to 70 years", "ranging from …"."""
    opener = _text(tokens, at)
    if opener not in ("between", "from", "ranging", "within"):
        return None
    start = at + 1
    while _text(tokens, start) in ("from", "between", "the", "ages", "age", "of", "a", "aged", "range", "values"):
        start += 1
    sign = comparators.before(tokens, start)
    read = quantity(tokens, sign[1] if sign else start)
    if read is None:
        return None
    low, after = read
    if opener == "within" and units.kind_of(low.unit) == "uln":
        return (_bound(tokens, "<=", low, at, after),), after
    if opener == "within" and _text(tokens, after) not in THROUGH:
        return None
    while _text(tokens, after) in ("of", "age", "old"):
        after += 1
    if _text(tokens, after) == "(" and (close := _closing(tokens, after, 8)):
        after = close + 1  # "between 1 year (≥ 12 months) and 18 years"
    if _text(tokens, after) not in ("and", "to", "-", "~", "&", "through"):
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
    if read is None or (tokens[at].kind is Kind.WORD and _text(tokens, at + 1) not in THROUGH):
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
        while _text(tokens, joint) in (",", "or", "and", "/"):
            joint += 1
        value = _value(tokens, joint)
        if joint == end or value != last + 1:
            break
        last, end = value, joint + 1
    if last == low.value:
        return None
    unit = units.read(tokens, end)
    code, end = unit if unit else ("", end)
    return _bound(tokens, "<=", Quantity(last, code), at, end), end


def _followed(tokens: Tokens, at: int) -> Read | None:
    """ "18 years or older", "2 or more relapses", or a quantity that stands alone."""
    read = quantity(tokens, at)
    if read is None:
        return None
    amount, after = read
    skipped = after
    while _text(tokens, skipped) in ("of", "age", "old", ",", "in", "(", "-") and skipped < after + 3:
        skipped += 1
    sign = comparators.after(tokens, after) or (comparators.after(tokens, skipped) if amount.unit else None)
    if sign and number(tokens, sign[1]):
        sign = None  # "score of at least 10": the words belong to the next number
    if sign is None:
        if turned := _turned(tokens, at, after, amount):
            return turned
        if _text(tokens, after) == "±" and (spread := quantity(tokens, after + 1)):
            return (), spread[1]  # a value with its spread is no limit
        return (_bound(tokens, "", amount, at, after),), after
    return (_bound(tokens, sign[0], amount, at, sign[1]),), sign[1]


def _turned(tokens: Tokens, at: int, after: int, amount: Quantity) -> Read | None:
    """ "66 nmol/L ≤ T4 ≤ 180 nmol/L": a limit written before the measure that it is a limit on."""
    sign = _text(tokens, after)
    if after + 1 >= len(tokens) or tokens[after].kind is not Kind.SIGN or sign not in TURNED:
        return None
    if tokens[after + 1].kind is not Kind.WORD or quantity(tokens, after + 1) or _graded(tokens, after):
        return None
    return (_bound(tokens, TURNED[sign], amount, at, after + 1),), after + 1


# --- grades ----------------------------------------------------------------------------------------------------------


def _graded(tokens: Tokens, at: int) -> Read | None:
    """ "≥ grade 2", "grade 2 or higher", "class III or IV", "Grade II-IV", "grades 3 to 4", "> Grade 0"."""
    sign = comparators.before(tokens, at)
    word = sign[1] if sign else at
    if _text(tokens, word) not in GRADES:
        return None
    after = word + 1
    while _text(tokens, after) in ("of", "is", "level", "score", ":", "(", "was", "grade", "class", "to") and after < word + 3:
        after += 1
    inner = comparators.before(tokens, after)
    read = _levels(tokens, inner[1] if inner else after)
    if read is None:
        return None
    levels, end, joined = read
    comparator = _both(sign, inner)
    trailing = comparators.after(tokens, end)
    if trailing:
        end = trailing[1]
        comparator = comparator or trailing[0]
    return _level_bounds(tokens, at, end, comparator, levels, joined, GRADES[tokens[word].text]), end


def _both(one: tuple[str, int] | None, other: tuple[str, int] | None) -> str:
    signs = [sign[0] for sign in (one, other) if sign]
    return max(signs, key=len, default="")


def _levels(tokens: Tokens, at: int) -> tuple[list[Decimal], int, bool] | None:
    """The levels of a list or a range; whether they were more than one."""
    first = _level(tokens, at)
    if first is None:
        return None
    found, end = [first], at + 1
    while True:
        joint = end
        while (
            _text(tokens, joint) in (",", "or", "and", "/", "-", "to", "~", "through", "grade", "class", "stage")
            and joint < end + 4
        ):
            joint += 1
        level = _level(tokens, joint)
        if joint == end or level is None or level <= found[-1]:
            return found, end, len(found) > 1
        found, end = [*found, level], joint + 1


def _level(tokens: Tokens, at: int) -> Decimal | None:
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.value is not None:
        return token.value if token.value <= 10 else None
    if token.text in ROMAN and (token.raw.isupper() or token.raw in ROMAN or token.raw[:1] in "IV"):
        return Decimal(ROMAN[token.text])
    return Decimal(NUMERALS[token.text]) if token.text in ("one", "two", "three", "four", "five") else None


def _level_bounds(
    tokens: Tokens, at: int, end: int, comparator: str, levels: list[Decimal], joined: bool, word: str
) -> tuple[Bound, ...]:
    span = (tokens[at].start, tokens[end - 1].end)
    if joined and not comparator:
        low, high = Quantity(levels[0], "{grade}", word), Quantity(levels[-1], "{grade}", word)
        return Bound(">=", low, *span, both=True), Bound("<=", high, *span, both=True)
    if joined and comparator[0] == "<":
        levels = levels[-1:]
    return (Bound(comparator or "=", Quantity(levels[0], "{grade}", word), *span, signed=bool(comparator)),)


def _numeral(tokens: Tokens, at: int) -> Read | None:
    """ "≥ II", "III-IV", "III or IV" where the scale's own name stands for the word "class" ("NYHA III-IV")."""
    sign = comparators.before(tokens, at)
    first = sign[1] if sign else at
    if _text(tokens, first) not in ROMAN or not _level(tokens, first) or tokens[first].raw[:1] not in "IVⅠⅡⅢⅣⅤ":
        return None
    if first and _text(tokens, first - 1) in (
        "type",
        "factor",
        "phase",
        "collagen",
        "angiotensin",
        "part",
        "cohort",
        "by",
        "via",
        "an",
    ):
        return None
    read = _levels(tokens, first)
    if read is None or (len(tokens[first].raw) == 1 and tokens[first].raw == "I" and not read[2] and not sign):
        return None
    levels, end, joined = read
    trailing = comparators.after(tokens, end)
    end = trailing[1] if trailing else end
    comparator = sign[0] if sign else trailing[0] if trailing else ""
    return _level_bounds(tokens, at, end, comparator, levels, joined, "numeral"), end


BOUND: tuple[Rule, ...] = (_graded, _numeral, _between, _compared, _range, _followed)


# --- small things ----------------------------------------------------------------------------------------------------


def _bound(tokens: Tokens, comparator: str, amount: Quantity, first: int, end: int) -> Bound:
    return Bound(comparator, amount, tokens[first].start, tokens[end - 1].end)


def _text(tokens: Tokens, at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _value(tokens: Tokens, at: int) -> Decimal | None:
    return tokens[at].value if 0 <= at < len(tokens) else None


def _adjoins(tokens: Tokens, at: int) -> bool:
    """Whether the mark at `at` touches both its neighbours, give or take a space."""
    return (
        0 < at < len(tokens) - 1 and tokens[at].start - tokens[at - 1].end <= 1 and tokens[at + 1].start - tokens[at].end <= 1
    )


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
