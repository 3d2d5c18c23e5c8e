"""Threshold statements of an item: limits on labs, scores, vital signs, doses, grades.

`quantities` finds the bounds, `measures` the measures, `binding` which belong together, `contexts` what makes a number no
limit, `subgroups` whom a limit is for, `signs` mends lost comparators. Ages are no thresholds (`ages` reads them), nor are
windows of time (`time`).
"""

from cartkg.eligibility import ages, limits, quantities
from cartkg.eligibility.quantities import Bound, plain
from cartkg.eligibility.thresholds import binding, contexts, signs, subgroups, unlisted
from cartkg.eligibility.thresholds.binding import Bond
from cartkg.eligibility.thresholds.measures import Mention, mentions, unit_for
from cartkg.model import Item, Named, Span, Stance, Threshold
from cartkg.vocabulary import Terminology

# the same demand in two units: kinds in which a second figure in brackets repeats the first
REPEATED = {
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
}


def read(item: Item, terminology: Terminology) -> tuple[Threshold, ...]:
    """The threshold statements that an item makes, in the order of its words."""
    text = item.text
    bounds = [b for b in quantities.read(text) if not ages.is_age(text, b) and not contexts.describes_scale(text, b)]
    if not any(b.comparator for b in bounds):
        return ()
    stretches = binding.stretches(text)
    named = mentions(text, terminology)
    bonds = _without_repeats(text, binding.bonds(text, bounds, named))
    if not bonds and item.parent:
        bonds = binding.led_in(text, bounds, _open_measures(item.parent, terminology))
    found: list[Threshold] = []
    for bond in bonds:
        stretch = stretches[bond.number]
        if contexts.is_conditional(text, bond.bound, bond.measures[0], stretch.start):
            continue
        for measure in bond.measures:
            cohort = subgroups.of(item, bond, measure, bounds, stretch)
            made = _statement(item, bond, measure, cohort, terminology)
            if made and made not in found:
                found.append(made)
    return tuple(sorted((*found, *_unlisted(item, bounds, bonds, named)), key=lambda t: t.span))


def _unlisted(item: Item, bounds: list[Bound], bonds: list[Bond], named: list[Mention]) -> list[Threshold]:
    """The limits on measures that the vocabulary does not have, under the record's own words."""
    taken = {(bond.bound.start, bond.bound.end) for bond in bonds}
    free = [b for b in bounds if b.comparator not in ("", *signs.LOST) and (b.start, b.end) not in taken]
    free = [
        b for b in free if not any(0 <= b.start - m.end <= 12 for m in named)
    ]  # a known measure in a unit that it cannot have
    found = []
    for stretch in binding.stretches(item.text):
        for bound in free:
            if stretch.start <= bound.start < stretch.end and (name := unlisted.name_of(item.text, bound, stretch.start)):
                found.append(_unlisted_limit(item, bound, name))
    return found


def _unlisted_limit(item: Item, bound: Bound, name: str) -> Threshold:
    span = Span(item.span.start + bound.start, item.span.start + bound.end)
    reading = limits.reading_of(item, span)
    unit = bound.unit or "{score}" if unlisted.is_score(name) else bound.unit
    return Threshold(
        reading.stance, Named(name, "", "words"), bound.comparator, plain(bound.quantity.value), unit, span,
        f"unlisted-measure/{reading.rule}", item.cohort,
    )  # fmt: skip


def _open_measures(lead: Item, terminology: Terminology) -> list[Mention]:
    """The measures that a lead-in names behind its last limit."""
    limited = max((b.end for b in quantities.read(lead.text) if b.comparator and not ages.is_age(lead.text, b)), default=0)
    return [m for m in mentions(lead.text, terminology) if m.start >= limited]


def _statement(item: Item, bond: Bond, measure: Mention, cohort: str, terminology: Terminology) -> Threshold | None:
    bound = bond.bound
    unit = "%" if bound.unit == "%" and contexts.change(item.text, bound, measure) else unit_for(measure, bound)
    if unit is None or _beyond_scale(measure, bound):
        return None
    span = Span(item.span.start + bound.start, item.span.start + bound.end)
    reading = limits.reading_of(item, span)
    comparator, repaired, in_doubt = signs.mended(item.text, measure, bound, reading.stance)
    if repaired and signs.depends_on_disease(measure, reading.stance) and terminology.find(item.text, ("condition",)):
        comparator, repaired, in_doubt = "=", False, True
    if comparator == "=" and contexts.recovered(item.text, bound):
        comparator = "<="
    wanted = reading.stance is Stance.EXCLUDES and contexts.not_recovered(item.text, bound)  # the grade to come down to
    return Threshold(
        Stance.REQUIRES if wanted else reading.stance, _named(item.text, bound, measure),
        "<=" if wanted and comparator in (">=", "=") else comparator,  # "recovered to at least grade 1"
        plain(bound.quantity.value), unit, span, f"{bond.rule}/{reading.rule}", cohort, repaired, in_doubt,
    )  # fmt: skip


def _named(text: str, bound: Bound, measure: Mention) -> Named:
    """The measure, or its change where a percentage limits that: a change is another thing and has no identifier here."""
    if change := contexts.change(text, bound, measure):
        return Named(f"{measure.term.label} {change}", "", measure.surface)
    return Named(measure.term.label, measure.term.id, measure.surface)


def _beyond_scale(measure: Mention, bound: Bound) -> bool:
    """The upper end of a list of levels that is the scale's own end says nothing: NYHA "III or IV" is ≥ 3."""
    return bool(bound.both and bound.quantity.grade and bound.comparator == "<=" and measure.top == plain(bound.quantity.value))


def _without_repeats(text: str, bonds: list[Bond]) -> list[Bond]:
    """Without the figures that say a demand again in another unit: "≤ 34 µmol/L (2.0 mg/dL)"."""
    kept: list[Bond] = []
    for bond in bonds:
        if not any(_repeats(text, bond, other) for other in kept):
            kept.append(bond)
    return kept


def _repeats(text: str, bond: Bond, other: Bond) -> bool:
    one, two = other.bound, bond.bound
    if other.measures != bond.measures or one.comparator[0] != two.comparator[0] or one.unit == two.unit:
        return False
    between = text[one.end : two.start].strip(" ,\\")
    return (
        one.kind in REPEATED
        and two.kind in REPEATED
        and between in ("(", "[", "or", "/", "(or", "[or", "i.e.", "(i.e.", "=", ";", "")
    )
