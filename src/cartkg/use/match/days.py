"""Days, as exactly as they are told, and windows before a reference day.

A day told as a month or a year is the span of its days. Days and weeks are exact; months and years are calendar: the same day
number, and where there is none the last day of that month (31 May − 3 months = 28 February).
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cartkg.use.match.truth import Truth, all_of, any_of

PARTS = re.compile(r"(\d+(?:\.\d+)?)([YMWDH])")
UNITS = {"year": "Y", "yr": "Y", "month": "M", "moth": "M", "week": "W", "wk": "W", "day": "D", "hour": "H", "hr": "H"}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12, "a": 1, "past": 1}
DURATION = re.compile(
    r"(?P<least>(?:≥|>=|=>|at least|minimum of|no less than|<|less than)\s*)?"
    r"(?P<more>(?:(?<!=)>|more than|over|longer than)\s*)?"
    r"\b(?P<count>\d+(?:\.\d+)?|one|two|three|four|five|six|twelve|past)[\s-]*(?P<unit>years?|yrs?|months?|moths?|weeks?|wks?|days?|hours?|hrs?)\b"
    r"(?P<post>\s+(?:post\b|after\b|since\b))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """From the first to the last day that is meant; both the same where the day is known."""

    first: date
    last: date

    def __str__(self) -> str:
        return self.first.isoformat() if self.first == self.last else f"{self.first} to {self.last}"


def told(text: str) -> Days:
    """The days that `2026-02-17`, `2026-02` or `2026` stands for. Raises ValueError for anything else."""
    year, month, day = (*(int(part) for part in str(text).split("-")), 0, 0)[:3]
    if day:
        return Days(date(year, month, day), date(year, month, day))
    if month:
        return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return Days(date(year, 1, 1), date(year, 12, 31))


def moved(day: date, window: str, sign: int = -1) -> date:
    """The day `window` (an ISO 8601 duration of years to days) before, or with sign 1 after, `day`."""
    for count, unit in PARTS.findall(window.partition("T")[0]):
        number = sign * float(count)
        if unit in "YM":
            day = _by_months(day, round(number * (12 if unit == "Y" else 1)))
        else:
            day += timedelta(days=number * (7 if unit == "W" else 1))
    return day


def _by_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Window:
    """How a statement counts: `code` as in the answer tables, and what its words add.

    `edge` says whether the day exactly that long before counts as within: "within 28 days" yes, "at least 28 days must have
    elapsed" no; None where the words are not at hand. `shorter`: of alternatives the shorter counts, else the longer; None
    where the words do not say.
    """

    code: str
    edge: Truth = None
    shorter: Truth = None


def within(end: Days | None, window: Window, reference: date, half_life_days: float | None = None) -> Truth:
    """Whether something that ended then lies in the window before the reference day; None of `end`: not told when."""
    if not window.code:
        return True
    each = [_one(end, code, window.edge, reference, half_life_days) for code in window.code.split("|")]
    if len(each) == 1:
        return each[0]
    if window.shorter is None:
        return each[0] if len(set(each)) == 1 else None
    return all_of(each) if window.shorter else any_of(each)


def _one(end: Days | None, code: str, edge: Truth, reference: date, half_life_days: float | None) -> Truth:
    if end is None:
        return None
    if end.last > reference:
        end = Days(min(end.first, reference), reference)
    lives = re.fullmatch(r"(\d+(?:\.\d+)?) half-li(?:ves|fe)", code)
    if lives:
        return _lives(end, float(lives[1]), edge, reference, half_life_days)
    if "T" in code:
        return _hours(end, code, reference)
    return _settled(end, lambda day: _calendar(day, code, edge, reference))


def _settled(end: Days, test: Callable[[date], Truth]) -> Truth:
    """What both the first and the last of the days say, where they agree."""
    first, last = test(end.first), test(end.last)
    return first if first == last else None


def _calendar(day: date, code: str, edge: Truth, reference: date) -> Truth:
    start = moved(reference, code)
    return edge if day == start else day > start


def _hours(end: Days, code: str, reference: date) -> Truth:
    """Days n apart are more than 24(n−1) and less than 24(n+1) hours; on the same day less than 24."""
    hours = sum(float(count) for count, unit in PARTS.findall(code) if unit == "H")
    apart = (reference - end.last).days, (reference - end.first).days
    if 24 * (apart[1] + 1) <= hours or apart[1] == 0 == apart[0]:
        return True
    return False if 24 * (apart[0] - 1) >= hours else None


def _lives(end: Days, count: float, edge: Truth, reference: date, half_life_days: float | None) -> Truth:
    if half_life_days is None:
        return None
    limit = count * half_life_days
    return _settled(end, lambda day: edge if (reference - day).days == limit else (reference - day).days < limit)


def lasted(start: Days | None, end: Days | None, window: str, strictly: bool) -> Truth:
    """Whether something lasted the duration; on the very day it did, unless `strictly` more is asked."""
    if not window:
        return True
    if start is None or end is None:
        return None
    surely, perhaps = moved(start.last, window, 1), moved(start.first, window, 1)
    if end.first > surely or (end.first == surely and not strictly):
        return True
    return False if end.last < perhaps or (end.last == perhaps and strictly) else None


@dataclass(frozen=True, slots=True)
class Said:
    """A duration in words: its code, where it stands, and whether its own last day suffices ("at least", "post")."""

    code: str
    start: int
    end: int
    least: bool
    more: bool


def in_words(text: str) -> tuple[Said, ...]:
    """The durations that an item's words name, from left to right."""
    return tuple(_said(found) for found in DURATION.finditer(text))


def _said(found: re.Match[str]) -> Said:
    count = found["count"].lower()
    number = NUMBERS.get(count, count)
    unit = UNITS[found["unit"].lower().removesuffix("s")]
    code = f"PT{number}H" if unit == "H" else f"P{number}{unit}"
    return Said(code, *found.span(), bool(found["least"] or found["post"]), bool(found["more"]))


def completed_years(birth: date, day: date) -> int:
    """Years of age on a day; a birthday counts from its own day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
