"""A trial's registry facts, and what its product is."""

from collections.abc import Iterator

from rdflib import URIRef

from cartkg import iri
from cartkg.model import Age, Trial
from cartkg.triples.node import CARTKG, DCTERMS, LABEL, Triple, curie, facts, node
from cartkg.triples.parts import intervention_iri, part_triples


def trial_triples(trial: Trial) -> Iterator[Triple]:
    """Every fact that the record states of the trial; what it leaves out is left out."""
    subject = URIRef(iri.trial(trial.id))
    yield from node(subject, CARTKG.Trial, (LABEL, trial.title or trial.official_title or trial.id))
    yield from _identity(trial, subject)
    yield from _design(trial, subject)
    yield from _participants(trial, subject)
    yield from _sponsors(trial, subject)
    yield from facts(
        subject, (CARTKG.summary, trial.summary), (CARTKG.description, trial.description), (CARTKG.note, trial.notes)
    )
    yield from part_triples(trial, subject)


def _identity(trial: Trial, subject: URIRef) -> Iterator[Triple]:
    yield from facts(
        subject,
        (DCTERMS.identifier, trial.id), (DCTERMS.source, URIRef(iri.record(trial.source, trial.id))),
        (CARTKG.registryId, trial.registry_id), (CARTKG.registryIdBasis, trial.registry_id_basis),
        (DCTERMS.title, trial.title), (CARTKG.officialTitle, trial.official_title), (CARTKG.acronym, trial.acronym),
        (CARTKG.orgStudyId, trial.org_study_id), (CARTKG.secondaryId, trial.secondary_ids),
    )  # fmt: skip


def _design(trial: Trial, subject: URIRef) -> Iterator[Triple]:
    yield from facts(
        subject,
        (CARTKG.status, trial.status), (CARTKG.phase, trial.phases), (CARTKG.studyType, trial.study_type),
        (CARTKG.enrollment, trial.enrollment), (CARTKG.enrollmentType, trial.enrollment_type),
        (CARTKG.allocation, trial.allocation), (CARTKG.interventionModel, trial.intervention_model),
        (CARTKG.primaryPurpose, trial.primary_purpose), (CARTKG.masking, trial.masking),
        (CARTKG.resultsPosted, trial.results_posted), (CARTKG.keyword, trial.keywords),
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
            organisation = URIRef(iri.organisation(name))
            yield subject, link, organisation
            yield from node(organisation, CARTKG.Organisation, (LABEL, name))
    yield from facts(subject, (CARTKG.sponsorClass, trial.sponsor_class), (CARTKG.responsibleParty, trial.responsible_party))


def product_triples(trial: Trial) -> Iterator[Triple]:
    """The trial's engineered-cell product, where the record's words say anything of it."""
    if not (trial.modality or trial.cell_source or trial.targets):
        return
    subject = URIRef(iri.trial(trial.id))
    product = URIRef(f"{subject}/product")
    yield subject, CARTKG.hasProduct, product
    yield from node(
        product, CARTKG.Product,
        (LABEL, f"product of {trial.id}"), (CARTKG.modality, trial.modality), (CARTKG.cellSource, trial.cell_source),
        (CARTKG.target, tuple(curie(target.id) for target in trial.targets)),
    )  # fmt: skip
    named = {intervention.name for intervention in trial.interventions}
    for target in trial.targets:
        if target.intervention in named:
            yield from facts(intervention_iri(subject, target.intervention), (CARTKG.target, curie(target.id)))
