"""Where sources disagree (a registry field with the text, one record with another), and what cannot be relied on."""

from collections.abc import Iterator

from rdflib import URIRef

from cartkg.facts.conflicts import Conflict
from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, DCTERMS, LABEL, Triple, node
from cartkg.graph.triples.scope import page_of
from cartkg.model import Doubt
from cartkg.sources.merging import Disagreement


def conflict_triples(trial_id: str, of: Conflict) -> Iterator[Triple]:
    """A registry field and the eligibility text that say different things; both values are kept."""
    trial = URIRef(iri.trial(trial_id))
    subject = URIRef(iri.part(trial, "conflict", of.field, of.section, of.number, of.text_value))
    yield trial, CARTKG.hasConflict, subject
    yield from node(
        subject, CARTKG.Conflict,
        (LABEL, f"{of.field}: {of.registry_value} against {of.text_value}"), (CARTKG.field, of.field),
        (CARTKG.registryValue, of.registry_value), (CARTKG.textValue, of.text_value),
        (CARTKG.section, str(of.section)), (CARTKG.number, of.number),
    )  # fmt: skip


def disagreement_triples(of: Disagreement) -> Iterator[Triple]:
    """Two records of one trial that say different things; the leading record's value rules."""
    trial = URIRef(iri.trial(of.trial))
    subject = URIRef(iri.part(trial, "disagreement", of.field, of.record, of.other_record, of.other_value))
    yield trial, CARTKG.hasDisagreement, subject
    yield from node(
        subject, CARTKG.Disagreement,
        (LABEL, f"{of.field}: {of.record} against {of.other_record}"), (CARTKG.field, of.field),
        (CARTKG.rulingValue, of.value), (CARTKG.rulingFile, of.record),
        (CARTKG.otherValue, of.other_value), (CARTKG.otherFile, of.other_record),
    )  # fmt: skip


def doubt_triples(trial_id: str, of: Doubt) -> Iterator[Triple]:
    """Something told of a trial's product that fills no field: what, why it is in doubt, and where it stands."""
    trial = URIRef(iri.trial(trial_id))
    subject = URIRef(iri.part(trial, "doubt", of.field, of.value, of.why))
    field = of.field.replace("_", " ")
    yield trial, CARTKG.hasDoubt, subject
    yield from node(
        subject, CARTKG.Doubt,
        (LABEL, f"{field}: {of.value}"), (CARTKG.field, field), (CARTKG.doubtfulValue, of.value), (CARTKG.note, of.why),
        (DCTERMS.source, tuple(page_of(place) for place in of.evidence)),
    )  # fmt: skip
