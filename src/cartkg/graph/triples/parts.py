"""The parts of a trial as its registry states them: arms, interventions, sites, people, outcomes, dates, mentions."""

from collections.abc import Iterator

from rdflib import URIRef

from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, LABEL, Triple, date, facts, node
from cartkg.model import Arm, Field, Intervention, Mention, Outcome, Person, Site, Trial, TrialDate


def part_triples(trial: Trial, subject: URIRef) -> Iterator[Triple]:
    """Every part of a trial, linked from it."""
    yield from _linked(subject, CARTKG.hasDate, (date_triples(subject, d) for d in trial.dates))
    yield from _linked(subject, CARTKG.hasIntervention, (intervention_triples(subject, i) for i in trial.interventions))
    yield from _linked(subject, CARTKG.hasArm, (arm_triples(subject, a) for a in trial.arms))
    yield from _linked(subject, CARTKG.hasSite, (site_triples(subject, s) for s in trial.sites))
    yield from _linked(subject, CARTKG.hasOfficial, (person_triples(subject, "official", p) for p in trial.officials))
    yield from _linked(subject, CARTKG.hasContact, (person_triples(subject, "contact", p) for p in trial.contacts))
    yield from _linked(subject, CARTKG.hasOutcome, (outcome_triples(subject, o, n) for n, o in enumerate(trial.outcomes, 1)))
    yield from _linked(subject, CARTKG.hasField, (field_triples(subject, f) for f in trial.fields))
    for mention in trial.mentions:
        yield from mention_triples(subject, mention)


def _linked(whole: URIRef, link: URIRef, parts: Iterator[Iterator[Triple]]) -> Iterator[Triple]:
    for part in parts:
        first = next(part)  # a part's first triple gives its type, and so names the part
        yield whole, link, first[0]
        yield first
        yield from part


def date_triples(trial: URIRef, of: TrialDate) -> Iterator[Triple]:
    """A date with its kind, as exact as the record; `estimated` where the registry says so."""
    subject = URIRef(iri.part(trial, "date", of.kind, of.value))
    yield from node(
        subject, CARTKG.TrialDate,
        (LABEL, f"{of.kind.replace('_', ' ')} {of.value}".strip()),
        (CARTKG.dateKind, of.kind), (CARTKG.dateValue, date(of.value)), (CARTKG.estimated, of.estimated),
        (CARTKG.note, of.note),
    )  # fmt: skip


def intervention_iri(trial: URIRef, name: str) -> URIRef:
    """An intervention of a trial, by its name there."""
    return URIRef(iri.part(trial, "intervention", name))


def intervention_triples(trial: URIRef, of: Intervention) -> Iterator[Triple]:
    """An intervention with its type, other names, description and doses (cells per kg of body weight)."""
    yield from node(
        intervention_iri(trial, of.name), CARTKG.Intervention,
        (LABEL, of.name), (CARTKG.interventionType, of.type), (CARTKG.alternativeName, of.other_names),
        (CARTKG.description, of.description), (CARTKG.doseCellsPerKg, of.doses_cells_per_kg),
        (CARTKG.basis, of.basis), (CARTKG.preparationTime, of.preparation_time),
    )  # fmt: skip


def arm_triples(trial: URIRef, of: Arm) -> Iterator[Triple]:
    """An arm and the interventions that it names."""
    yield from node(
        URIRef(iri.part(trial, "arm", of.label)), CARTKG.Arm,
        (LABEL, of.label), (CARTKG.armType, of.type), (CARTKG.description, of.description),
        (CARTKG.interventionName, of.interventions),
    )  # fmt: skip


def site_iri(trial_id: str, of: Site) -> URIRef:
    """A site of a trial, by where it is."""
    return URIRef(iri.part(iri.trial(trial_id), "site", *_where(of)))


def _where(of: Site) -> tuple[str, ...]:
    return of.facility, of.city, of.region, of.country


def site_triples(trial: URIRef, of: Site) -> Iterator[Triple]:
    """A place where the trial runs."""
    where = _where(of)
    yield from node(
        URIRef(iri.part(trial, "site", *where)), CARTKG.Site,
        (LABEL, ", ".join(word for word in where if word)), (CARTKG.facility, of.facility), (CARTKG.city, of.city),
        (CARTKG.region, of.region), (CARTKG.country, of.country), (CARTKG.status, of.status),
    )  # fmt: skip


def person_triples(trial: URIRef, kind: str, of: Person) -> Iterator[Triple]:
    """An official or a contact of the trial."""
    yield from node(
        URIRef(iri.part(trial, kind, of.name, of.role, of.affiliation)), CARTKG.Person,
        (LABEL, of.name), (CARTKG.role, of.role), (CARTKG.affiliation, of.affiliation),
    )  # fmt: skip


def outcome_triples(trial: URIRef, of: Outcome, position: int) -> Iterator[Triple]:
    """An outcome with its kind (primary, secondary, other) and time frame, in the record's order."""
    yield from node(
        URIRef(iri.part(trial, "outcome", of.kind, of.measure, of.time_frame)), CARTKG.Outcome,
        (LABEL, of.measure), (CARTKG.outcomeKind, of.kind), (CARTKG.timeFrame, of.time_frame),
        (CARTKG.description, of.description), (CARTKG.position, position),
    )  # fmt: skip


def field_triples(trial: URIRef, of: Field) -> Iterator[Triple]:
    """A registry fact without a place of its own: the path of its field and its value as text."""
    yield from node(
        URIRef(iri.part(trial, "field", of.name, of.value)), CARTKG.RegistryField,
        (LABEL, of.name), (CARTKG.fieldPath, of.name), (CARTKG.fieldValue, of.value),
    )  # fmt: skip


def mention_triples(trial: URIRef, of: Mention) -> Iterator[Triple]:
    """A trial that the record merely names, and what it says of it: the node is the named trial's own."""
    subject = URIRef(iri.trial(of.id))
    yield trial, CARTKG.mentions, subject
    yield from facts(
        subject,
        (CARTKG.mentionedTitle, of.title), (CARTKG.mentionedStatus, of.status), (CARTKG.mentionedPhase, of.phase),
    )  # fmt: skip
