"""A trial's registry facts, and what its product is."""

import re
from collections.abc import Iterator

from rdflib import URIRef

from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, DCTERMS, LABEL, SEE_ALSO, Triple, curie, facts, node
from cartkg.graph.triples.parts import intervention_iri, part_triples
from cartkg.model import Age, Target, Trial


def trial_triples(trial: Trial) -> Iterator[Triple]:
    """Every fact that the record states of the trial; what it leaves out is left out."""
    subject = URIRef(iri.trial(trial.id))
    yield from node(subject, CARTKG.Trial, (LABEL, _heading(trial)))
    yield from _identity(trial, subject)
    yield from _design(trial, subject)
    yield from _participants(trial, subject)
    yield from _sponsors(trial, subject)
    yield from facts(
        subject, (CARTKG.summary, trial.summary), (CARTKG.description, trial.description), (CARTKG.note, trial.notes)
    )
    yield from part_triples(trial, subject)


def _pages(trial: Trial) -> tuple[URIRef, ...]:
    """The registry's page of a trial, where its id is that of a registry whose addresses are known."""
    known = trial.registry_id or trial.id
    return (URIRef(f"https://clinicaltrials.gov/study/{known}"),) if re.fullmatch(r"NCT\d{8}", known) else ()


def _identity(trial: Trial, subject: URIRef) -> Iterator[Triple]:
    yield from facts(
        subject,
        (DCTERMS.identifier, trial.id), (DCTERMS.source, URIRef(iri.record(trial.source, trial.id))),
        (CARTKG.registryId, trial.registry_id), (CARTKG.registryIdBasis, trial.registry_id_basis),
        (DCTERMS.title, trial.title), (CARTKG.officialTitle, trial.official_title), (CARTKG.acronym, trial.acronym),
        (CARTKG.orgStudyId, trial.org_study_id), (CARTKG.secondaryId, trial.secondary_ids),
        (CARTKG.formerRegistryId, trial.aliases), (SEE_ALSO, _pages(trial)),
    )  # fmt: skip


def _design(trial: Trial, subject: URIRef) -> Iterator[Triple]:
    yield from facts(
        subject,
        (CARTKG.status, trial.status), (CARTKG.phase, trial.phases), (CARTKG.studyType, trial.study_type),
        (CARTKG.enrollment, trial.enrollment), (CARTKG.enrollmentType, trial.enrollment_type),
        (CARTKG.allocation, trial.allocation), (CARTKG.interventionModel, trial.intervention_model),
        (CARTKG.primaryPurpose, trial.primary_purpose), (CARTKG.masking, trial.masking),
        (CARTKG.resultsPosted, trial.results_posted), (CARTKG.keyword, trial.keywords),
        (CARTKG.initiation, trial.initiation), (CARTKG.designWord, trial.design_words),
        (CARTKG.conditionsBasis, trial.conditions_basis),
        (CARTKG.conditionQualifier, trial.condition_qualifiers), (CARTKG.phaseInText, trial.phases_in_text),
    )  # fmt: skip


def _participants(trial: Trial, subject: URIRef) -> Iterator[Triple]:
    yield from facts(
        subject,
        (CARTKG.sex, trial.sex), (CARTKG.healthyVolunteers, trial.healthy_volunteers),
        (CARTKG.registryMinAge, _stated(trial.min_age)), (CARTKG.registryMaxAge, _stated(trial.max_age)),
        (CARTKG.eligibilityText, trial.eligibility.completeness.value),
    )  # fmt: skip


def _stated(age: Age | None) -> str:
    return f"{age.value:g} {age.unit}" if age else ""


def _sponsors(trial: Trial, subject: URIRef) -> Iterator[Triple]:
    for link, names in ((CARTKG.leadSponsor, (trial.sponsor,)), (CARTKG.collaborator, trial.collaborators)):
        for name in filter(None, names):
            yield subject, link, URIRef(iri.organisation(name))
    yield from facts(
        subject, (CARTKG.sponsorName, trial.sponsor), (CARTKG.sponsorClass, trial.sponsor_class),
        (CARTKG.responsibleParty, trial.responsible_party),
    )  # fmt: skip


def _heading(trial: Trial) -> str:
    """What a trial is called: its own title, not a page's heading that names the condition."""
    titles = (trial.official_title, trial.title) if trial.generic_title else (trial.title, trial.official_title)
    return next(filter(None, titles), trial.id)


def product_triples(trial: Trial) -> Iterator[Triple]:
    """The trial's engineered-cell product, where the record's words say anything of it; several products stand apart."""
    if trial.made or not (trial.modality or trial.cell_source or trial.targets):
        return
    subject = URIRef(iri.trial(trial.id))
    product = URIRef(f"{subject}/product")
    yield subject, CARTKG.hasProduct, product
    yield from node(
        product, CARTKG.Product,
        (LABEL, f"product of {trial.id}"), (CARTKG.modality, trial.modality), (CARTKG.cellSource, trial.cell_source),
        (CARTKG.target, tuple(curie(target.id) for target in trial.targets)),
    )  # fmt: skip
    yield from _given(trial, trial.targets)


def made_triples(trial: Trial) -> Iterator[Triple]:
    """The products of a trial whose arms give products of different kinds, a node for each."""
    subject = URIRef(iri.trial(trial.id))
    for made in trial.made:
        product = URIRef(f"{subject}/product/{made.product.partition(':')[2]}")
        yield subject, CARTKG.hasProduct, product
        yield from node(
            product, CARTKG.Product,
            (LABEL, f"{made.intervention} of {trial.id}"), (CARTKG.modality, made.modality),
            (CARTKG.cellSource, made.cell_source), (CARTKG.target, tuple(curie(target.id) for target in made.targets)),
            (CARTKG.namedProduct, curie(made.product)),
            (CARTKG.fromNamedProduct, ("modality", "cell source", "targets")),
        )  # fmt: skip
        yield from _given(trial, made.targets)


def _given(trial: Trial, targets: tuple[Target, ...]) -> Iterator[Triple]:
    """Which intervention aims at which antigen, where the record names it."""
    named = {intervention.name for intervention in trial.interventions}
    for target in targets:
        if target.intervention in named:
            subject = URIRef(iri.trial(trial.id))
            yield from facts(intervention_iri(subject, target.intervention), (CARTKG.target, curie(target.id)))


def population_triples(trial_id: str, least: float | None, most: float | None, population: str, basis: str) -> Iterator[Triple]:
    """The age bounds that hold for a trial, in years, and its population; a bound that is known to be open says so.

    Both bounds are open in this sense only where at least one is known: of a trial without any nothing is said.
    """
    known = least is not None or most is not None
    yield from facts(
        URIRef(iri.trial(trial_id)),
        (CARTKG.minAgeYears, least if least is None else float(least)),
        (CARTKG.maxAgeYears, most if most is None else float(most)),
        (CARTKG.population, population),
        (CARTKG.agesFrom, basis),
        (CARTKG.openBelow, True if known and least is None else None),
        (CARTKG.openAbove, True if known and most is None else None),
    )
