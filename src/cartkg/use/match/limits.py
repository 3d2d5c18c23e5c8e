"""Measured values against limits: units, multiples of normal, age bands, alternatives, exceptions."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from cartkg.model import AgeBound, Stance, Threshold
from cartkg.use.match.candidate import Measurement
from cartkg.use.match.days import completed_years
from cartkg.use.match.facts import CONDITIONS, MEASURE, Facts
from cartkg.use.match.item import Item
from cartkg.use.match.therapies import Found, compare
from cartkg.use.match.truth import Truth, all_of, any_of, negate

# Factor of each unit to a common one of its kind. Molar ones differ by measure: creatinine 113.12 g/mol, bilirubin 584.66.
CELLS = {
    "/L": 1,
    "10*9/L": 10**9,
    "10*6/L": 10**6,
    "10*12/L": 10**12,
    "/uL": 10**6,
    "/mm3": 10**6,
    "10*3/uL": 10**9,
    "{cells}/uL": 10**6,
}
PLAIN: dict[str, Fraction | int] = {
    "g/L": 1,
    "g/dL": 10,
    "mg/dL": Fraction(1, 100),
    "mg/L": Fraction(1, 1000),
    "ug/L": Fraction(1, 10**6),
    "ng/mL": Fraction(1, 10**6),
    "mm[Hg]": 1,
    "kPa": Fraction(750062, 100000),
    "ms": 1,
    "s": 1000,
    "kg": 1,
    "g": Fraction(1, 1000),
    "d": 1,
    "wk": 7,
    "mL/min/{1.73_m2}": 1,
    "mL/min": 1,
    "%": 1,
    "L/min": 1000,
    "g/d": 1,
    "mg/d": Fraction(1, 1000),
    "mg/g": 1,
}
KIND = {
    "g/L": "mass",
    "g/dL": "mass",
    "mg/dL": "mass",
    "mg/L": "mass",
    "ug/L": "mass",
    "ng/mL": "mass",
    "mm[Hg]": "pressure",
    "kPa": "pressure",
    "ms": "interval",
    "s": "interval",
    "kg": "weight",
    "g": "weight",
    "d": "time",
    "wk": "time",
    "mL/min": "flow",
    "L/min": "flow",
    "mL/min/{1.73_m2}": "clearance",
    "%": "%",
    "g/d": "excretion",
    "mg/d": "excretion",
    "mg/g": "ratio",
}
MOLAR = {
    "creatinine": Fraction(884, 10),
    "total bilirubin": Fraction(171, 10),
    "direct bilirubin": Fraction(171, 10),
}  # umol/L of a mg/dL
UNITLESS = frozenset({"{score}", "{count}", "{grade}", "{titer}", "{ratio}", "{INR}", "%", "", "1"})
MONTH_WEEKS = Fraction(4348, 1000)
ON_OXYGEN = re.compile(r"\b(on|with|under)\b.*oxygen|supplement", re.IGNORECASE)
ROOM_AIR = re.compile(r"room air|indoor|(without|no|with no)\b[^.;,]{0,12}oxygen|no oxygen", re.IGNORECASE)
EXCEPT = re.compile(r"\b(except|unless|waive\w*|can be eligible even if|exception)\b", re.IGNORECASE)
BAND = re.compile(
    r"(?P<low>(?:≥|>=|=>)\s*|\bat least\s+|(?:>|\bover|\bolder than|\babove)\s*)?"
    r"(?P<up>(?:≤|<=|=<)\s*|(?:<|\bunder|\bless than|\byounger than|\bbelow)\s*)?"
    r"(?P<years>\d+)\s*(?:years?|yrs?)",
    re.IGNORECASE,
)
SCALES = ("Lansky", "Karnofsky", "ECOG")


def converted(value: float, unit: str, wanted: str, measure: str) -> float | None:
    """A value in another unit; None where the one cannot be computed from the other."""
    if unit == wanted or (unit in UNITLESS and wanted in UNITLESS):
        return value
    factor = _factor(unit, wanted, measure)
    if factor is not None:
        return round(float(Fraction(str(value)) * factor), 6)
    if {unit, wanted} == {"Cel", "[degF]"}:
        return round((value - 32) * 5 / 9, 6) if wanted == "Cel" else round(value * 9 / 5 + 32, 6)
    return None


def _factor(unit: str, wanted: str, measure: str) -> Fraction | None:
    if unit in CELLS and wanted in CELLS:
        return Fraction(CELLS[unit], CELLS[wanted])
    if unit in KIND and KIND[unit] == KIND.get(wanted):
        return Fraction(PLAIN[unit]) / Fraction(PLAIN[wanted])
    months = {"mo": MONTH_WEEKS * 7, "wk": Fraction(7), "d": Fraction(1), "a": Fraction(36525, 100)}
    if unit in months and wanted in months:
        return months[unit] / months[wanted]
    if measure in MOLAR and {unit, wanted} <= {"umol/L", "mg/dL", "mmol/L"}:
        scale = {"umol/L": Fraction(1), "mmol/L": Fraction(1000), "mg/dL": MOLAR[measure]}
        return scale[unit] / scale[wanted]
    return None


def told(limit: Threshold, facts: Facts) -> tuple[Measurement | None, str]:
    """The latest measurement of what the limit is on, and the measure's label."""
    meaning = facts.vocabulary.named(limit.measure, MEASURE)
    found = next(facts.measured(meaning), None) if meaning.own else None
    wanted = _named(limit.measure.label)
    found = found or next((one for one, _ in facts.measurements if _named(one.name) == wanted), None)
    if found is None and limit.measure.label == "number of relapses":
        relapses = next((c.facts["relapses"] for c, _ in facts.conditions if isinstance(c.facts.get("relapses"), int)), None)
        found = Measurement("relapses", float(str(relapses)), "{count}") if relapses is not None else None
    return found, limit.measure.label


def _named(name: str) -> str:
    """A score's name without its counting word: the count of BILAG A scores is told and demanded under either."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\b(counts?|scores?|systems?|organ)\b", "", name.lower()))


def holds(limit: Threshold, item: Item, facts: Facts) -> Found:
    """Whether the person's value is on the side of the limit that the comparator says."""
    found, label = told(limit, facts)
    if found is None:
        condition = grade_of(limit, facts)
        return condition or Found(None, f"not told: {label}")
    if limit.unit == "{ULN}":
        value = round(found.value / found.uln, 9) if found.uln else None
    else:
        value = converted(found.value, found.unit, limit.unit, label)
    if value is None:
        what = "its upper limit of normal" if limit.unit == "{ULN}" else f"{label} in {limit.unit}"
        return Found(None, f"{found}; not told: {what}")
    truth: Truth = compare(value, limit.comparator, float(limit.value))
    on_oxygen = bool(found.condition and ON_OXYGEN.search(found.condition))
    good = truth if limit.stance is Stance.REQUIRES else not truth
    if on_oxygen and ROOM_AIR.search(item.text) and good:
        truth = None
    return Found(truth, str(found))


def grade_of(limit: Threshold, facts: Facts) -> Found | None:
    """A grade that is told with a condition (NYHA class, GVHD grade); false where the condition is known to be absent."""
    label = limit.measure.label
    if limit.unit != "{grade}" or not re.search(r"grade|class|toxicity", label):
        return None
    if label in ("toxicity grade", "CTCAE grade"):
        recovered = facts.state("recovered from toxicity of earlier treatment")
        return (
            Found(compare(0, limit.comparator, float(limit.value)), "state: recovered from toxicity of earlier treatment")
            if recovered
            else None
        )
    what = re.sub(r"\s*(grade|class)\b", "", label)
    if what == "NYHA":
        grades = [c.facts["nyha"] for c, _ in facts.conditions if isinstance(c.facts.get("nyha"), int)]
        absent = "conditions" in facts.of.closed
    else:
        key = {"CRS": "crs_grade", "CNS toxicity": "neurotoxicity_grade", "neurotoxicity": "neurotoxicity_grade"}.get(what, "")
        grades = [e.facts[key] for e, _ in facts.events if key and isinstance(e.facts.get(key), int)]
        meaning = facts.vocabulary.meaning(what.replace("GVHD", "graft-versus-host disease"), CONDITIONS)
        grades += [
            c.facts["grade"]
            for c, m in facts.conditions
            if isinstance(c.facts.get("grade"), int) and facts.vocabulary.kinds(m, meaning) and c.status != "resolved"
        ]
        absent = bool(facts.is_absent(meaning)) or (
            "conditions" in facts.of.closed
            and not any(facts.vocabulary.kinds(m, meaning) is not False and c.status != "resolved" for c, m in facts.conditions)
        )
        said = facts.phrase(f"{label} {limit.value}")
        if said and not grades:
            return Found(said[0], said[1])
    if grades:
        return Found(
            any_of(compare(float(str(one)), limit.comparator, float(limit.value)) for one in grades), f"{label} {grades[0]}"
        )
    return Found(compare(0, limit.comparator, float(limit.value)), "absent: other conditions") if absent else None


# --- ages ---------------------------------------------------------------------------------------------------------------


def age(facts: Facts) -> float | None:
    """Completed years of age on the reference day."""
    if facts.of.birth:
        return completed_years(facts.of.birth, facts.of.reference)
    return float(int(facts.of.age_years)) if facts.of.age_years is not None else None


def age_holds(bound: AgeBound, facts: Facts) -> Truth:
    """Whether the age on the reference day is on the side of the bound: completed years, or months, weeks, days."""
    if bound.age.unit == "years" or facts.of.birth is None:
        years = age(facts)
        if years is None:
            return None
        limit = bound.age.value if bound.age.unit == "years" else bound.age.years
        return compare(years, bound.comparator, limit)
    passed = (facts.of.reference - facts.of.birth).days
    if bound.age.unit == "months":
        months = (facts.of.reference.year - facts.of.birth.year) * 12 + facts.of.reference.month - facts.of.birth.month
        return compare(months - (facts.of.reference.day < facts.of.birth.day), bound.comparator, bound.age.value)
    return compare(passed / {"weeks": 7, "days": 1, "hours": 1 / 24}[bound.age.unit], bound.comparator, bound.age.value)


def band(words: str, facts: Facts) -> Truth:
    """Whether the person is of the age that words name ("patients under 6 years"); true where they name none."""
    years = age(facts)
    answers: list[Truth] = []
    for found in BAND.finditer(words):
        sign = (found["up"] or found["low"] or "").strip().lower()
        if not sign:
            continue
        limit, strict = (
            int(found["years"]),
            sign in ("<", "under", "less than", "younger than", "below", ">", "over", "older than", "above"),
        )
        if years is None:
            answers.append(None)
        elif found["up"]:
            answers.append(years < limit if strict else years <= limit)
        else:
            over = strict and sign == ">"
            answers.append(years > limit if over else years >= limit)
    return all_of(answers)


# --- several limits of an item ----------------------------------------------------------------------------------------


def groups(limits: Iterable[Threshold], item: Item) -> Iterator[list[Threshold]]:
    """Limits in the order of the words, those joined by "or" together: one of them is enough to enter."""
    ordered = sorted(limits, key=item.span)
    group: list[Threshold] = []
    for limit in ordered:
        joined = group and item.span(limit)[1] and re.search(r"\bor\b", item.between(group[-1], limit), re.IGNORECASE)
        parted = joined and re.search(r"[;.]\s", item.between(group[-1], limit))
        if group and not (joined and not parted):
            yield group
            group = []
        group.append(limit)
    if group:
        yield group


def demanded(limits: list[Threshold], item: Item, facts: Facts) -> Iterator[tuple[Threshold, Found]]:
    """Each demanded limit with what it comes to: bands of age, scales by age, higher limits for some."""
    by_measure: dict[tuple[str, str], list[Threshold]] = {}
    for limit in limits:
        by_measure.setdefault((limit.measure.label, limit.comparator[0]), []).append(limit)
    for several in by_measure.values():
        yield several[0], _several(several, item, facts) if len(several) > 1 else _single(several[0], item, facts)


def _single(limit: Threshold, item: Item, facts: Facts) -> Found:
    scale = next((one for one in SCALES if one == limit.measure.label), "")
    applies = band(scale_words(scale, item.text) if scale else _own_words(limit, item), facts) if item.text else True
    applies = all_of((applies, band(limit.provided, facts)))
    if applies is False:
        return Found(True, f"not for this age: {limit.measure.label}")
    found = holds(limit, item, facts)
    if found.truth is False and (
        excepted(limit, item, facts) is not False or (limit.provided and not BAND.search(limit.provided))
    ):
        return Found(None, found.fact)
    return Found(any_of((found.truth, negate(applies))), found.fact)


def _own_words(limit: Threshold, item: Item) -> str:
    """The sentence of a limit without the brackets that it does not stand in."""
    start, end = _around(limit, item)
    if item.text[start : start + 1] == "(":
        return item.text[start:end]
    return re.sub(r"\([^()]*\)", " ", item.sentence(limit))


def scale_words(scale: str, text: str) -> str:
    """The words that belong to one performance scale: from its name to the next scale's."""
    names = re.compile(r"Lansky|Karnofsky|KPS|ECOG|Eastern Cooperative", re.IGNORECASE)
    found = [
        m
        for m in names.finditer(text)
        if (scale.lower() in ("ecog",) and m[0].lower() in ("ecog", "eastern cooperative"))
        or m[0].lower()[:5] == scale.lower()[:5]
        or (scale == "Karnofsky" and m[0] == "KPS")
    ]
    if not found:
        return ""
    start = found[-1].end()
    following = next((m.start() for m in names.finditer(text) if m.start() > start), len(text))
    return text[start:following]


def _several(limits: list[Threshold], item: Item, facts: Facts) -> Found:
    """Several limits of one measure: the first holds for all, the others for those of whom their words speak."""
    each = [holds(limit, item, facts) for limit in limits]
    if all(one.truth for one in each) or all(one.truth is False for one in each) or any(one.truth is None for one in each):
        strict = all_of(one.truth for one in each)
        return Found(strict if strict is not False or all(one.truth is False for one in each) else None, each[0].fact)
    applies = [_applies(limit, item, facts) for limit in limits]
    first = each[0].truth if not any(applies[1:]) else True
    others = [any_of((found.truth, negate(applied))) for found, applied in zip(each[1:], applies[1:], strict=True)]
    if any(applied is None for applied in applies[1:]):
        return Found(None, each[0].fact)
    return Found(all_of([first, *others]), each[0].fact)


def further(limit: Threshold, item: Item) -> list[tuple[int, int]]:
    """The words of a second limit on the same measure, which holds for some only."""
    first = min((one for one in item.criterion.thresholds if one.measure == limit.measure), key=item.span)
    if first is limit or first.comparator[0] != limit.comparator[0] or not item.span(limit)[1]:
        return []
    return [_around(limit, item)]


def _around(limit: Threshold, item: Item) -> tuple[int, int]:
    """The bracket or the sentence that a limit stands in."""
    start, end = item.span(limit)
    opening = max(item.text.rfind("(", 0, start), *(found.end() for found in re.finditer(r"[;.]\s", item.text[:start])), 0)
    ends = [item.text.find(")", end), item.text.find(";", end)]
    closing = min((place for place in ends if place > 0), default=len(item.text))
    return opening, closing


def _applies(limit: Threshold, item: Item, facts: Facts) -> Truth:
    """Whether the words around a further limit speak of this person: an age, or a condition that is told."""
    opening, closing = _around(limit, item)
    words = item.text[opening:closing]
    if BAND.search(words) and band(words, facts) is not None and re.search(r"years|yrs", words):
        return band(words, facts)
    named = facts.vocabulary.terminology.find(words, CONDITIONS)
    for mention in named:
        meaning = facts.vocabulary.meaning(mention.term.label, CONDITIONS)
        told_kinds = [facts.vocabulary.kinds(m, meaning) for _, m in facts.conditions]
        if True in told_kinds:
            return True
        if "conditions" in facts.of.closed or facts.is_absent(meaning):
            return None if None in told_kinds else False
    return None


def excepted(limit: Threshold, item: Item, facts: Facts) -> Truth:
    """Whether an exception in the item's words lifts the limit: open unless every cause it names is known to be absent."""
    near = item.text if len(item.criterion.thresholds) == 1 else item.sentence(limit)
    found = EXCEPT.search(item.text) if EXCEPT.search(near) or len(item.criterion.thresholds) <= 2 else None
    if not found:
        return False
    words = item.text[found.end() :]
    causes = [
        facts.vocabulary.meaning(one.term.label, CONDITIONS) for one in facts.vocabulary.terminology.find(words, CONDITIONS)
    ]
    known = [facts.vocabulary.kinds(told_of, cause) for cause in causes for _, told_of in facts.conditions]
    closed = "conditions" in facts.of.closed
    return False if causes and closed and not any(one is not False for one in known) else None
