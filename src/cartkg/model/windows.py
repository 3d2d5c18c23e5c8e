"""Windows as a number of days, so that they can be compared."""

import re

ISO = re.compile(
    r"P(?:(?P<Y>\d+(?:\.\d+)?)Y)?(?:(?P<M>\d+(?:\.\d+)?)M)?(?:(?P<W>\d+(?:\.\d+)?)W)?(?:(?P<D>\d+(?:\.\d+)?)D)?", re.ASCII
)
DAYS = {"Y": 365.0, "M": 365 / 12, "W": 7.0, "D": 1.0}


def days(window: str) -> int | None:
    """The whole days of an ISO 8601 duration of years, months, weeks and days; a month is a twelfth of 365 days.

    None for half-lives and for alternatives ("P28D|5 half-lives"), which no single number of days stands for, and for hours.
    """
    read = ISO.fullmatch(window)
    if not read or window == "P":
        return None
    return round(sum(float(count) * DAYS[unit] for unit, count in read.groupdict().items() if count))
