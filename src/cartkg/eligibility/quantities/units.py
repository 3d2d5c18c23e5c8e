"""Units as records write them, to UCUM codes.

A unit is read from tokens: a chain of atoms joined by "/" or "per" ("mL/min/1.73 m2", "milligrams per day"). Atoms are
looked up in a table of spellings; the chain is put together as a UCUM code. `kind_of` says what sort of thing a code
counts, so that a reader can tell a dose from a concentration without converting. Codes are checked with ucumvert in the
tests.
"""

from collections.abc import Sequence
from functools import cache

from cartkg.eligibility.quantities.tokens import Token

ATOMS: dict[str, str] = {
    "%": "%", "percent": "%", "percentage": "%", "per cent": "%", "pct": "%",
    "kg": "kg", "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "kilo": "kg", "kilos": "kg",
    "g": "g", "gm": "g", "gms": "g", "gram": "g", "grams": "g", "gr": "g",
    "mg": "mg", "mgs": "mg", "milligram": "mg", "milligrams": "mg",
    "ug": "ug", "mcg": "ug", "microgram": "ug", "micrograms": "ug",
    "ng": "ng", "nanogram": "ng", "nanograms": "ng", "pg": "pg", "picogram": "pg", "picograms": "pg",
    "lb": "[lb_av]", "lbs": "[lb_av]", "pound": "[lb_av]", "pounds": "[lb_av]",
    "l": "L", "lt": "L", "liter": "L", "litre": "L", "liters": "L", "litres": "L",
    "dl": "dL", "deciliter": "dL", "decilitre": "dL", "deciliters": "dL",
    "ml": "mL", "milliliter": "mL", "millilitre": "mL", "milliliters": "mL", "millilitres": "mL", "cc": "mL",
    "ul": "uL", "mcl": "uL", "microliter": "uL", "microlitre": "uL", "microliters": "uL", "microlitres": "uL", "u l": "uL",
    "mm3": "uL", "mm^3": "uL", "cmm": "uL", "cumm": "uL", "cu mm": "uL", "cubic millimeter": "uL", "cubic millimetre": "uL",
    "cubic mm": "uL", "millimeter cubed": "uL", "mm 3": "uL", "cu.mm": "uL", "cubic millimeters": "uL",
    "millimeters cubed": "uL",
    "mol": "mol", "mmol": "mmol", "millimole": "mmol", "millimoles": "mmol", "millimol": "mmol",
    "umol": "umol", "micromole": "umol", "micromoles": "umol", "micromol": "umol", "mcmol": "umol", "u mol": "umol",
    "nmol": "nmol", "nanomole": "nmol", "nanomoles": "nmol", "pmol": "pmol", "nm": "nmol/L", "meq": "meq",
    "u": "U", "unit": "U", "units": "U", "iu": "[IU]", "iu's": "[IU]", "miu": "m[IU]", "uiu": "u[IU]", "kiu": "k[IU]",
    "international unit": "[IU]", "international units": "[IU]",
    "m2": "m2", "m^2": "m2", "m 2": "m2", "square meter": "m2", "square metre": "m2", "sqm": "m2",
    "m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m",
    "cm": "cm", "centimeter": "cm", "centimeters": "cm", "centimetre": "cm", "centimetres": "cm",
    "mm": "mm", "millimeter": "mm", "millimeters": "mm", "millimetre": "mm", "millimetres": "mm",
    "inch": "[in_i]", "inches": "[in_i]",
    "mmhg": "mm[Hg]", "mm hg": "mm[Hg]", "mm-hg": "mm[Hg]", "millimeters of mercury": "mm[Hg]", "kpa": "kPa",
    "mmh2o": "mm[H2O]",
    "millimeter of mercury": "mm[Hg]", "millimetre of mercury": "mm[Hg]", "millimetres of mercury": "mm[Hg]",
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
    "ms": "ms", "msec": "ms", "msecs": "ms", "millisecond": "ms", "milliseconds": "ms",
    "min": "min", "mins": "min", "minute": "min", "minutes": "min",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "24h": "d", "24 h": "d", "24 hr": "d", "24 hrs": "d", "24 hour": "d", "24 hours": "d", "24hr": "d", "24hrs": "d",
    "d": "d", "day": "d", "days": "d", "wk": "wk", "wks": "wk", "week": "wk", "weeks": "wk",
    "mo": "mo", "month": "mo", "months": "mo", "mos": "mo", "moth": "mo", "moths": "mo",
    "y": "a", "yr": "a", "yrs": "a", "year": "a", "years": "a", "yo": "a",
    "°c": "Cel", "celsius": "Cel", "degree celsius": "Cel", "degrees celsius": "Cel", "degree c": "Cel", "degrees c": "Cel",
    "° c": "Cel", "℃": "Cel", "ºc": "Cel", "º c": "Cel", "degree centigrade": "Cel", "degrees centigrade": "Cel",
    "°f": "[degF]", "° f": "[degF]", "degree fahrenheit": "[degF]", "degrees fahrenheit": "[degF]", "degrees f": "[degF]",
    "℉": "[degF]", "ºf": "[degF]", "fahrenheit": "[degF]",
    "copy": "{copies}", "copies": "{copies}", "cps": "{copies}", "cp": "{copies}",
    "beat": "{beats}", "beats": "{beats}", "bpm": "/min", "breaths": "{breaths}",
    "gy": "Gy", "cgy": "cGy", "mgy": "mGy", "mci": "mCi", "bq": "Bq", "mbq": "MBq",
    "point": "{score}", "points": "{score}", "score": "{score}", "scores": "{score}", "pts": "{score}",
    "pack year": "{pack-years}", "pack years": "{pack-years}", "cells": "{cells}", "cell": "{cells}",
    "joule": "J", "kcal": "kcal", "mv": "mV",
}  # fmt: skip

AREA = {"1.73 m2", "1.73m2", "1.73 m^2", "1.73m^2", "1.73 m 2", "1.73 square meter", "1.73 square meters", "1.73 sqm", "1.73"}
DAILY = {"daily", "qd", "q.d"}
COUNTED = {"{cells}", "{beats}", "{breaths}"}
MODIFIERS = {"creatinine", "cr", "protein", "body", "weight"}

KINDS: dict[str, str] = {
    "%": "percent", "{ULN}": "uln", "{LLN}": "uln", "{score}": "score", "{titer}": "titer", "{grade}": "grade",
    "/L": "count", "/uL": "count", "/mL": "count",
    "g/L": "concentration", "g/dL": "concentration", "mg/dL": "concentration", "mg/L": "concentration",
    "g/mL": "concentration",
    "mg/mL": "concentration",
    "ug/L": "concentration", "ug/dL": "concentration", "ug/mL": "concentration", "ng/mL": "concentration",
    "ng/dL": "concentration",
    "ng/L": "concentration", "pg/mL": "concentration", "pg/L": "concentration", "pg/dL": "concentration",
    "mg/uL": "concentration",
    "mol/L": "concentration", "mmol/L": "concentration", "umol/L": "concentration", "nmol/L": "concentration",
    "pmol/L": "concentration", "umol/dL": "concentration", "mmol/dL": "concentration", "meq/L": "concentration",
    "umol/mL": "concentration", "nmol/mL": "concentration", "pmol/mL": "concentration",
    "U/L": "activity", "[IU]/L": "activity", "U/mL": "activity", "[IU]/mL": "activity", "m[IU]/mL": "activity",
    "u[IU]/mL": "activity", "m[IU]/L": "activity", "U/dL": "activity", "k[IU]/L": "activity", "U/g": "activity",
    "{copies}/mL": "copies", "{copies}/uL": "copies", "{copies}/L": "copies", "{copies}": "copies",
    "mL/min": "clearance", "mL/min/{1.73_m2}": "clearance", "mL/s": "clearance", "L/min": "clearance", "mL/h": "clearance",
    "L/min/m2": "clearance", "mL/d": "clearance", "mL/min/m2": "clearance",
    "mg/g": "ratio", "g/g": "ratio", "mg/mg": "ratio", "mg/mmol": "ratio", "g/mmol": "ratio", "g/mol": "ratio",
    "ug/mg": "ratio",
    "mg/umol": "ratio", "ug/g": "ratio",
    "g/d": "rate-of-mass", "mg/d": "rate-of-mass", "ug/d": "rate-of-mass", "mg/kg/d": "dose", "mg/kg": "dose",
    "mg/m2": "dose",
    "mg/m2/d": "dose", "g/m2": "dose", "g/m2/d": "dose", "g/kg": "dose", "ug/kg": "dose", "ug/kg/d": "dose", "U/kg": "dose",
    "mg/wk": "dose", "mg/mo": "dose", "g/mo": "dose", "U/kg/d": "dose", "mg/kg/wk": "dose", "ug/kg/min": "dose",
    "U/d": "dose",
    "g/wk": "dose", "mg/h": "dose", "g/m2/h": "dose", "g/kg/d": "dose", "g": "mass", "mg": "mass", "ug": "mass", "kg": "mass",
    "[lb_av]": "mass", "kg/m2": "bmi", "mL/m2": "indexed-volume", "m/s": "speed", "mm/h": "sedimentation",
    "mm[Hg]": "pressure", "kPa": "pressure", "mm[H2O]": "pressure",
    "ms": "interval", "s": "interval", "min": "time", "h": "time", "d": "time", "wk": "time", "mo": "time", "a": "time",
    "Cel": "temperature", "[degF]": "temperature", "/min": "frequency", "/d": "frequency", "/wk": "frequency",
    "/mo": "frequency",
    "/h": "frequency", "/a": "frequency", "m": "length", "cm": "length", "mm": "length", "[in_i]": "length",
    "mL": "volume", "L": "volume", "dL": "volume", "uL": "volume", "mL/kg": "volume", "Gy": "radiation",
    "cGy": "radiation", "": "plain",
    "{pack-years}": "exposure", "m2": "area",
}  # fmt: skip


def kind_of(code: str) -> str:
    """What a UCUM code counts ("concentration", "dose", "time", …); "other" for a code that is in no list."""
    return KINDS.get(code, "other")


@cache
def _longest_atom() -> int:
    return max(len(name.split()) for name in (*ATOMS, *AREA))


def read(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The UCUM code of the unit that starts at token `at` and the index after it; None where no unit starts."""
    head = _numerator(tokens, at)
    if head is None:
        return None
    code, at = head
    while (step := _denominator(tokens, at)) is not None:
        code, at = code + step[0], step[1]
    return _tidy(code), at


def _numerator(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    if _is(tokens, at, "/") or (_is(tokens, at, "per") and not _is(tokens, at + 1, "protocol")):
        step = _denominator(tokens, at)
        return (step[0], step[1]) if step else None
    found = _atom(tokens, at)
    if found is None:
        return None
    code, after = found
    if code in COUNTED and _denominator(tokens, after) is None:
        return None
    return ("" if code in COUNTED else code), after


def _denominator(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """One "/ atom" step, as text to append; "(min.1.73m2)", "daily" and an interposed "body weight" are understood."""
    if at < len(tokens) and tokens[at].text in DAILY:
        return "/d", at + 1
    if _is(tokens, at, "a") and _is(tokens, at + 1, "day"):
        return "/d", at + 2
    if not (_is(tokens, at, "/") or _is(tokens, at, "per") or _is(tokens, at, "a each") or _is(tokens, at, "each")):
        joined = _area(tokens, at + 1 if at < len(tokens) and tokens[at].text in (".", "·", "*", "×", "-", "x") else at)
        return ("/{1.73_m2}", joined) if joined is not None else None
    at += 1
    bracket = _is(tokens, at, "(")
    at += bracket
    if (area := _area(tokens, at)) is not None:
        return "/{1.73_m2}", area
    found = _atom(tokens, at)
    if found is None:
        return None
    code, after = found
    while after < len(tokens) and tokens[after].text in MODIFIERS and code in ("g", "mg", "mmol", "kg"):
        after += 1
    if bracket:
        joined = _area(tokens, after + 1 if after < len(tokens) and tokens[after].text in (".", "·", "*", "×") else after)
        if joined is not None:
            return f"/{code}/{{1.73_m2}}", joined + _is(tokens, joined, ")")
        after += _is(tokens, after, ")")
    return "/" + code, after


def _area(tokens: Sequence[Token], at: int) -> int | None:
    """The index after "1.73 m2", or None."""
    if at >= len(tokens) or not tokens[at].text.lstrip(".").startswith("1.73"):
        return None
    for length in (3, 2, 1):
        words = " ".join(t.text for t in tokens[at : at + length])
        if words in AREA and 1 < length <= len(tokens) - at:
            return at + length
    return at + 1


def _atom(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    for length in range(min(_longest_atom(), len(tokens) - at), 0, -1):
        words = " ".join(t.text for t in tokens[at : at + length])
        divided = at > 0 and tokens[at - 1].text == "/"
        if words in ATOMS and (divided or length > 1 or not _is_other_word(tokens[at])):
            return ATOMS[words], at + length
    return None


def _is_other_word(token: Token) -> bool:
    """A capital that is a name and no unit: "A", "S", "H" (but "L", "U", "M" for months do stand as units)."""
    return token.raw in ("A", "S", "H", "D", "G", "Y", "CM", "PG", "MO", "CP", "MS")


def _is(tokens: Sequence[Token], at: int, text: str) -> bool:
    return at < len(tokens) and tokens[at].text == text


def _tidy(code: str) -> str:
    """ "{cells}/uL" to "/uL"; "{1.73_m2}" written once."""
    for counted in COUNTED:
        code = code.replace(counted, "")
    return code.replace("/{1.73_m2}/{1.73_m2}", "/{1.73_m2}").replace("/{1.73_m2}/min", "/min/{1.73_m2}")
