"""Levels of a scale: "≥ grade 2", "class III or IV", "NYHA III-IV"."""

from decimal import Decimal

from cartkg.eligibility.clauses import word_set
from cartkg.eligibility.quantities import comparators
from cartkg.eligibility.quantities.reading import NUMERALS, Bound, Quantity, Read, Tokens, text_at

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "ⅰ": 1, "ⅱ": 2, "ⅲ": 3,
         "ⅳ": 4, "ⅴ": 5, "ia": 1, "ib": 1, "iia": 2, "iib": 2, "iiia": 3, "iiib": 3, "iva": 4, "ivb": 4}  # fmt: skip
GRADES = {"grade": "grade", "grades": "grade", "class": "class", "classes": "class", "gr": "grade", "stage": "stage",
          "stages": "stage", "grading": "grade", "gd": "grade", "types": "type", "type": "type"}  # fmt: skip
NUMBERED = word_set("type factor phase collagen angiotensin part cohort by via an")  # what a Roman numeral may number


def graded(tokens: Tokens, at: int) -> Read | None:
    """ "≥ grade 2", "grade 2 or higher", "class III or IV", "Grade II-IV", "grades 3 to 4", "> Grade 0"."""
    sign = comparators.before(tokens, at)
    word = sign[1] if sign else at
    if text_at(tokens, word) not in GRADES:
        return None
    after = word + 1
    while (
        text_at(tokens, after) in ("of", "is", "level", "score", ":", "(", "was", "grade", "class", "to") and after < word + 3
    ):
        after += 1
    inner = comparators.before(tokens, after)
    read = _levels(tokens, inner[1] if inner else after)
    if read is None:
        return None
    levels, end = read
    comparator = _both(sign, inner)
    trailing = comparators.after(tokens, end)
    if trailing:
        end = trailing[1]
        comparator = comparator or trailing[0]
    span = (tokens[at].start, tokens[end - 1].end)
    return _bounds(span, comparator, levels, GRADES[tokens[word].text]), end


def _both(one: tuple[str, int] | None, other: tuple[str, int] | None) -> str:
    signs = [sign[0] for sign in (one, other) if sign]
    return max(signs, key=len, default="")


def _levels(tokens: Tokens, at: int) -> tuple[list[Decimal], int] | None:
    """The levels of a list or a range, and the index after them."""
    first = _level(tokens, at)
    if first is None:
        return None
    found, end = [first], at + 1
    while True:
        joint = end
        while (
            text_at(tokens, joint) in (",", "or", "and", "/", "-", "to", "~", "through", "grade", "class", "stage")
            and joint < end + 4
        ):
            joint += 1
        level = _level(tokens, joint)
        if joint == end or level is None or level <= found[-1]:
            return found, end
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


def _bounds(span: tuple[int, int], comparator: str, levels: list[Decimal], word: str) -> tuple[Bound, ...]:
    """Two bounds for a list of levels, one for a level with its comparator."""
    joined = len(levels) > 1
    if joined and not comparator:
        low, high = Quantity(levels[0], "{grade}", word), Quantity(levels[-1], "{grade}", word)
        return Bound(">=", low, *span, both=True), Bound("<=", high, *span, both=True)
    if joined and comparator[0] == "<":
        levels = levels[-1:]
    return (Bound(comparator or "=", Quantity(levels[0], "{grade}", word), *span, signed=bool(comparator)),)


def numeral(tokens: Tokens, at: int) -> Read | None:
    """ "≥ II", "III-IV", "III or IV" where the scale's own name stands for the word "class" ("NYHA III-IV")."""
    sign = comparators.before(tokens, at)
    first = sign[1] if sign else at
    if text_at(tokens, first) not in ROMAN or not _level(tokens, first) or tokens[first].raw[:1] not in "IVⅠⅡⅢⅣⅤ":
        return None
    if first and text_at(tokens, first - 1) in NUMBERED:
        return None
    read = _levels(tokens, first)
    if read is None or (len(tokens[first].raw) == 1 and tokens[first].raw == "I" and len(read[0]) == 1 and not sign):
        return None
    levels, end = read
    trailing = comparators.after(tokens, end)
    end = trailing[1] if trailing else end
    comparator = sign[0] if sign else trailing[0] if trailing else ""
    return _bounds((tokens[at].start, tokens[end - 1].end), comparator, levels, "numeral"), end
