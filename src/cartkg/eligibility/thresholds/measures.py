"""Measures named in a text, and which quantities can be limits on them.

What a measure can be measured in stands in its line of `data/vocabulary/measures.tsv`: `kinds` (see `quantities.units`),
`unit` (the UCUM code that a bare number has), `wanted` (which way a person should lie: high, low, active), `top` (the end
of its scale).
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from cartkg.eligibility.quantities import Bound
from cartkg.model import Term
from cartkg.vocabulary import Terminology

# scales whose levels are written as bare Roman numerals ("NYHA III-IV")
CLASSES = {"NYHA class", "MGFA class", "WHO functional class", "CCS angina class", "GVHD grade", "acute GVHD grade"}

# what a bare number must look like to have the unit that everyone leaves out
UNDERSTOOD: dict[str, tuple[str, Decimal, Decimal]] = {
    "percent": ("%", Decimal(10), Decimal(100)),
    "count": ("/uL", Decimal(100), Decimal(10) ** 7),
    "interval": ("ms", Decimal(300), Decimal(700)),
    "pressure": ("mm[Hg]", Decimal(20), Decimal(250)),
    "temperature": ("Cel", Decimal(35), Decimal(43)),
    "bmi": ("kg/m2", Decimal(10), Decimal(70)),
    "frequency": ("/min", Decimal(10), Decimal(250)),
    "clearance": ("mL/min/{1.73_m2}", Decimal(10), Decimal(150)),
}


ANY_GRADE = re.compile(r"\s*\)?\s*(?:\([^()]*\)\s*)?,?\s*(?:of\s+)?(?:any|all)\s+(?:grades?|stages?|severity)", re.I)
LETTER = re.compile(r"(?<![\w-])[\"“'‘]?(?P<letter>[AB])[\"”'’]?(?![\w-])(?!\s*(?:cells?|lymphocytes?|virus))")

SOCIETY_BEFORE = re.compile(r"\b(?:EULAR|SLICC|ARA)\s*[-/]\s*$", re.I)
SOCIETY_AFTER = re.compile(r"\s*[-/]\s*(?:EULAR|SLICC)\b|\s*(?:\d{4}\s*)?(?:[a-z]+\s+){0,2}criteria\b", re.I)
OTHER_VAS = re.compile(r"\b(?:global|activity|fatigue|itch|itching|pruritus|sleep|anxiety|health|dryness)\s+$", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """A measure named in a text, with its offsets there."""

    term: Term
    start: int
    end: int
    surface: str

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.term.extra.get("kinds", "").split("|"))

    @property
    def wanted(self) -> str:
        """Which way the trial wants a person to lie: "high", "low", "active" (disease) or ""."""
        return self.term.extra.get("wanted", "")

    @property
    def top(self) -> str:
        return self.term.extra.get("top", "")


def mentions(text: str, terminology: Terminology) -> list[Mention]:
    """The measures that a text names, from left to right; a name and its abbreviation in brackets are one mention."""
    found = [
        Mention(m.term, m.span.start, m.span.end, m.surface)
        for m in terminology.find(text, ("measure",))
        if not _means_another(text, m.surface, m.span.start, m.span.end)
    ]
    return _with_letters(text, _merged(text, found), terminology)


def _means_another(text: str, surface: str, start: int, end: int) -> bool:
    """ "EULAR/ACR criteria" names a society and no urine ratio; a "patient global VAS" is no score of pain."""
    if surface == "ACR":
        return bool(SOCIETY_BEFORE.search(text, max(0, start - 20), start) or SOCIETY_AFTER.match(text, end))
    return surface.upper() == "VAS" and OTHER_VAS.search(text, max(0, start - 20), start) is not None


def _merged(text: str, found: list[Mention]) -> list[Mention]:
    """ "acute graft-versus-host disease (GVHD)": what stands alone in brackets behind a name is the name again."""
    kept: list[Mention] = []
    for mention in found:
        if ANY_GRADE.match(text[mention.end :]):
            continue
        if (
            kept
            and re.fullmatch(r"\s*[(\[]\s*", text[kept[-1].end : mention.start])
            and re.match(r"\s*[)\],;]", text[mention.end :])
        ):
            closed = re.match(r"\s*[)\]]", text[mention.end :])
            kept[-1] = replace(kept[-1], end=mention.end + (closed.end() if closed else 0))
        else:
            kept.append(mention)
    return kept


def _with_letters(text: str, found: list[Mention], terminology: Terminology) -> list[Mention]:
    """BILAG's domain scores are letters: with BILAG named, a lone A or B behind a number is one ("at least 1 A or 2 B")."""
    bilag = [m for m in found if m.term.label.startswith("BILAG")]
    if not bilag:
        return found
    terms = {t.label[-len("A scores")]: t for t in terminology.of_kind(("measure",)) if t.label.startswith("BILAG-2004 ")}
    letters = [
        Mention(terms[m["letter"]], m.start("letter"), m.end("letter"), m["letter"])
        for m in LETTER.finditer(text, bilag[0].start)
        if m["letter"] in terms and not any(b.start <= m.start("letter") < b.end for b in bilag)
    ]
    if not letters:
        return found
    general = [m for m in found if m.term.label != "BILAG-2004"]
    return sorted((*general, *letters), key=lambda m: m.start)


def is_dose(measure: Mention) -> bool:
    """Whether a measure is the dose of a drug: each drug has a dose of its own."""
    return measure.term.label.endswith(" dose")


def unit_for(measure: Mention, bound: Bound) -> str | None:
    """The UCUM code of a bound as a limit on a measure; None where it cannot be one."""
    kinds, unit = measure.kinds, measure.term.extra.get("unit", "")
    if bound.kind == "grade":
        classed = bound.quantity.grade != "numeral" or measure.term.label in CLASSES
        return "{grade}" if "grade" in kinds and classed else None
    if bound.kind != "plain":
        return _stated_unit(bound, kinds, unit)
    if "plain" in kinds and (unit.startswith("{") or not unit):
        return _scale_unit(unit)
    for kind, (understood, low, high) in UNDERSTOOD.items():
        if kind in kinds and low <= bound.quantity.value <= high:
            return understood
    return "" if "plain" in kinds else None


def _stated_unit(bound: Bound, kinds: frozenset[str], unit: str) -> str | None:
    if bound.unit == "uL" and "count" in kinds:
        return "/uL"  # "1500 mm3" for 1500/mm3
    if bound.kind not in kinds:
        return None
    # the percent sign of a performance scale is no unit: its points run to a hundred
    return unit if bound.kind in ("percent", "score", "count") and unit in ("{score}", "{count}") else bound.unit


def _scale_unit(unit: str) -> str:
    return unit or "{count}"
