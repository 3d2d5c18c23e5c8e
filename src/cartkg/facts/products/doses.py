"""Doses in cells per kilogram, and how long a product takes to make, from an intervention's words."""

import re
from collections.abc import Iterator

LEAST = 1000
"""Fewer cells per kilogram than this are no dose but a misread number."""

_NUMBER = r"\d+(?:\.\d+)?"
_AND = r"\s*(?:,|;|、|-|–|~|/|\bto\b|\band\b|\bor\b)\s*(?:and\s+|or\s+)?"
_POWERS = (
    r"10\s*(?:\\?\^|\*\*|[eE])\s*(?P<exponent>\d{1,2})",  # 10^6, 10\^6, 10e6
    r"10(?P<raised>[⁰¹²³⁴-⁹]{1,2})",
    r"10(?P<lost>[4-9]|1[0-2])(?!\d)",  # 106 for 10 to the 6th, its superscript lost
    r"(?P<plain>1\d?0{0,2}(?:,?0{3})+)",  # 100,000
)
_PER_KG = r"\s*(?:[A-Za-zγδαβ+⁺-]+\s+){0,6}(?:[A-Za-z+⁺-]+)?\s*(?:/|per)\s*kg\b"
_DOSE = re.compile(
    rf"(?P<many>(?<![\d.]){_NUMBER}(?:{_AND}{_NUMBER}){{0,9}})\s*(?:[×xX*·]|times)\s*(?:{'|'.join(_POWERS)})(?P<rest>{_PER_KG})?",
    re.IGNORECASE,
)
_SHORT = re.compile(rf"(?P<many>{_NUMBER})[eE](?P<exponent>\d{{1,2}})(?P<rest>{_PER_KG})", re.IGNORECASE)
_WRITTEN_OUT = re.compile(rf"(?P<value>\d{{1,3}}(?:,\d{{3}}){{1,3}}){_PER_KG}", re.IGNORECASE)
_CHAIN = re.compile(_AND, re.IGNORECASE)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MAKING = re.compile(
    r"\b(?:preparation|manufactur\w+|production|culture|vein[\s-]to[\s-]vein)\s+(?:(?:time|period|process)\s+)?"
    r"(?:(?:of|is|takes|in|within)\s+)?(?:(?:only|about|approximately|less than)\s+)?"
    r"(?P<number>\d+)\s*(?P<unit>minute|min|hour|h|day|week)s?\b",
    re.IGNORECASE,
)
_UNITS = {"minute": "PT{}M", "min": "PT{}M", "hour": "PT{}H", "h": "PT{}H", "day": "P{}D", "week": "P{}W"}


def cells_per_kg(words: str) -> tuple[float, ...]:
    """The doses per kilogram in the order of the words, none twice; "5×100,000 cells/Kg" is 500000, and so is "5×10\\^5/kg".

    A power whose superscript was lost ("1×106/kg") is read as the power: nobody gives a hundred cells.
    """
    return tuple(dict.fromkeys(dose for dose in _doses(words) if dose >= LEAST))


def _doses(words: str) -> Iterator[float]:
    counted = _per_kg(words)
    for match in (*counted, *_SHORT.finditer(words)):
        yield from (round(float(number) * _power(match), 3) for number in re.findall(_NUMBER, match["many"]))
    for match in _WRITTEN_OUT.finditer(words):
        if not any(known.start() <= match.start() < known.end() for known in counted):
            yield float(match["value"].replace(",", ""))


def _per_kg(words: str) -> list[re.Match[str]]:
    """The products of number and power that are per kilogram: the unit behind the last of a chain holds for all of it."""
    kept: list[re.Match[str]] = []
    for match in reversed(list(_DOSE.finditer(words))):
        chained = bool(kept) and _CHAIN.fullmatch(words, match.end(), kept[-1].start()) is not None
        if match["rest"] or chained:
            kept.append(match)
    return kept[::-1]


def _power(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if groups.get("plain"):
        return float(groups["plain"].replace(",", ""))
    exponent = groups.get("exponent") or groups.get("lost") or (groups.get("raised") or "").translate(_RAISED)
    return 10.0 ** int(exponent)


def preparation_time(words: str) -> str:
    """How long the product takes to make, as an ISO 8601 duration; empty where the words do not say."""
    found = _MAKING.search(words)
    return _UNITS[found["unit"].lower()].format(found["number"]) if found else ""
