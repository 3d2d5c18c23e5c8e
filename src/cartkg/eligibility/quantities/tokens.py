"""Eligibility text as tokens for the number grammar: numbers with their value, comparator signs, words, marks.

Lexical matters end here: thousands separators, decimal commas, powers of ten with or without their superscript, escaped or
full-width signs. What the tokens mean together is the grammar's (`quantities`).
"""

import re
import unicodedata
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    SIGN = "sign"
    WORD = "word"
    MARK = "mark"


class Token(NamedTuple):  # hundreds are made for a record: a frozen dataclass takes thrice as long to make
    """A piece of the text: `text` in its comparable form, `raw` as written.

    A number has its `value`, and the `power` of ten that it was written with.
    """

    kind: Kind
    text: str
    raw: str
    start: int
    end: int
    value: Decimal | None = None
    power: int = 0


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SIGNS = {
    ">=": ">=", "≥": ">=", "≧": ">=", "⩾": ">=", "≥=": ">=", "=>": ">=", ">/=": ">=", "&ge;": ">=", "&gt;=": ">=",
    ">or=": ">=", "=/>": ">=", "<=": "<=", "≤": "<=", "≦": "<=", "⩽": "<=", "≤=": "<=", "=<": "<=", "</=": "<=",
    "&le;": "<=", "&lt;=": "<=", "<or=": "<=", "=/<": "<=",
    ">": ">", "&gt;": ">", "<": "<", "&lt;": "<", "=": "=", "==": "=", "?": "?",
}  # fmt: skip
WIDE = str.maketrans("＞＜＝﹥﹤〉〈⟩⟨≻≺", "><=><><><><")

GAP = r"[ \u00a0\u2009\u202f]"
MANTISSA = "|".join(
    (
        r"\d{1,3}(?:[,，’'][0-9]{3})+(?:\.\d+)?(?![\d,])",  # 25,000
        rf"\d{{1,3}}(?:{GAP}\d{{3}})+(?![\d.])",  # 75 000
        r"\d{1,3}\.\d{3}(?=\s*(?:cells\s*)?/\s*(?:u|µ|μ|mm))",  # 100.000/µL
        r"\d+[.·]\d+(?![.\d]*\.\d)",
        r"\d+,\d{1,2}(?=\s?(?:mg|g/|m|µ|u|x|×|%|l/|ULN|cm))",  # 1,5 mg/dL
        r"0,\d+|\d+|(?<![\w).])\.\d+",
    )
)
TIMES = r"(?:\\?[xX×✕✖*∗·•⋅хХ˟´])"
POWER = (
    rf"\s*{TIMES}\s*10\s*(?:(?:\\?\^|\*\*?|[eE])\s*\(?(?P<exp>\d{{1,2}})\)?|(?P<sup>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|\((?P<bracketed>\d{1,2})\)|(?P<lost>[3-9]|1[0-2])(?![\d.,]))"  # lost: the superscript of "109"
)
BARE_POWER = r"10\s*(?:\\?\^|\*\*?|[eE](?=\d))\s*(?P<bexp>\d{1,2})|10\s?(?P<bsup>[³⁴⁵⁶⁷⁸⁹]|¹[⁰¹²])"
SIGN = "|".join(
    (
        r"\\?(?:&[gl][te];)\s*\\?=?",
        r"[≥≤≧≦⩾⩽]\s?=?",
        r"\\?[<>＞＜﹥﹤〉〈]\s?(?:/|or)\s?\\?[=＝]",
        r"\\?[<>＞＜﹥﹤〉〈]\s?\\?[=＝]?",
        r"[=＝]\s?/?\s?\\?[<>＞＜]",
        r"[=＝]{1,2}|\?(?=\s?\d)",
    )
)
TIMES_LIMIT = r"[×✕✖∗⋅´]|\\\*|(?<=\d)\s?[xX](?=\s?(?:the|ULN|UNL|IULN|U?LN|N|upper|inst|lab|local|normal|age)\b|U)"  # "3 x ULN"
LEXER = re.compile(
    rf"(?P<bare>(?<![\d.])(?:{BARE_POWER})(?!\d))"
    rf"|(?P<enum>(?<![\d.A-Za-z])\d+(?:\.\d+)?[eE]\+?\d{{1,2}}(?![\dA-Za-z]))"
    rf"|(?P<num>(?<![\d])(?:{MANTISSA})(?P<power>{POWER})?)"
    rf"|(?P<sign>{SIGN})"
    rf"|(?P<times>{TIMES_LIMIT})"
    r"|(?P<word>(?i:grade|class|stage)(?=\d)|[^\W\d_]+(?:\\?\^\d|\d+(?![.\d]*[/]))?[²³]?|µ|μ|[°º]\s?[CF]\b|℃|℉)"
    r"|(?P<mark>[^\s\\])"
)


def tokenise(text: str) -> list[Token]:
    """The tokens of `text`, with offsets into it."""
    return [_token(m) for m in LEXER.finditer(text)]


def _token(match: re.Match[str]) -> Token:
    raw, where, kind = match[0], match.span(), match.lastgroup
    if kind == "word":
        return Token(Kind.WORD, _word(raw), raw, *where)
    if kind == "mark":
        return Token(Kind.MARK, _mark(raw), raw, *where)
    if match["bare"]:
        return Token(Kind.NUMBER, raw, raw, *where, _bare_power(match), _bare_power(match).adjusted())
    if match["enum"]:
        return Token(Kind.NUMBER, raw, raw, *where, Decimal(raw), int(re.split("[eE]", raw)[1]))
    if match["num"]:
        return Token(Kind.NUMBER, raw.strip(), raw, *where, *_number(match))
    if match["sign"]:
        plain = re.sub(r"[\s\\]", "", raw.translate(WIDE))
        return Token(Kind.SIGN, SIGNS.get(plain, "="), raw, *where)
    return Token(Kind.MARK, "×", raw, *where)


def _bare_power(match: re.Match[str]) -> Decimal:
    exponent = match["bexp"] or match["bsup"].translate(SUPERSCRIPTS)
    return Decimal(10) ** int(exponent)


def _number(match: re.Match[str]) -> tuple[Decimal, int]:
    mantissa = match["num"][: len(match["num"]) - len(match["power"] or "")]
    thousands = re.match(r"\s*(?:cells\s*)?/\s*(?:u|µ|μ|mm)", match.string[match.end() : match.end() + 12])
    value = _mantissa(mantissa, bool(thousands and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", mantissa)))
    if not match["power"]:
        return value, 0
    exponent = match["exp"] or match["bracketed"] or (match["sup"] or match["lost"] or "").translate(SUPERSCRIPTS)
    return value.scaleb(int(exponent)), int(exponent)


def _mantissa(raw: str, dotted: bool) -> Decimal:
    raw = re.sub(r"[ \u00a0\u2009\u202f’']", "", raw).replace("·", ".").replace("，", ",")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", raw) and not raw.startswith("0"):
        raw = raw.replace(",", "")
    elif dotted:
        raw = raw.replace(".", "")
    return Decimal(raw.replace(",", "."))


MICRO = str.maketrans("µμ²³", "uu23")


@lru_cache(maxsize=8192)
def _word(raw: str) -> str:
    return re.sub(r"[\s\\^]", "", raw.lower().translate(MICRO)) if raw not in "℃℉" else raw


@lru_cache(maxsize=512)
def _mark(raw: str) -> str:
    wide = {"（": "(", "）": ")", "；": ";", "，": ",", "：": ":", "。": ".", "／": "/", "–": "-", "—": "-", "−": "-", "‐": "-",
            "‑": "-", "～": "~", "∼": "~", "％": "%", "、": ",", "﹪": "%", "［": "[", "］": "]", "⁄": "/"}  # fmt: skip
    return wide.get(raw, unicodedata.normalize("NFKC", raw))
