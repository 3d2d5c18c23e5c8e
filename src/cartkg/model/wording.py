"""A statement in words made from its facts, never from the record's prose: "excludes rituximab, within P6M of screening"."""

import re

from cartkg.model import AgeBound, Diagnosis, Statement, Therapy, Threshold


def kind(statement: Statement) -> str:
    """therapy, threshold, diagnosis or age."""
    return "age" if isinstance(statement, AgeBound) else type(statement).__name__.lower()


def in_words(statement: Statement) -> str:
    """What a statement says, in one line."""
    return ", ".join(part for part in (f"{statement.stance} {_subject(statement)}", *_details(statement)) if part)


def _subject(statement: Statement) -> str:
    match statement:
        case Therapy():
            least = f"at least {statement.min_count} of: " if statement.min_count else ""
            return f"{least}{statement.agent.label}"
        case Threshold():
            return f"{statement.measure.label} {statement.comparator} {statement.value} {statement.unit}".strip()
        case Diagnosis():
            return statement.condition.label
        case AgeBound():
            return f"age {statement.comparator} {statement.age.value:g} {statement.age.unit}"


def _details(statement: Statement) -> tuple[str, ...]:
    apart = getattr(statement, "apart_from", ())
    return (
        _timed(getattr(statement, "window", ""), getattr(statement, "anchor", "")),
        _timeless(statement),
        f"lasting at least {statement.lasting}" if isinstance(statement, Therapy) and statement.lasting else "",
        f"for {statement.cohort}" if statement.cohort else "",
        f"provided: {statement.provided}" if statement.provided else "",
        "apart from " + " and ".join(named.label for named in apart) if apart else "",
        "as an exception" if getattr(statement, "exception", False) else "",
        "sign mended" if getattr(statement, "repaired", False) else "",
        f"in doubt: {statement.doubt}" if statement.doubt else "",
    )


def _timeless(of: Statement) -> str:
    """When a therapy counts, where no window says it: ever, current, planned."""
    return of.time if isinstance(of, Therapy) and not of.window else ""


def _timed(window: str, anchor: str) -> str:
    alternatives = " or ".join(window.split("|"))
    if window and anchor:
        return f"{alternatives} from {anchor}"
    return alternatives or (f"from {anchor}" if anchor else "")


# --- the graph's codes in plain words ----------------------------------------------------------------------------------

COMPARATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
UNITS = {
    "{ULN}": "× ULN", "{LLN}": "× LLN", "{score}": "", "{count}": "", "{grade}": "", "%": "%", "Cel": "°C", "[degF]": "°F",
    "wk": "weeks", "d": "days", "mo": "months", "a": "years", "h": "hours", "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "[lb_av]": "lb", "[in_i]": "in", "{cells}": "cells", "{copies}": "copies", "{pack-years}": "pack-years",
}  # fmt: skip
DURATIONS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
POWERS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def window_in_words(window: str) -> str:
    """A window in plain words: "6 months" of `P6M`, "28 days or 5 half-lives" of `P28D|5 half-lives`, "72 hours" of `PT72H`.

    What is no ISO 8601 duration stays as it is.
    """
    return " or ".join(_duration(one) for one in window.split("|"))


def _duration(window: str) -> str:
    day, _, time = window.removeprefix("P").partition("T")
    parts = [(count, DURATIONS[unit]) for count, unit in re.findall(r"([\d.]+)([YMWD])", day)]
    parts += [(count, {"H": "hour", "M": "minute"}[unit]) for count, unit in re.findall(r"([\d.]+)([HM])", time)]
    if not window.startswith("P") or not parts:
        return window
    return " ".join(f"{count} {unit}{'' if count == '1' else 's'}" for count, unit in parts)


def timing_in_words(window: str, anchor: str) -> str:
    """Window and anchor in plain words: "within 6 months before screening"; "" where neither is stated."""
    if window and anchor:
        return f"within {window_in_words(window)} before {anchor}"
    return f"within {window_in_words(window)}" if window else (f"counted from {anchor}" if anchor else "")


def lasting_in_words(lasting: str) -> str:
    """For how long in plain words: "for at least 3 months" of `P3M`; "" where nothing is stated."""
    return f"for at least {window_in_words(lasting)}" if lasting else ""


def limit_in_words(comparator: str, value: str, unit: str) -> str:
    """A limit with its signs: "≥ 1 × 10⁹/L" of `>=`, `1e9`, `/L`; "≥ 1:80" of a titre.

    Scores, grades and counts have no unit in words; a UCUM code without a short name stays as it is, without its braces.
    """
    number = f"1:{value}" if unit == "{titer}" else _number(value)
    shown = "" if unit == "{titer}" else UNITS.get(unit, _unit(unit))
    space = "" if shown in ("", "%") or shown.startswith("/") else " "
    return f"{COMPARATORS.get(comparator, comparator)} {number}{space}{shown}"


def _number(value: str) -> str:
    mantissa, e, power = value.lower().partition("e")
    return f"{mantissa} × 10{power.lstrip('+').translate(POWERS)}" if e else value


def _unit(unit: str) -> str:
    """A UCUM code without its braces and brackets: µL of `uL`, IU of `[IU]`, m² of `m2`."""
    plain = re.sub(r"\bu(?=L\b|mol\b|g\b)", "µ", unit.replace("mm[Hg]", "mmHg").replace("{1.73_m2}", "1.73 m²"))
    plain = re.sub(r"/d\b", "/day", re.sub(r"m2\b", "m²", plain))
    return plain.translate({ord(c): None for c in "{}[]"})
