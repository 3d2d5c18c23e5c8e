"""The tokens of a text as the number grammar reads them: numbers with their value, comparator signs, words, marks.

What belongs together is put together here: thousands and decimals, powers of ten with or without their superscript, a unit
with its exponent (`mm`, `3`). A number that touches the letters before it is part of a name ("CD19", "C3") and no number.
"""

import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from cartkg.reading.lexicon import member
from cartkg.reading.quantities.tables import lines
from cartkg.reading.tokens import Token, tokens

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
MICRO = str.maketrans("µμ²³º", "uu23°")
TIMES = frozenset("x×✕✖∗*·•⋅х˟´")
SPACES = frozenset(" \u00a0\u2009\u202f")
EXPONENTS = frozenset(map(str, range(3, 13)))


class Lexeme(NamedTuple):
    """A word, a sign or a number with its `value`; `power` is the power of ten that was written with it ("× 10^9")."""

    word: str
    raw: str
    start: int
    end: int
    value: Decimal | None = None
    power: int = 0


Lexemes = tuple[Lexeme, ...]


@lru_cache(maxsize=512)
def lexemes(text: str) -> Lexemes:
    """The lexemes of a text, in order; offsets are into `text`."""
    stream = [_narrow(token) for token in tokens(text) if token.word != "\\"]
    found: list[Lexeme] = []
    at = 0
    while at < len(stream):
        made, at = _lexeme(stream, at, text)
        found.extend(made)
    return tuple(found)


def _lexeme(stream: list[Token], at: int, text: str) -> tuple[list[Lexeme], int]:
    token = stream[at]
    if _is_number(token) or (
        token.word == "." and _touches(stream, at + 1) and not _touches(stream, at) and _digits(stream, at + 1)
    ):
        return _number(stream, at, text)
    if token.raw.translate(SUPERSCRIPTS).isdigit():
        return [], at + 1  # the mark of a footnote
    end = at + 1
    word = token.word.translate(MICRO)
    if token.is_word and not _stands_alone(word):
        caret = end + (end < len(stream) and stream[end].word == "^" and _touches(stream, end))
        if _digits(stream, caret) and _touches(stream, caret) and stream[caret].raw.isdigit():
            return [_joined(text, word + stream[caret].word, token, stream[caret])], caret + 1
    if word == "°" and end < len(stream) and stream[end].word in ("c", "f"):
        return [_joined(text, word + stream[end].word, token, stream[end])], end + 1
    return [Lexeme("×" if word in TIMES and word != "x" else word, token.raw, token.start, token.end)], end


def _stands_alone(word: str) -> bool:
    """Whether a number that touches a word is still a number: "grade3", "of18", "x10"."""
    return word in TIMES or member("LEVEL", word) or (len(word) > 1 and member("CIRCUMSTANCE", word))


def _joined(text: str, word: str, first: Token, last: Token) -> Lexeme:
    return Lexeme(word, text[first.start : last.end], first.start, last.end)


def _narrow(token: Token) -> Token:
    """A token with plain digits for full-width ones."""
    if token.raw.isascii() or not token.raw[0].isdecimal():
        return token
    raw = unicodedata.normalize("NFKC", token.raw)
    return token._replace(raw=raw, word=raw)


def _is_number(token: Token) -> bool:
    """Whether a token is a number: a superscript is none."""
    return token.raw[0].isdecimal()


def _touches(stream: list[Token], at: int) -> bool:
    """Whether the token at an index follows the one before it without a space."""
    return 0 < at < len(stream) and stream[at].start == stream[at - 1].end


def _digits(stream: list[Token], at: int) -> bool:
    return at < len(stream) and _is_number(stream[at])


def _number(stream: list[Token], at: int, text: str) -> tuple[list[Lexeme], int]:
    """One number with its power of ten; "1,2" may be two numbers, "1.2.3" is none."""
    first = stream[at]
    if first.raw.count(".") > 1:
        return [Lexeme(first.word, first.raw, first.start, first.end)], at + 1
    parts, end = _mantissa(stream, at)
    if len(parts) > 1:
        return _apart(first, parts), end
    value = parts[0]
    if first.word == "10" and (power := _exponent(stream, end, bare=True)):
        made = Decimal(10).scaleb(power[0] - 1)
        return [Lexeme(first.word, first.raw, first.start, stream[power[1] - 1].end, made, power[0])], power[1]
    if exponent := _times_power(stream, end) or _e_power(stream, end):
        power_of_ten, end = exponent
        value = value.scaleb(power_of_ten)
        return [
            Lexeme(first.word, text[first.start : stream[end - 1].end], first.start, stream[end - 1].end, value, power_of_ten)
        ], end
    return [Lexeme(first.word, text[first.start : stream[end - 1].end], first.start, stream[end - 1].end, value)], end


def _apart(token: Token, parts: list[Decimal]) -> list[Lexeme]:
    """The numbers of one token that a comma only parts: "grades 1,2"."""
    found, start = [], token.start
    for raw, value in zip(token.raw.split(","), parts, strict=True):
        found.append(Lexeme(raw, raw, start, start + len(raw), value))
        start += len(raw) + 1
    return found


def _mantissa(stream: list[Token], at: int) -> tuple[list[Decimal], int]:
    """The value of the digits at an index, and the index after them."""
    raw, end = stream[at].raw, at + 1
    if raw == ".":
        return [Decimal("0." + stream[end].raw.replace(",", "").replace(".", ""))], end + 1
    if (
        raw.isdigit()
        and end + 1 < len(stream)
        and stream[end].word in "·'"
        and _touches(stream, end)
        and _touches(stream, end + 1)
    ):
        if stream[end].word == "·" and stream[end + 1].raw.isdecimal() and not stream[end + 1].raw.startswith("10"):
            return [Decimal(f"{raw}.{stream[end + 1].raw}")], end + 2
        if stream[end].word == "'" and _thousands(stream, end + 1):
            return [Decimal(raw + stream[end + 1].raw)], end + 2
    while raw.isdigit() and len(stream[at].raw) <= 3 and _thousands(stream, end) and _one_space(stream, end):
        raw, end = raw + stream[end].raw, end + 1  # 75 000
    return _values(raw, stream, end), end


def _thousands(stream: list[Token], at: int) -> bool:
    return at < len(stream) and len(stream[at].raw) == 3 and stream[at].raw.isdigit()


def _one_space(stream: list[Token], at: int) -> bool:
    return stream[at].start - stream[at - 1].end == 1


def _values(raw: str, stream: list[Token], end: int) -> list[Decimal]:
    """What digits with commas and stops mean: 25,000 and 1,5 and 100.000/µL, or several numbers."""
    pieces = raw.split(",")
    following = stream[end].word.translate(MICRO) if end < len(stream) else ""
    if len(pieces) == 1:
        per = stream[end + 1].word.translate(MICRO) if end + 1 < len(stream) else ""
        dotted = following in ("/", "cells") and per in ("u", "ul", "mm", "mm3", "/", "cumm", "ml3")
        whole, _, fraction = raw.partition(".")
        return [Decimal(whole + fraction)] if dotted and len(fraction) == 3 and whole[0] != "0" else [Decimal(raw)]
    if raw[0] != "0" and len(pieces[0]) <= 3 and all(len(p.split(".")[0]) == 3 for p in pieces[1:]):
        return [Decimal("".join(pieces))]
    decimal = len(pieces) == 2 and raw.count(".") == 0
    if decimal and (pieces[0] == "0" or (len(pieces[1]) <= 2 and _takes_decimals(following))):
        return [Decimal(".".join(pieces))]
    return [Decimal(piece) for piece in pieces]


def _takes_decimals(word: str) -> bool:
    """Whether a comma before this is a decimal one ("1,5 mg/dL", "1,5 × ULN"): a unit or a multiple follows."""
    return word in _unit_words() or word in TIMES or word in "%=" or word.startswith("x")


@cache
def _unit_words() -> frozenset[str]:
    return frozenset(line["spelling"].split()[0] for line in lines("units"))


def _times_power(stream: list[Token], at: int) -> tuple[int, int] | None:
    """ "× 10^9", "x 109", "*10(6)" behind a number: the exponent and the index after it."""
    if at + 1 >= len(stream) or stream[at].word not in TIMES or not _is_number(stream[at + 1]):
        return None
    raw = stream[at + 1].raw
    if raw == "10":
        return _exponent(stream, at + 2)
    lost = raw[2:] if raw.startswith("10") else ""
    return (int(lost), at + 2) if lost in EXPONENTS else None


def _exponent(stream: list[Token], at: int, bare: bool = False) -> tuple[int, int] | None:
    """The exponent of a ten that ends before an index: "^9", "**9", "e9", "⁹", "(9)"."""
    if at >= len(stream):
        return None
    small = stream[at].raw.translate(SUPERSCRIPTS)
    if small != stream[at].raw and small.isdigit():
        return int(small), at + 1
    mark = at
    while mark < len(stream) and mark < at + 2 and stream[mark].word in ("^", "*", "e"):
        mark += 1
    opened = mark < len(stream) and stream[mark].word == "(" and (mark > at or not bare)
    digits = mark + opened
    if (mark > at or opened) and _digits(stream, digits) and len(stream[digits].raw) <= 2:
        closed = opened and digits + 1 < len(stream) and stream[digits + 1].word == ")"
        return (int(stream[digits].raw), digits + 1 + closed) if closed or not opened else None
    if (
        not bare
        and _digits(stream, at)
        and stream[at].raw in EXPONENTS
        and at + 1 < len(stream)
        and stream[at + 1].word in ("/", "cells", "per")
    ):
        return int(stream[at].raw), at + 1  # "10 9/L"
    return None


def _e_power(stream: list[Token], at: int) -> tuple[int, int] | None:
    """ "1.5e9" right behind the digits."""
    if (
        at + 1 < len(stream)
        and stream[at].word == "e"
        and _touches(stream, at)
        and _touches(stream, at + 1)
        and _digits(stream, at + 1)
    ):
        return (int(stream[at + 1].raw), at + 2) if len(stream[at + 1].raw) <= 2 else None
    return None
