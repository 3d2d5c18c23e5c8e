"""What several records name: organisations and trials that are merely mentioned. They stand once, apart from the records."""

from collections.abc import Iterable, Iterator

from rdflib import URIRef

from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, DCTERMS, LABEL, SKOS, Triple, curie, facts, node
from cartkg.model import Term


def organisation_triples(names: Iterable[str]) -> Iterator[Triple]:
    """One sponsor or collaborator by its names, which differ in capitals and blanks alone; the first in order is its label."""
    first, *others = sorted(set(names))
    yield from node(URIRef(iri.organisation(first)), CARTKG.Organisation, (LABEL, first), (SKOS.altLabel, tuple(others)))


def mentioned_triples(trial_id: str) -> Iterator[Triple]:
    """A trial that no record of the build is about; what is said of it stays with the record that says it."""
    yield from node(URIRef(iri.trial(trial_id)), CARTKG.MentionedTrial, (DCTERMS.identifier, trial_id))


def registered_triples(name: str, term: Term, how: str) -> Iterator[Triple]:
    """The organisation of this name is the one that a register of organisations lists under this term."""
    yield from _stands_for(URIRef(iri.organisation(name)), CARTKG.registeredAs, term, how)


def located_triples(site: URIRef, term: Term, how: str) -> Iterator[Triple]:
    """The country of a site, as a term."""
    yield from _stands_for(site, CARTKG.inCountry, term, how)


def _stands_for(subject: URIRef, link: URIRef, term: Term, how: str) -> Iterator[Triple]:
    yield from facts(subject, (link, curie(term.id)), (CARTKG.groundedBy, how))


def registered_term(term: Term, country: str) -> Iterator[Triple]:
    """A listed organisation as a thing, with the id of its country (may be "")."""
    subject = curie(term.id)
    assert subject is not None
    yield from node(
        subject, CARTKG.RegisteredOrganisation,
        (LABEL, term.label), (SKOS.altLabel, term.synonyms), (CARTKG.inCountry, curie(country)),
    )  # fmt: skip


def country_term(term: Term) -> Iterator[Triple]:
    """A country as a thing, with its code of two letters."""
    subject = curie(term.id)
    assert subject is not None
    yield from node(
        subject, CARTKG.Country,
        (LABEL, term.label), (SKOS.altLabel, term.synonyms), (CARTKG.countryCode, term.extra.get("alpha2", "")),
    )  # fmt: skip
