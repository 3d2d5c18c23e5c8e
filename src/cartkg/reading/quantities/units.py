"""Units as records write them, to UCUM codes.

A unit is a chain of atoms joined by "/" or "per" ("mL/min/1.73 m2", "milligrams per day"). Atoms are looked up in
`units.tsv`; the chain is put together as a UCUM code. `kind_of` says what sort of thing a code counts (`kinds.tsv`), so that a
reader can tell a dose from a concentration without converting. Codes are checked with ucumvert in the tests.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from cartkg.reading.lexicon import member
from cartkg.reading.quantities.lexemes import Lexeme
from cartkg.reading.quantities.tables import Phrases, lines, phrases

Words = Sequence[Lexeme]
COUNTED = ("{cells}", "{beats}", "{breaths}")
AREA = "/{1.73_m2}"


@cache
def atoms() -> Phrases[str]:
    """The spellings of the atoms."""
    return phrases("units", "code", "spelling")


@cache
def kinds() -> Mapping[str, str]:
    """What each code counts."""
    return {line["code"]: line["kind"] for line in lines("kinds")}


def kind_of(code: str) -> str:
    """What a UCUM code counts ("concentration", "dose", "time", …); "other" for a code that is in no list."""
    return kinds().get(code, "other")


def read(words: Words, at: int) -> tuple[str, int] | None:
    """The UCUM code of the unit that starts at an index and the index after it; None where no unit starts."""
    head = _numerator(words, at)
    if head is None:
        return None
    code, at = head
    while (step := _denominator(words, at)) is not None:
        code, at = code + step[0], step[1]
    return _tidy(code), at


def per(words: Words, at: int) -> tuple[str, int] | None:
    """A lone "per day", "weekly" behind what is given: "20 mg prednisone per day"."""
    return _denominator(words, at)


def _word(words: Words, at: int) -> str:
    return words[at].word if 0 <= at < len(words) else ""


def _numerator(words: Words, at: int) -> tuple[str, int] | None:
    if _word(words, at) == "/" or (_word(words, at) == "per" and _word(words, at + 1) != "protocol"):
        return _denominator(words, at)
    found = _atom(words, at)
    if found is None:
        return None
    code, after = found
    if code not in COUNTED:
        return code, after
    return ("", after) if _denominator(words, after) else None


def _denominator(words: Words, at: int) -> tuple[str, int] | None:
    """One "/ atom" step, as text to append; "(min.1.73m2)", "daily" and an interposed "body weight" are understood."""
    if rate := RATES.get(_word(words, at)):
        return rate, at + 1
    if _word(words, at) == "a" and _word(words, at + 1) in ("day", "week", "month"):
        return RATES[_word(words, at + 1) + "ly"], at + 2
    if _word(words, at) not in ("/", "per", "each", "every"):
        joined = _area(words, at + (_word(words, at) in (".", "·", "*", "×", "-", "x")))
        return (AREA, joined) if joined else None
    bracket = _word(words, at + 1) == "("
    start = at + 1 + bracket
    if area := _area(words, start):
        return AREA, area
    found = _atom(words, start)
    if found is None:
        return None
    code, after = found
    while _word(words, after) in ("creatinine", "cr", "protein", "body", "weight") and code in ("g", "mg", "mmol", "kg"):
        after += 1
    if bracket and (joined := _area(words, after + (_word(words, after) in (".", "·", "*", "×")))):
        return f"/{code}{AREA}", joined + (_word(words, joined) == ")")
    return "/" + code, after + (bracket and _word(words, after) == ")")


RATES = {"daily": "/d", "dayly": "/d", "qd": "/d", "weekly": "/wk", "monthly": "/mo"}


def _area(words: Words, at: int) -> int | None:
    """The index after "1.73 m2", or None."""
    if not _word(words, at).lstrip(".").startswith("1.73"):
        return None
    found = atoms().at(words, at + 1)
    return found[1] if found and found[0] == "m2" else at + 1


def _atom(words: Words, at: int) -> tuple[str, int] | None:
    found = atoms().at(words, at)
    if found is None:
        return None
    alone = found[1] == at + 1 and _word(words, at - 1) != "/" and _word(words, at + 1) != "/"
    if not alone or not words[at].raw.isupper() or not member("NO_UNIT", words[at].word):
        return found
    shouted = not any(word.raw.islower() for word in words[max(0, at - 4) : at + 4])
    return found if shouted else None  # "CM" in a text of capitals is a unit


def _tidy(code: str) -> str:
    """ "{cells}/uL" to "/uL"; the area written once and last."""
    for counted in COUNTED:
        code = code.replace(counted, "")
    return code.replace(AREA + AREA, AREA).replace(AREA + "/min", "/min" + AREA)
