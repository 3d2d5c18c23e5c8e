"""Ages as registries and sites write them: "18 Years", "6 Months to 17 Years", "5 - 18 years of age", "18 Years and older"."""

import re

from cartkg.model import Age

NO_BOUND = frozenset({"", "n/a", "na", "none", "no limit", "-", "any", "up", "birth"})
_UNIT = r"(?P<unit>years?|months?|weeks?|days?|hours?|minutes?|yrs?)"
_AGE = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?:{_UNIT})?(?:\s+old)?", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\bup to\b)\s*", re.IGNORECASE)
_OLDER = re.compile(r"\s*(?:\+|(?:and|or) (?:older|over|above|up))\s*", re.IGNORECASE)
_YOUNGER = re.compile(r"\s*(?:and|or) (?:younger|under|below)\s*", re.IGNORECASE)
_AT_LEAST = re.compile(r"(?:≥|>=|from|over|minimum|at least)\s*", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:≤|<=|up to|under|maximum|at most)\s*", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\(.*?\)|\s+of age$", re.IGNORECASE)

Bounds = tuple[Age | None, Age | None]


def one_age(words: str) -> Age | None:
    """One bound with its unit. None for "N/A" and for what is no age."""
    found = _AGE.fullmatch(words.strip())
    return _of(found, "") if found and found["unit"] else None


def age_range(words: str) -> Bounds:
    """(lower, upper). Both None where the words are no range; a lone age that no word makes a bound gives none either."""
    text = _ASIDE.sub("", _ASIDE.sub("", words.strip()))
    for reading in (_one_sided, _two_sided):
        lower, upper = reading(text)
        if lower or upper:
            return lower, upper
    return None, None


def _one_sided(text: str) -> Bounds:
    for is_upper, before, behind in ((False, _AT_LEAST, _OLDER), (True, _AT_MOST, _YOUNGER)):
        bare = before.sub("", behind.sub(" ", text), count=1).strip()
        found = _AGE.fullmatch(bare)
        if found and bare != text.strip():
            return (None, _of(found, "years")) if is_upper else (_of(found, "years"), None)
    return None, None


def _two_sided(text: str) -> Bounds:
    """ "5 - 18 years": a lower bound without a unit has that of the upper one."""
    parts = _TO.split(text, maxsplit=1)
    if len(parts) != 2:
        return None, None
    low, high = (_AGE.fullmatch(part.strip()) for part in parts)
    if not all(found or part.strip().lower() in NO_BOUND for found, part in zip((low, high), parts, strict=True)):
        return None, None
    unit = (high["unit"] if high else None) or "years"
    return _of(low, unit), _of(high, "years")


def _of(found: re.Match[str] | None, unit: str) -> Age | None:
    if found is None:
        return None
    plural = (found["unit"] or unit).lower().rstrip("s") + "s"
    plural = {"yrs": "years"}.get(plural, plural)
    return None if plural == "minutes" else Age(float(found["number"]), plural)
