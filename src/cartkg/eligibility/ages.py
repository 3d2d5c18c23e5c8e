"""Age bounds of an item: the numbers that limit a person's age, of all participants or of a subgroup.

A bound is an age where the word "age" leads to it, or "years old", "of age" follows it. An age at the onset or the diagnosis of a
disease is no limit on participants; an age of a subgroup ("for patients under 6 years old") is their cohort.
"""

import re

from cartkg.eligibility import quantities, stance
from cartkg.eligibility.quantities import Bound
from cartkg.model import Age, AgeBound, Item, Span

UNITS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days", "h": "hours"}
LED = re.compile(
    r"\b(?:age[ds]?|aging|ageing|years? of age)\b(?:\s+(?:of|is|are|was|range[ds]?|ranging|group|limit|criteria|requirement|patients?|subjects?"
    r"|participants?|eligible|must|should|be|between|from|from the|for|at|the|time|screening|enrol+ment|inclusion|consent|signing|informed|study|entry"
    r"|children|adults?|individuals?|males?|females?|men|women|and|who|in|years?|baseline|day|their|visit|first|a|an|on|or))*"
    r"[\s:,;()\-–—=\[]*(?:\(?in years\)?)?[\s:,]*$",
    re.I,
)
FOLLOWED = re.compile(r"^[\s\-]*(?:\([^)]*\))?[\s\-,]*(?:olds?\b|of\s+age|in\s+age|age[ds]?\b|y/?o\b)|^[\s-]*(?:or|and)\s+(?:older|younger|elder)", re.I)
YEARS_ONLY = re.compile(r"^\s*(?:male|female|men|women|adults?|patients?|subjects?|participants?|children|both)?[\s,(]*$", re.I)
NOT_NOW = re.compile(
    r"\b(?:onset|first diagnosis|diagnosed|at diagnosis|time of (?:first |initial )?diagnosis|menopaus\w*|menarche|donors?|smok\w*|since age|caregiver|parents?|siblings?"
    r"|relatives?|partner|gestation\w*)\b",
    re.I,
)
PERSONS = r"(?:patients?|subjects?|participants?|children|adults?|individuals?|females?|males?|women|men|girls|boys|those|persons?|people|minors?|adolescents?|recipients?|pediatrics?|infants?)"
SUBGROUP = re.compile(
    rf"(?:\b(?:for|in|among)\s+(?:\w+\s+)?{PERSONS}\b|\bif\s*\(?\s*|\b(?:first|last)\s+\d+\b|\bcohort\b|\barm\b|\bgroup\s+\w\b|\bpart\s+\w\b|\bphase\b|\bwhen\b)",
    re.I,
)  # fmt: skip
LIMITING = re.compile(
    r"\b(?:must|should|have to|has to|need to|needs to|require[sd]?|karnofsky|lansky|ECOG|KPS|assent|guardians?|parents?|contracepti\w+|childbearing|pregnan\w+|weigh\w*|LVEF|SpO2)\b",
    re.I,
)


def is_age(text: str, bound: Bound) -> bool:
    """Whether a bound limits an age: its unit is a time or missing, and the words beside it speak of age."""
    if bound.unit not in UNITS and bound.unit != "":
        return False
    if bound.unit == "" and bound.quantity.value > 120:
        return False
    if LED.search(text[max(0, bound.start - 90) : bound.start]):
        return True
    after = FOLLOWED.match(text[bound.end : bound.end + 40])
    inside = re.search(r"\b(?:older|younger|elder|of age|age)\b", text[bound.start : bound.end], re.I)
    return bool(bound.unit in UNITS and (after or inside))


def read(item: Item) -> tuple[AgeBound, ...]:
    """The age bounds that an item states, in the order of its words; subgroups carry their words as cohort."""
    found = [b for b in quantities.read(item.text) if b.comparator not in ("", "?") and is_age(item.text, b)]
    return tuple(made for bound in found if (made := _made(item, bound)))


def _made(item: Item, bound: Bound) -> AgeBound | None:
    before, after = item.text[: bound.start], item.text[bound.end :]
    if _not_now(before, after):
        return None
    span = Span(item.span.start + bound.start, item.span.start + bound.end)
    reading = stance.at(item, span)
    age = Age(float(bound.quantity.value), UNITS.get(bound.unit, "years"))
    cohort = _subgroup(before, after) or item.cohort
    comparator = bound.comparator
    return AgeBound(reading.stance, comparator, age, span, f"age/{reading.rule}", cohort)


def _not_now(before: str, after: str) -> bool:
    """Whether the age is that of another time or person: at onset, at first diagnosis, of a donor."""
    near_before = re.split(r"[.;\n]", before)[-1][-40:]
    near_after = re.split(r"[.;,\n)]|\band\b", after)[0][:60]
    return bool(NOT_NOW.search(near_before) or NOT_NOW.search(near_after))


def _subgroup(before: str, after: str) -> str:
    """The words of the subgroup that alone an age belongs to, "" where it holds for all."""
    sentence = re.split(r"[.;\n]", before)[-1]
    match = None
    for match in SUBGROUP.finditer(sentence):
        pass
    if match and len(sentence) - match.end() < 60:
        return _words(sentence[match.start() :])
    opened = sentence.rfind("(") > sentence.rfind(")")
    rest = re.split(r"[.;\n]", after)[0]
    if opened and LIMITING.search(sentence):
        return _words(sentence[sentence.rfind("(") + 1 :])
    if LIMITING.search(rest) and re.search(rf"\b{PERSONS}\b", sentence + " " + rest[:30], re.I) and not re.match(r"\s*(?:old)?\s*[,.;]?\s*$", rest):
        return _words(sentence) or "subgroup"
    return ""


def _words(text: str) -> str:
    return re.sub(r"^(?:for|in|among|if)\s+", "", " ".join(text.strip(" (:,-").split()), flags=re.I)


