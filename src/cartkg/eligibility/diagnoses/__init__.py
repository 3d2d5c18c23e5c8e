"""Diagnosis statements of an item: which diseases and states it names, and what the trial does with a person who has one.

`mentions` finds the names, `coordination` those whose head is shared ("bacterial, fungal or viral infection"), `contexts`
sorts out the names that are no demand of the item (indications, causes, tests), `serology` reads markers as the conditions
they stand for.
"""

import re
from collections.abc import Iterable, Iterator

from cartkg.eligibility import serology, stance, time
from cartkg.eligibility.diagnoses import abbreviations, contexts, coordination, criteria, overlaps, parts, persons, qualified
from cartkg.eligibility.diagnoses.mentions import Mention, whole_names
from cartkg.model import Diagnosis, Item, Section, Span, Stance
from cartkg.reading.cohorts import cohort_of
from cartkg.vocabulary import Terminology

WINDOWS = frozenset({"within", "since"})  # a duration ("lasting") or a look-ahead is no window of a diagnosis

TIMELESS = ("congenital", "hereditary", "inborn", "genetic", "pregnancy", "lactation")  # no window belongs to these
SCOPE = re.compile(
    r"[^.;:]{0,60}\bfor (?:participants?|patients?|subjects?|those|individuals?) (?:with|without)\b[^.;:]{1,40}:?", re.I
)
LABEL = re.compile(r"[\w /-]{3,40}:")  # "Cardiac disease:" over sub-items
INFECTION = "MONDO:0005550"
COMORBIDITIES = frozenset(
    {"Gilbert syndrome", "brain metastases", "hypertension", "diabetes", "central nervous system disease", "malignancy"}
)


def read(item: Item, terminology: Terminology) -> tuple[Diagnosis, ...]:
    """The diagnosis statements that an item makes, in the order of its words: one for each condition and stance."""
    markers = serology.read(item, terminology)
    if item.has_children and (SCOPE.fullmatch(item.text) or (item.section is Section.EXCLUSION and LABEL.fullmatch(item.text))):
        return ()
    plain = [
        m
        for m in contexts.demanded(item, mentions(item.text, terminology), _therapies(item, terminology))
        if not serology.covers(markers, item, m.span)
    ]
    said = [_statement(item, mention, terminology) for mention in (*plain, *criteria.implied(item, plain, terminology))]
    found = [d for d in (*said, *(m.diagnosis for m in markers)) if d]
    found = _consistent(item, found)
    return tuple(_once(sorted(found, key=lambda d: (d.span.start, -d.span.end))))


def mentions(text: str, terminology: Terminology) -> tuple[Mention, ...]:
    """The conditions that a text names, in full or sharing a word with a neighbour, from left to right."""
    whole = whole_names(text, terminology)
    short = [
        m
        for m in abbreviations.settled(text, terminology)
        if not any(m.span.start < w.span.end and w.span.start < m.span.end for w in whole)
    ]
    named = coordination.completed(text, sorted([*whole, *short], key=lambda m: m.span), terminology)
    return overlaps.merged(text, tuple(parts.spread(text, named, terminology)), terminology)


def _statement(item: Item, mention: Mention, terminology: Terminology) -> Diagnosis | None:
    """What the item says of a condition at a place; None where the words only say for whom something else holds."""
    span = Span(item.span.start + mention.span.start, item.span.start + mention.span.end)
    reading = _reading(item, mention, span, terminology)
    if reading.rule == "condition" or (reading.stance is Stance.REQUIRES and contexts.only_spoken_of(item, mention)):
        return None
    window = None if mention.condition.label.startswith(TIMELESS) else time.window_of(item, span)
    return Diagnosis(
        reading.stance,
        qualified.widened(item, mention, terminology),
        span,
        f"{mention.rule}; {reading.rule}",
        window.duration if window and window.kind in WINDOWS else "",
        cohort_of(item, span),
        reading.exception,
    )


def _reading(item: Item, mention: Mention, span: Span, terminology: Terminology) -> stance.Reading:
    """The stance on a condition: that of the words, save where persons bring the condition along."""
    reading = stance.at(item, span)
    if not _is_comorbidity(mention, terminology):
        return reading
    if persons.only_admitted(item, mention):
        return stance.Reading(Stance.PERMITS, False, "admitted under conditions")
    if item.section is Section.EXCLUSION and reading.stance is Stance.REQUIRES:
        return stance.Reading(Stance.EXCLUDES, False, "careless double negation")  # "No history of hepatitis" under Exclusion
    return reading


def _therapies(item: Item, terminology: Terminology) -> list[Span]:
    return [hit.span for hit in terminology.find(item.text, ("therapy",))]


def _is_comorbidity(mention: Mention, terminology: Terminology) -> bool:
    """Whether a condition is one that persons bring along, hardly the disease that is studied."""
    return mention.condition.label in COMORBIDITIES or (
        bool(mention.condition.id) and terminology.is_a(mention.condition.id, INFECTION)
    )


def _consistent(item: Item, found: list[Diagnosis]) -> list[Diagnosis]:
    """An exclusion does not demand what it excludes ("has, or may have, pneumonitis that cannot be ruled out")."""
    if item.section is not Section.EXCLUSION:
        return found
    excluded = {d.condition.label for d in found if d.stance is Stance.EXCLUDES}
    return [d for d in found if d.stance is not Stance.REQUIRES or d.condition.label not in excluded]


def _once(found: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    """Without repetitions; the first statement with a window stands for those without one."""
    kept: dict[tuple[Stance, str], Diagnosis] = {}
    for diagnosis in found:
        key = diagnosis.stance, diagnosis.condition.label
        if key not in kept or (diagnosis.window and not kept[key].window):
            kept[key] = diagnosis
    yield from kept.values()
