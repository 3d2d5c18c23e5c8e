"""Levels of a scale: "≥ grade 2", "class III or IV", "NYHA III-IV"."""

from decimal import Decimal

from cartkg.reading.lexicon import member
from cartkg.reading.quantities import comparators
from cartkg.reading.quantities.model import Bound, Quantity, Read, Words, at_word, numerals, romans

CAPITALS = "IVⅠⅡⅢⅣⅤⅰⅱⅲⅳ"
JOINTS = frozenset((",", "or", "and", "/", "-", "to", "~", "through"))


def graded(words: Words, at: int) -> Read | None:
    """ "≥ grade 2", "grade 2 or higher", "class III or IV", "Grade II-IV", "grades 3 to 4", "> Grade 0"."""
    sign = comparators.before(words, at)
    word = sign[1] if sign else at
    if not member("LEVEL", at_word(words, word)):
        return None
    after = word + 1
    while after < word + 3 and (at_word(words, after) in (":", "(") or member("LEVEL_OF", at_word(words, after))):
        after += 1
    inner = comparators.before(words, after)
    read = _levels(words, inner[1] if inner else after)
    if read is None:
        return None
    levels, end = read
    comparator = _both(sign, inner)
    trailing = comparators.after(words, end)
    if trailing:
        end = trailing[1]
        comparator = comparator or trailing[0]
    span = (words[at].start, words[end - 1].end)
    return _bounds(span, comparator, levels, "level"), end


def _both(one: tuple[str, int] | None, other: tuple[str, int] | None) -> str:
    signs = [sign[0] for sign in (one, other) if sign]
    return max(signs, key=len, default="")


def _levels(words: Words, at: int) -> tuple[list[Decimal], int] | None:
    """The levels of a list or a range, and the index after them."""
    first = _level(words, at)
    if first is None:
        return None
    found, end = [first], at + 1
    while True:
        joint = end
        while joint < end + 4 and (at_word(words, joint) in JOINTS or (joint > end and member("LEVEL", at_word(words, joint)))):
            joint += 1
        level = _level(words, joint)
        if joint == end or level is None or level <= found[-1]:
            return found, end
        found, end = [*found, level], joint + 1


def _level(words: Words, at: int) -> Decimal | None:
    if at >= len(words):
        return None
    lexeme = words[at]
    if lexeme.value is not None:
        return lexeme.value if lexeme.value <= 10 else None
    if (roman := romans().at(words, at)) and (lexeme.raw.isupper() or lexeme.raw[0] in CAPITALS):
        return Decimal(roman[0])
    numeral = numerals().at(words, at)
    return Decimal(numeral[0]) if numeral and numeral[1] == at + 1 and len(numeral[0]) == 1 else None


def _bounds(span: tuple[int, int], comparator: str, levels: list[Decimal], word: str) -> tuple[Bound, ...]:
    """Two bounds for a list of levels, one for a level with its comparator."""
    joined = len(levels) > 1
    if joined and not comparator:
        low, high = Quantity(levels[0], "{grade}", word), Quantity(levels[-1], "{grade}", word)
        return Bound(">=", low, *span, both=True), Bound("<=", high, *span, both=True)
    if joined and comparator[0] == "<":
        levels = levels[-1:]
    return (Bound(comparator or "=", Quantity(levels[0], "{grade}", word), *span, signed=bool(comparator)),)


def numeral(words: Words, at: int) -> Read | None:
    """ "≥ II", "III-IV", "III or IV" where the scale's own name stands for the word "class" ("NYHA III-IV")."""
    sign = comparators.before(words, at)
    first = sign[1] if sign else at
    if not romans().at(words, first) or not _level(words, first) or words[first].raw[0] not in CAPITALS:
        return None
    if member("NUMBERED", at_word(words, first - 1)):
        return None
    read = _levels(words, first)
    if read is None or (len(words[first].raw) == 1 and words[first].raw == "I" and len(read[0]) == 1 and not sign):
        return None
    levels, end = read
    trailing = comparators.after(words, end)
    end = trailing[1] if trailing else end
    comparator = sign[0] if sign else trailing[0] if trailing else ""
    return _bounds((words[at].start, words[end - 1].end), comparator, levels, "numeral"), end
