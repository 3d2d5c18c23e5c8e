"""Doses in cells per kilogram, and how long a product takes to make, from an intervention's words."""

import re
from collections.abc import Iterator

_NUMBER = r"\d+(?:\.\d+)?"
_POWER = r"(?:10\s*(?:\\?\^|\*\*|[eE])\s*(?P<exp>\d{1,2})|10(?P<sup>[⁰¹²³⁴-⁹]{1,2})|10(?P<lost>[4-9]|1[0-2])(?!\d)|(?P<plain>1\d?0{0,2}(?:,?0{3})+))"
_PER_KG = r"\s*(?:[A-Za-zγδαβ+⁺-]+\s+){0,6}(?:[A-Za-z+⁺-]+)?\s*(?:/|per)\s*kg\b"
_DOSE = re.compile(rf"(?P<many>{_NUMBER}(?:\s*(?:,|-|–|~|to|and|or|/)\s*(?:and\s+|or\s+)?{_NUMBER})*)\s*(?:[×xX*·]|times)\s*{_POWER}(?P<rest>{_PER_KG})?", re.IGNORECASE)
_SHORT = re.compile(rf"(?P<many>{_NUMBER})[eE](?P<exp>\d{{1,2}})(?P<rest>{_PER_KG})", re.IGNORECASE)
_WRITTEN_OUT = re.compile(rf"(?P<value>\d{{1,3}}(?:,\d{{3}}){{1,3}})(?P<rest>{_PER_KG})", re.IGNORECASE)
_CHAIN = re.compile(r"^\s*(?:,|-|–|~|to|and|or|;|、|/)\s*(?:and\s+|or\s+)?\d", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MAKING = re.compile(
    r"\b(?:preparation|manufactur\w+|production|culture|vein[\s-]to[\s-]vein)\s+(?:time|period|process)?\s*(?:of|is|takes|in|within)?\s*(?:only|about|approximately|less than)?\s*"
    r"(\d+)\s*(minute|min|hour|h|day|week)s?\b", re.IGNORECASE)  # fmt: skip
_UNITS = {"minute": "PT{}M", "min": "PT{}M", "hour": "PT{}H", "h": "PT{}H", "day": "P{}D", "week": "P{}W"}


def cells_per_kg(words: str) -> tuple[float, ...]:
    """The doses per kilogram in the order of the words, none twice; "5×100,000 cells/Kg" is 500000, and so is "5×10\\^5/kg".

    A power whose superscript was lost ("1×106/kg") is read as the power: nobody gives a hundred cells.
    """
    return tuple(dict.fromkeys(dose for dose in _doses(words) if dose >= 1000))


def _doses(words: str) -> Iterator[float]:
    found = list(_DOSE.finditer(words))
    per_kg = False
    kept: list[re.Match[str]] = []
    for match in reversed(found):  # "1×10^5, 3×10^5 and 1×10^6 cells/kg": the unit behind the last holds for all of the chain
        following = kept[-1].start() if kept else None
        chained = following is not None and per_kg and bool(_CHAIN.match(words[match.end() : following + 1]))
        per_kg = bool(match["rest"]) or chained
        if per_kg:
            kept.append(match)
    for match in [*reversed(kept), *(m for m in _SHORT.finditer(words))]:
        for number in re.findall(_NUMBER, match["many"]):
            yield round(float(number) * _power(match), 3)
    for match in _WRITTEN_OUT.finditer(words):
        if not any(kept_one.start() <= match.start() < kept_one.end() for kept_one in kept):
            yield float(match["value"].replace(",", ""))


def _power(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if groups.get("plain"):
        return float(groups["plain"].replace(",", ""))
    exponent = groups.get("exp") or groups.get("lost") or (groups.get("sup") or "").translate(_SUPERSCRIPT)
    return 10.0 ** int(exponent)


def preparation_time(words: str) -> str:
    """How long the product takes to make, as an ISO 8601 duration; empty where the words do not say."""
    found = _MAKING.search(words)
    return _UNITS[found[2].lower()].format(found[1]) if found else ""
