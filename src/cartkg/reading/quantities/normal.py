"""Multiples of a limit of the normal range: "3 × ULN", "2.5 times the institutional upper limit of normal"."""

from cartkg.reading.lexicon import member
from cartkg.reading.quantities.model import Words, at_word

UPPER, LOWER = "{ULN}", "{LLN}"


def multiple(words: Words, at: int) -> tuple[str, int] | None:
    """ "× ULN", "times the upper limit of normal", "-fold the institutional ULN" after a number."""
    times = at
    while member("TIMES", at_word(words, times)):
        times += 1
    if times > at and at_word(words, times) in ("greater", "higher", "more", "above", "over", "of"):
        times += 1 + (at_word(words, times + 1) == "than")  # "2.5 times greater than the upper limit of normal"
    return limit_name(words, times) or (_normal(words, times) if times > at else None)


def limit_name(words: Words, at: int) -> tuple[str, int] | None:
    """ "the upper limit of normal", "institutional ULN", "LLN" as the code and the index after the name."""
    start = at
    while at < start + 9 and member("LIMIT_OF", at_word(words, at)) and not _end(words, at):
        at += 1
    if code := _abbreviation(words, at):
        return code, _past_name(words, at + 1)
    if at_word(words, at) == "n" and at > start and words[at].raw == "N":
        return UPPER, at + 1
    if found := _end(words, at):
        return found[0], _past_limit(words, found[1])
    return None


def _abbreviation(words: Words, at: int) -> str:
    word = at_word(words, at)
    return UPPER if member("ULN", word) else LOWER if member("LLN", word) else ""


def _normal(words: Words, at: int) -> tuple[str, int] | None:
    """ "3 times the normal value", "2 times normal": only behind a multiple."""
    while at_word(words, at) in ("the", "laboratory", "institutional", "local"):
        at += 1
    if at_word(words, at) != "normal":
        return None
    return UPPER, at + 1 + (at_word(words, at + 1) in ("value", "values", "level", "levels", "range", "limit", "limits"))


def _end(words: Words, at: int) -> tuple[str, int] | None:
    """ "upper limit", "upper normal limit", "upper boundary", "upper normal" as the code and the index after it."""
    first = at_word(words, at)
    if first not in ("upper", "xupper", "lower", "higher", "high", "highest", "upperlimit", "lowerlimit"):
        return None
    code = LOWER if first.startswith("lower") else UPPER
    if first.endswith("limit"):
        return code, at + 1
    for step in range(1, 6):
        word = at_word(words, at + step)
        if member("BOUNDARY", word):
            return code, at + step + 1
        if word not in ("normal", "institutional", "reference", "laboratory", "local", "of", "the"):
            return (
                (code, at + step)
                if at_word(words, at + step - 1) == "normal" and first in ("upper", "lower", "xupper")
                else None
            )
    return None


def _past_limit(words: Words, at: int) -> int:
    """Past the words that end a limit's name: "of the normal reference range (ULN)"."""
    while member("NORMAL", at_word(words, at)) or at_word(words, at) in ("of", "the", "for"):
        following = at_word(words, at + 1)
        if not member("NORMAL", at_word(words, at)) and following != "the" and not member("NORMAL", following):
            break
        at += 1
    return _past_name(words, at)


def _past_name(words: Words, at: int) -> int:
    """Past "(ULN)" or "[ULN]" behind a limit's name."""
    while at_word(words, at) in ("(", "[") and _abbreviation(words, at + 1) and at_word(words, at + 2) in (")", "]"):
        at += 3
    return at
