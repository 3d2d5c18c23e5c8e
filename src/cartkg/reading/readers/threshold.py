"""Threshold statements of an item: limits on labs, scores, vital signs, doses, grades.

`quantities` finds the numbers, `measures` the measures, `binding` which belong together, `subgroups` whom a limit is for,
`stances` what the trial does with a person within it, `signs` mends lost comparators and says what is in doubt. Ages are no
thresholds (`age` reads them), nor are windows of time, counts of other things, the range of a scale, or a condition under which
something else is asked for.
"""

from dataclasses import replace

from cartkg.model import Item, Named, Span, Threshold
from cartkg.reading import quantities
from cartkg.reading.lexicon import member
from cartkg.reading.quantities import Bound, plain
from cartkg.reading.readers import age, changes, durations, extremes, signs, stances, unlisted
from cartkg.reading.readers.binding import Bond, bonds, fits
from cartkg.reading.readers.measures import Measure, unit_for, value_for
from cartkg.reading.readers.parts import Part, Parts, Sort, parsed
from cartkg.reading.readers.subgroups import Subgroups
from cartkg.vocabulary import Terminology

# kinds in which a second figure in another unit repeats the first: "≤ 34 µmol/L (2.0 mg/dL)"
REPEATED = frozenset(
    (
        "concentration",
        "count",
        "activity",
        "clearance",
        "temperature",
        "mass",
        "length",
        "ratio",
        "copies",
        "volume",
        "pressure",
    )
)
DISCRETION = "the words leave it to the investigator's judgement"
REPEATING = frozenset(("(", "[", "or", "/", "i", ".", "e", "=", ",", ";", "that", "is", "equivalent", "to"))


def read(item: Item, terminology: Terminology) -> tuple[Threshold, ...]:
    """The threshold statements that an item makes, in the order of its words."""
    bounds = quantities.read(item.text)
    if not bounds:
        return ()
    parts = parsed(item.text, terminology)
    parts = tuple(p if p.sort is not Sort.LIMIT or _limits(parts, at) else _aside(p) for at, p in enumerate(parts))
    found = bonds(parts)
    if not found and item.parent:
        found = _led_in(item.parent, parts, terminology)
    found |= durations.bonds(item.text, parts, found, terminology)
    groups = Subgroups(item, parts, terminology)
    made: list[Threshold] = []
    for bond in found.values():
        if _is_condition(parts, bond) or _repeats(parts, found, bond):
            continue
        for threshold in _statements(item, parts, bond, groups):
            if threshold not in made:
                made.append(threshold)
    made += unlisted.read(item, parts, set(found), groups)
    return tuple(sorted(made, key=lambda t: t.span))


# --- what is no limit ------------------------------------------------------------------------------------------------


def _aside(part: Part) -> Part:
    return replace(part, sort=Sort.ASIDE)


def _limits(parts: Parts, at: int) -> bool:
    """Whether a number limits something at all: no age, no range of a scale, no part of a name or a sum."""
    return not (age.is_age(parts, at) or _describes_scale(parts, at) or _is_normal_range(parts, at))


def _describes_scale(parts: Parts, at: int) -> bool:
    after = [p.word for p in parts[at + 1 : at + 4]]
    both = parts[at].bound.both
    if both and (
        any(member("SCALED", p.word) for p in parts[max(0, at - 2) : at]) or any(member("SCALE", w) for w in after[:2])
    ):
        return True
    if parts[at].word in ("type", "types") and after and parts[at + 1].sort is Sort.WORD:
        return True  # "type 1 diabetes"
    return after[:1] == ["+"] or after[:2] == [")", "+"]  # "PT > ULN + 4 s", which UCUM cannot say


def _is_normal_range(parts: Parts, at: int) -> bool:
    """ "(normal range 3.9-6.1)", "(ULN of the laboratory: 150)": a remark."""
    words = [p.word for p in parts[max(0, at - 4) : at]]
    return "normal" in words and any(w in ("range", "value", "values", "limits") for w in words)


def _is_condition(parts: Parts, bond: Bond) -> bool:
    """Whether a limit only says when something else is asked for: "If creatinine is > 1.5 × ULN, the clearance must …"."""
    first = bond.first
    j = first - 1
    while j >= 0 and parts[j].sort is Sort.ASIDE and not member("CONDITIONAL", parts[j].word):
        j -= 1
    if j < 0 or not member("CONDITIONAL", parts[j].word):
        return False
    if parts[j].word in ("for", "in"):
        return any(member("GENERIC", p.word) and p.word != "the" for p in parts[j:first])
    opens = j == 0 or parts[j - 1].sort in (Sort.STOP, Sort.OPEN, Sort.JOINT) or parts[j - 1].word == "note"
    rest = parts[bond.last + 1 : bond.last + 21]
    ends = next((p for p in rest if p.word in (",", "then") or p.sort in (Sort.STOP, Sort.LIMIT)), None)
    return opens and ends is not None and ends.word in (",", "then")


def _repeats(parts: Parts, found: dict[int, Bond], bond: Bond) -> bool:
    """Whether a limit says the one before it again in another unit."""
    previous = next((j for j in range(bond.at - 1, max(-1, bond.at - 9), -1) if j in found), None)
    if previous is None or found[previous].names != bond.names:
        return False
    one, two = parts[previous].bound, parts[bond.at].bound
    between = {p.word for p in parts[previous + 1 : bond.at]}
    same = one.unit != two.unit and one.kind in REPEATED and two.kind in REPEATED
    return same and one.comparator[:1] == two.comparator[:1] and between <= REPEATING


# --- statements ------------------------------------------------------------------------------------------------------


def _led_in(lead: Item, parts: Parts, terminology: Terminology) -> dict[int, Bond]:
    """The first limit of an item that names no measure, with the measures that its lead-in ends with ("Hemoglobin:")."""
    at = next((j for j, p in enumerate(parts) if p.sort is Sort.LIMIT), None)
    if at is None or any(p.sort is Sort.WORD and not member("GROUPED", p.word) for p in parts[:at]):
        return {}
    bound = parts[at].bound
    theirs = parsed(lead.text, terminology)
    last = max((j for j, p in enumerate(theirs) if p.sort is Sort.LIMIT and not age.is_age(theirs, j)), default=-1)
    open_ = [p.measure for p in theirs[last + 1 :] if p.measure]
    group = [m for m in open_ if fits(bound)(m)]
    narrow = [m for m in group if not any(m.term.id in other.term.parents for other in group)]
    if not narrow or group[-1] is not open_[-1]:
        return {}
    distinct = {m.term.id: m for m in narrow}
    return {at: Bond(at, (), tuple(distinct.values()), "measure-in-lead-in")}


def _statements(item: Item, parts: Parts, bond: Bond, groups: Subgroups) -> list[Threshold]:
    made = []
    for place, measure in enumerate(bond.measures):
        name = bond.names[place] if bond.names else bond.at
        cohort = groups.of(bond, name)
        for bound in parts[bond.at].bounds:
            if threshold := _statement(item, parts, bond, bound, measure=measure, cohort=cohort):
                provided = "" if cohort else groups.condition(bond.last)
                made.append(replace(threshold, provided=provided, doubt=threshold.doubt or _left_open(parts, bond)))
    return made


def _statement(item: Item, parts: Parts, bond: Bond, bound: Bound, *, measure: Measure, cohort: str) -> Threshold | None:
    change = changes.of(parts, bond, bound)
    unit = bound.unit if change and bound.unit else unit_for(measure, bound)
    if (
        unit is None
        or _beyond_scale(measure, bound)
        or (bound.comparator == "" and bond.rule not in ("measure-after", "measure-again") and not extremes.of(parts, bond.at))
    ):
        return None
    comparator = bound.comparator or extremes.of(parts, bond.at) or _shared(parts, bond)
    bearing = stances.of(item, parts, bond.last, bond.first, measure=None if change else measure, comparator=comparator)
    sign = signs.mended(parts, bond, bound, measure, bearing=bearing, comparator=comparator)
    span = Span(item.span.start + bound.start, item.span.start + bound.end)
    rule = f"{bond.rule}/{bearing.rule}"
    unit = _with_rate(item.text, parts, bond, unit)
    label = Named(f"{measure.term.label} {change}", "", measure.surface) if change else _name(measure)
    return Threshold(
        sign.stance,
        label,
        sign.comparator,
        plain(value_for(bound, unit)),
        unit,
        span,
        rule,
        cohort,
        sign.repaired,
        doubt=sign.doubt,
    )


def _left_open(parts: Parts, bond: Bond) -> str:
    """Why a limit decides nothing: it is left to the investigator, case by case."""
    behind = parts[bond.last + 1 : bond.last + 14]
    end = next((j for j, p in enumerate(behind) if p.sort in (Sort.STOP, Sort.LIMIT)), len(behind))
    words = [p.word for p in behind[:end]]
    return DISCRETION if any(member("DISCRETION", w) for w in words) or words.count("case") > 1 else ""


def _name(measure: Measure) -> Named:
    return Named(measure.term.label, measure.term.id, measure.surface)


def _shared(parts: Parts, bond: Bond) -> str:
    """The comparator of the limit before, for a number that stands in its list: "at least 1 A or 2 B"."""
    return next((b for p in reversed(parts[: bond.at]) if p.bounds and (b := p.bound.comparator)), "=")


def _with_rate(text: str, parts: Parts, bond: Bond, unit: str) -> str:
    """ "20 mg prednisone per day": what the dose is given in stands behind the drug."""
    if unit not in ("mg", "g", "ug"):
        return unit
    led = parts[max(0, bond.at - 4) : bond.at]
    collected = parts[max(0, bond.first - 3) : bond.first]
    if any(p.word == "daily" for p in led) or any(p.bounds and p.bound.unit in ("h", "d") for p in collected):
        return unit + "/d"  # "a daily dose of 10 mg", "24-h proteinuria > 1 g"
    if bond.rule != "measure-after":
        return unit
    return unit + quantities.rate_in(text[parts[max(bond.names)].end :][:30])


def _beyond_scale(measure: Measure, bound: Bound) -> bool:
    """The upper end of a list of levels that is the scale's own end says nothing: NYHA "III or IV" is ≥ 3."""
    return bool(bound.both and bound.quantity.grade and bound.comparator == "<=" and measure.top == plain(bound.quantity.value))
