"""Age bounds of an item: the numbers that limit a person's age, of all participants or of a subgroup.

A bound is an age where the word "age" leads to it, or "years old", "of age" follows it. An age at the onset or the
diagnosis of a disease is no limit on participants; an age of a subgroup ("for patients under 6 years old") is their cohort.
"""

import re

from cartkg.eligibility import limits, quantities
from cartkg.eligibility.gates import gated
from cartkg.eligibility.quantities import Bound
from cartkg.model import Age, AgeBound, Item, Span, Stance

UNITS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days", "h": "hours"}
PERSONS = (
    r"(?:patients?|subjects?|participants?|children|adults?|individuals?|females?|males?|women|men|girls|boys|those|persons?"
    r"|people|minors?|adolescents?|recipients?|infants?)"
)
LED = gated(
    rf"\b(?:age[ds]?|aging|ageing|years? of age)\b(?:\s+(?:of|is|are|was|range[ds]?|ranging|group|limit|criteria"
    rf"|requirement|{PERSONS}"
    r"|eligible|must|should|be|between|from|for|at|the|time|screening|enrol+ment|inclusion|consent|signing|informed"
    r"|study|entry"
    r"|and|who|in|years?|baseline|day|their|visit|first|a|an|on|or))*[\s:,;(\-–—=\[]*(?:\(?(?:in )?years\)?)?[\s:,]*$",
    re.I,
)
NOW = (
    r"at (?:the )?time of (?:the )?(?:study |their |signing |informed |assent|first )*"
    r"(?:inclusion|enrol|consent|screening|signing|entry|infusion|informed|registration|dosing|visit)"
)
FOLLOWED = re.compile(
    rf"^[\s\-]*(?:\([^)]*\))?[\s\-,]*(?:olds?\b|of\s+age|in\s+age|age[ds]?\b|y/?o\b|{NOW}|at screening\b|at enrol)"
    r"|^[\s-]*(?:or|and)\s+(?:older|younger|elder)",
    re.I,
)
AGE_WORD = re.compile(r"\b(?:olds?|older|younger|elder|of age|ages?|aged)\b", re.I)
TURNED = re.compile(r"[<>≤≥]\s*$")  # "18 ≤ age"
YOUNG = gated(r"\b(?:children|minors?|adults?|elderly|adolescents?|pa?ediatric(?: patients?)?|infants?)\s*\(?\s*$", re.I)
# the age at another time, of another person, or one that only explains who can bear children
NOT_NOW = re.compile(
    r"\b(?:at|of|when|upon|their|from|since|before|after)\s+(?:(?:the|first|initial|original|time|of|disease|symptom"
    r"|age|at)\s+)*"
    r"(?:diagnos\w+|onset|relapse)|\b(?:onset|diagnosed|post-?menopaus\w*|menopaus\w*|menarche|menstru\w*|amenorrh\w+"
    r"|child-?bearing|fertile"
    r"|FSH|smok\w*|caregiver|siblings?|relatives?|partner|gestation\w*|began|begun|started|symptoms?|legal age"
    r"|family history|first-degree|mother|father)\b",
    re.I,
)
ABLE_TO_BEAR = re.compile(r"\bof (?:non-?\s?)?child-?bearing potential\W+aged?\b", re.I)
DONOR = re.compile(r"\bdonors?\b", re.I)
SUBGROUP = re.compile(
    rf"\b(?:for|in|among)\s+(?:\w+\s+)?{PERSONS}\b|\bfor\s+ages?\b|\b(?:if|when)\b|\b(?:first|last)\s+\w+\s+\w*\s*{PERSONS}"
    r"|\bcohorts?\b|\barm\b|\bgroups?\s+\w\b|\bparts?\s+\w\b|\bphase\s+\w",
    re.I,
)
OBLIGED = re.compile(
    r"^\W*(?:olds?\b|of age\b)?\W*(?:(?:who|at|on|in|and)\b[^.;,]{0,40})?"
    r"\b(?:must|should|need to|needs to|have to|has to|are required|is required)\b",
    re.I,
)
FOR_WHOM = re.compile(
    rf"^\W*(?:olds?\b|of age\b)?\W*(?P<who>(?:for|in)\s+(?:the\s+)?(?:{PERSONS}|cohort|arm|group|part|phase)\b[^.;,()]*"
    r"|\((?:cohort|arm|group|part|phase)[^()]*\))",
    re.I,
)
SCORED = gated(
    r"\b(?:karnofsky|lansky|ECOG|KPS|LPS|performance|play|score|pressure|LVEF|SpO2|fraction|clearance|hemoglobin|SBP"
    r"|heart rate|BMI)\b",
    re.I,
)
AGE_LEAD = re.compile(r"\W*(?:the )?(?:patient'?s? |subject'?s? |participant'?s? )?ages?(?: (?:range|group|limit)s?)?\W*", re.I)
CHAINED = re.compile(r"[^\w]*[\d.]+\s*(?:days?|weeks?|months?|years?)\s*(?:and|to|-)\W*", re.I)
ENDS = (21, 50)  # a lone age up to here is a lower bound, from there an upper one
SENTENCE = re.compile(r"[.;；。\n](?!\d)")
AFTERWARDS = re.compile(r"[,\n]|\band\b|\bor\b")


def is_age(text: str, bound: Bound) -> bool:
    """Whether a bound limits an age: its unit is a time or missing, and the words beside it speak of age."""
    if bound.quantity.grade or (bound.unit and bound.unit not in UNITS) or (not bound.unit and bound.quantity.value > 120):
        return False
    before = text[max(0, bound.start - 90) : bound.start]
    if LED.search(before) or (YOUNG.search(before) and bound.comparator):
        return True
    after = FOLLOWED.match(text[bound.end : bound.end + 60])
    if after and TURNED.search(text[bound.start : bound.end]):
        return True
    return bool(bound.unit and (after or AGE_WORD.search(text, bound.start, bound.end)))


def read(item: Item) -> tuple[AgeBound, ...]:
    """The age bounds that an item states, in the order of its words; subgroups carry their words as cohort."""
    found = [b for b in quantities.read(item.text) if b.comparator and (is_age(item.text, b) or _is_led_in(item, b))]
    return tuple(made for bound in found if (made := _made(item, bound)))


def _is_led_in(item: Item, bound: Bound) -> bool:
    """Whether an item opens with a bound in a unit of age, under the bare word "Age:"."""
    lead = item.parent.text if item.parent else ""
    opens = not re.search(r"\w", item.text[: bound.start]) or bool(CHAINED.fullmatch(item.text[: bound.start]))
    return bound.unit in UNITS and opens and AGE_LEAD.fullmatch(lead) is not None


def _made(item: Item, bound: Bound) -> AgeBound | None:
    before, after = _sentence(item.text, bound)
    if NOT_NOW.search(ABLE_TO_BEAR.sub("", before)[-60:]) or NOT_NOW.search(AFTERWARDS.split(after)[0][:60]):
        return None
    span = Span(item.span.start + bound.start, item.span.start + bound.end)
    reading = limits.reading_of(item, span)
    age = Age(float(bound.quantity.value), UNITS.get(bound.unit, "years"))
    cohort = _subgroup(before, item.text[bound.start : bound.end], after) or item.cohort
    comparator = _mended(bound, age, reading.stance)
    rule = "age" if comparator == bound.comparator else "age-mended"
    return AgeBound(reading.stance, comparator, age, span, f"{rule}/{reading.rule}", cohort) if comparator else None


def _mended(bound: Bound, age: Age, stance: Stance) -> str:
    """The comparator; one that the source lost ("age = 18 years") by the end of life it lies at, "" where unclear."""
    if bound.comparator not in ("=", "?"):
        return bound.comparator
    if ENDS[0] < age.years < ENDS[1]:
        return ""
    young = age.years <= ENDS[0]
    return (">=" if young else "<=") if stance is not Stance.EXCLUDES else ("<=" if young else ">=")


def _sentence(text: str, bound: Bound) -> tuple[str, str]:
    """The words before and after a bound in its sentence."""
    return SENTENCE.split(text[: bound.start])[-1], SENTENCE.split(text[bound.end :])[0]


def _subgroup(before: str, own: str, after: str) -> str:
    """The words of the subgroup that alone an age belongs to, "" where it holds for all."""
    if DONOR.search(before) or DONOR.search(after[:30]):
        return "donor"
    if whom := FOR_WHOM.match(after):
        return _words(whom["who"])
    banded = own + "".join(re.findall(r"^\s*(?:old|of age)\b", after))
    led = list(SUBGROUP.finditer(before))
    if led and len(before) - led[-1].end() < 60:
        return _words(before[led[-1].start() :] + banded)
    if before.rfind("(") > before.rfind(")") and SCORED.search(before):
        return _words(before[before.rfind("(") + 1 :] + banded)
    if re.search(rf"\b{PERSONS}\b[^,]*$", before, re.I) and OBLIGED.search(after):
        return _words(before + banded)
    return _words(banded) if SCORED.search(before) and not LED.search(before) else ""


def _words(text: str) -> str:
    text = " ".join(text.replace("\\", "").strip(" (:,-)").split())
    return re.sub(r"^(?:for|in|among|if|when)\s+", "", text, flags=re.I)
