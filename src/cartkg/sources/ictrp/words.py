"""What cells of ICTRP's export say, each registry in its own way: ages, dates, phases, statuses, lists.

ICTRP passes on what 18 registries write. Every function returns the empty value where the words do not settle it.
"""

import html
import re
from datetime import date

from cartkg.model import Age
from cartkg.sources import values

EMPTY = frozenset({"", "na", "n/a", "null", "nil", "none", "-", "not applicable", "not selected", "no limit", "nil known"})
NO_BOUND = re.compile(r"no (?:limit|maximum age|minimum age|max|min)\b.*", re.IGNORECASE)
UNITS = {"y": "years", "m": "months", "w": "weeks", "d": "days", "h": "hours"}
BARE_YEARS = ("ChiCTR", "JPRN")
"""Registries whose forms ask for ages in years, so that a bare number is one."""

_AGE = re.compile(
    r"(?P<sign>>=|<=|>|<)?\s*(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?:\(?(?P<unit>years?|months?|weeks?|days?|hours?|age|[YMWDH])\(?s?\)?\)?)?[\s-]*(?:old)?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<\s*br\s*/?\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
_EU_PHASE = re.compile(r"\(Phase (I{1,3}V?|IV)\):\s*(yes|no)", re.IGNORECASE)
_ROMAN = {"I": "PHASE1", "II": "PHASE2", "III": "PHASE3", "IV": "PHASE4"}
_CONDITION_LEAD = re.compile(r"^(?:Health Condition \d+:\s*(?:null)?\s*-?\s*|-?\s*[A-Z]\d{2}(?:\.\d+)?\s*-?\s+)", re.IGNORECASE)

STATUSES = {
    "recruiting": "RECRUITING", "open to recruitment": "RECRUITING", "open public recruiting": "RECRUITING",
    "pending": "NOT_YET_RECRUITING", "not yet recruiting": "NOT_YET_RECRUITING",
    "pending (not yet recruiting)": "NOT_YET_RECRUITING", "preinitiation": "NOT_YET_RECRUITING",
    "active, not recruiting": "ACTIVE_NOT_RECRUITING", "recruitment completed": "ACTIVE_NOT_RECRUITING",
    "complete: follow-up continuing": "ACTIVE_NOT_RECRUITING", "closed to recruitment of participants": "ACTIVE_NOT_RECRUITING",
    "no longer recruiting": "ACTIVE_NOT_RECRUITING", "completed": "COMPLETED", "complete": "COMPLETED",
    "complete: follow-up complete": "COMPLETED", "main results already published": "COMPLETED",
    "suspended": "SUSPENDED", "temporary halt": "SUSPENDED", "temporary closed": "SUSPENDED", "terminated": "TERMINATED",
    "prematurely ended": "TERMINATED", "withdrawn": "WITHDRAWN", "enrolling by invitation": "ENROLLING_BY_INVITATION",
}  # fmt: skip
"""Only words that mean one status: "Not Recruiting", "Authorised-recruitment may be ongoing or finished" do not."""


def stated(cell: str) -> str:
    """The cell as plain text in one line; "" where it only says that there is nothing."""
    words = " ".join(text(cell).split())
    return "" if words.casefold() in EMPTY or NO_BOUND.fullmatch(words) else words


def text(cell: str) -> str:
    """The cell's lines: `<br>` is a line break, other tags go, entities are characters."""
    decoded = _BREAK.sub("\n", html.unescape(_BREAK.sub("\n", cell)))
    lines = (" ".join(line.split()) for line in _TAG.sub(" ", decoded).split("\n"))
    return "\n".join(lines).strip("\n")


def several(cell: str) -> tuple[str, ...]:
    """The entries of a cell that lists some, parted by ";" or line breaks."""
    entries = (stated(part) for part in re.split(r"[;\n]", text(cell)))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def conditions(cell: str) -> tuple[str, ...]:
    """Names of conditions, without codes and the registry's own labels before them, and without MedDRA's lines."""
    kept = (_CONDITION_LEAD.sub("", part).strip(" .") for part in several(cell) if not _is_meddra(part))
    return tuple(dict.fromkeys(part for part in kept if part))


def _is_meddra(words: str) -> bool:
    return words.startswith(("MedDRA version", "System Organ Class", "Classification code", "Therapeutic area", "Level:"))


def age(cell: str, registry: str, *, upper: bool) -> Age | None:
    """A bound of age: "18 Years", "18Y", "20years-old", ">= 20age old", "< 80age old" (79 as the last), "19(Year)".

    A bare number counts where the registry's form asks for years; zero is no bound.
    """
    found = _AGE.fullmatch(stated(cell))
    if found is None:
        return None
    unit, number = (found["unit"] or "").casefold(), float(found["number"])
    if not unit and registry not in BARE_YEARS:
        return None
    named = "years" if unit in ("", "age") else UNITS[unit[0]]
    if found["sign"] in ("<", ">"):
        if named != "years" or not number.is_integer():
            return None
        number += -1 if found["sign"] == "<" else 1
    if not number or (found["sign"] or "")[:1] == (">" if upper else "<"):
        return None
    return Age(number, named)


def iso(cell: str) -> str:
    """ISO 8601 for a day in ICTRP's order (26/07/2017 is the 26th of July), in a registry's own, or in words.

    "Nov-15" may be a day or a year: it is none.
    """
    words = stated(cell)
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if found := pattern.fullmatch(words):
            try:
                return date(*(int(found[place]) for place in order)).isoformat()
            except ValueError:
                return ""
    return values.iso_date(words) if re.search(r"\d{4}", words) else ""


def phases(cell: str) -> tuple[str, ...]:
    """The phases in ClinicalTrials.gov's tokens: "Phase 2/ Phase 3", "2-3", "III (Phase III study)", EU CTR's four lines."""
    if found := _EU_PHASE.findall(text(cell)):
        return tuple(_ROMAN[roman.upper()] for roman, said in found if said.casefold() == "yes")
    words = re.sub(r"\s*\(.*?\)\s*$", "", stated(cell))
    if words == "0":  # ChiCTR's word for pilots of any kind
        return ()
    if roman := re.fullmatch(r"(?:Phase\s*)?(I{1,3}|IV)[ab]?", words, re.IGNORECASE):
        return (_ROMAN[roman[1].upper()],)
    if numbers := re.fullmatch(r"([1-4])(?:\s*[-/]\s*([1-4]))?", words):
        return tuple(f"PHASE{number}" for number in numbers.groups() if number)
    return values.phases(words if words.casefold().startswith(("phase", "early")) or not words else f"Phase {words}")


def status(cell: str) -> str:
    """The status in ClinicalTrials.gov's tokens, where the words mean one."""
    return STATUSES.get(stated(cell).casefold(), "")


def sex(cell: str) -> str:
    """ALL, FEMALE or MALE, also of EU CTR's "Female: yes / Male: no"."""
    words = stated(cell).casefold()
    if said := dict(re.findall(r"(female|male):\s*(yes|no)", words)):
        chosen = [who for who in ("female", "male") if said.get(who) == "yes"]
        return {("female", "male"): "ALL", ("female",): "FEMALE", ("male",): "MALE"}.get(tuple(chosen), "")
    if words.startswith("both") or words == "male and female":
        return "ALL"
    return values.sex(words.removesuffix("s"))


def target_size(cell: str) -> int | None:
    """How many are to take part: a number, or the sum over groups ("Group A:90;Group B:90;")."""
    words = stated(cell)
    if words.isdigit():
        return int(words)
    groups = [part.rpartition(":")[2].strip() for part in words.split(";") if part.strip()]
    return sum(map(int, groups)) if groups and all(part.isdigit() for part in groups) else None
