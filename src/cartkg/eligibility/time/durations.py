"""Lengths of time in words: a number and a unit, half-lives, and alternatives of them, as ISO 8601 in the record's own unit."""

from collections.abc import Iterator
from dataclasses import dataclass

from cartkg.eligibility.clauses import Words, word_set

NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "sixty": "60",
    "ninety": "90",
}  # fmt: skip
UNITS = {
    "hour": "H", "hours": "H", "hr": "H", "hrs": "H", "h": "H", "day": "D", "days": "D", "d": "D", "week": "W", "weeks": "W",
    "wk": "W", "wks": "W", "w": "W", "month": "M", "months": "M", "mo": "M", "mos": "M", "mths": "M", "moth": "M", "moths": "M",
    "mon": "M", "year": "Y", "years": "Y", "yr": "Y", "yrs": "Y", "y": "Y",
}  # fmt: skip
BESIDE_UNIT = word_set(
    "prior previous preceding past full consecutive calendar continuous cumulative complete successive - – ‐ ‑"
)
TIMES = word_set("x × times * elimination terminal plasma drug known serum biological of the its their drug's agent's - –")
NUMBERED = word_set("cycle day visit cohort phase arm part grade type stage class version")  # "cycle 1 day 1" counts nothing
LAST = word_set("past last previous preceding prior")
BEFORE_UNIT = LAST | word_set("a an the half")  # "the past year", "within a week", "half a year"
SAME = word_set(
    ", or and whichever is was the longer longest shorter shortest of occurs later greater if appropriate / a at least ≥ ( ) >"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time at the tokens [first, last): ISO 8601, "5 half-lives", or alternatives of them joined by "|"."""

    first: int
    last: int
    value: str
    range_: bool = False


def find(words: Words) -> Iterator[Duration]:
    """The lengths of time of a text from left to right; alternatives ("28 days or 5 half-lives") are one."""
    pending: Duration | None = None
    for found in _single(words):
        if pending and (joined := _joined(words, pending, found)):
            pending = joined
            continue
        if pending:
            yield pending
        pending = found
    if pending:
        yield pending


def _single(words: Words) -> Iterator[Duration]:
    position = 0
    while position < len(words.tokens):
        word = words.spelled[position]
        found = _counted(words, position) if word[0].isdigit() or word in NUMBERS else None
        found = found or (_uncounted(words, position) if word in BEFORE_UNIT else None)
        if found:
            yield found
        position = found.last if found else position + 1


def _counted(words: Words, position: int) -> Duration | None:
    """A number, perhaps a second one in brackets or of a range, and a unit."""
    number = number_at(words, position)
    if number is None or _is_glued(words, position) or words.word(position - 1) in NUMBERED:
        return None
    index, upper, range_ = _more_numbers(words, position + 1)
    if (end := _half_lives(words, index)) > 0:
        return Duration(position, end, f"{upper or number} half-lives", range_)
    while words.word(index) in BESIDE_UNIT:
        index += 1
    unit = _unit(words, index)
    if not unit:
        return None
    return Duration(position, index + 1, _iso(upper or number, unit), range_)


def _is_glued(words: Words, position: int) -> bool:
    """Whether letters stand directly before a number: T790M is a gene change, no length of time."""
    before = words.tokens[position - 1] if position else None
    return before is not None and before.word[-1].isalpha() and before.end == words.tokens[position].start


def _unit(words: Words, index: int) -> str:
    """The ISO letter of the unit at a token: a single "m" is a month only when written "M" beside its number (≥3M)."""
    word = words.word(index)
    if word == "m" and index:
        token, before = words.tokens[index], words.tokens[index - 1]
        return "M" if words.text[token.start] == "M" and token.start == before.end else ""
    return UNITS.get(word, "")


def _more_numbers(words: Words, index: int) -> tuple[int, str, bool]:
    """After a first number: the index of the next word, and the upper end of a range ("2-4 weeks", "two to four weeks")."""
    while words.word(index) == "(" and number_at(words, index + 1) and words.word(index + 2) == ")":
        index += 3
    if words.word(index) in ("-", "–", "to", "~", "～", "or") and (upper := number_at(words, index + 1)):
        return index + 2, upper, True
    return index, "", False


def number_at(words: Words, index: int) -> str | None:
    """The number that a token says, as plain digits."""
    word = words.word(index)
    return word.replace(",", "") if word[:1].isdigit() else NUMBERS.get(word)


def _half_lives(words: Words, index: int) -> int:
    """The end of "(times the) half-life" from `index` on, -1 where it does not stand there."""
    for skipped in range(8):
        word = words.word(index + skipped)
        if word == "t" and words.word(index + skipped + 1) == "1":
            return index + skipped + 4
        if word.startswith("half"):
            return _end_of_half_life(words, index + skipped)
        if word not in TIMES and not (skipped and word.isalpha() and word not in UNITS):
            return -1
    return -1


def _end_of_half_life(words: Words, index: int) -> int:
    for offset in (1, 2):
        if words.word(index + offset) in ("life", "lives", "lifes", "live"):
            return index + offset + 1
    return index + 1 if words.word(index) in ("halflife", "halflives", "t1") else -1


def _uncounted(words: Words, position: int) -> Duration | None:
    """ "The past year", "within a week": one of the unit."""
    unit = UNITS.get(words.word(position + 1), "")
    if len(words.word(position + 1)) < 3 or not unit or words.word(position + 1).endswith("s"):
        return None
    word, before = words.word(position), words.word(position - 1)
    if word == "half" or (word in {"a", "an"} and before == "half"):
        return Duration(position, position + 2, "P6M") if unit == "Y" else None
    if word in LAST or before in {"within", "in", "for", "least", "during"}:
        return Duration(position, position + 2, _iso("1", unit))
    return None


def _iso(number: str, unit: str) -> str:
    plain = f"{float(number):g}"
    return f"PT{plain}H" if unit == "H" else f"P{plain}{unit}"


def _joined(words: Words, one: Duration, other: Duration) -> Duration | None:
    """Two lengths as one: an equal one in brackets is dropped, an alternative is joined by "|"."""
    between = [words.word(i) for i in range(one.last, other.first)]
    if not all(word in SAME for word in between):
        return None
    half_lives = ("half-lives" in one.value) != ("half-lives" in other.value)
    if half_lives and ({"or", "whichever", "/", "longer", "shorter", "("} & set(between) or "of" in _before(words, one)):
        days, lives = (other, one) if "half-lives" in one.value else (one, other)
        return Duration(one.first, other.last, f"{days.value}|{lives.value}")
    if between == ["("] and words.word(other.last) != "for":  # "5 weeks (7 weeks for X)" are two
        return Duration(one.first, other.last, one.value)
    return None


def _before(words: Words, duration: Duration) -> list[str]:
    return [words.word(i) for i in range(max(0, duration.first - 3), duration.first)]
