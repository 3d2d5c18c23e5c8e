"""Terms of the vocabulary as classes with label and broader classes, and the conditions that trials study."""

from collections.abc import Iterable, Iterator

from rdflib import Literal, URIRef

from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, LABEL, RDF_TYPE, SKOS, SUBCLASS, Triple, curie, facts, node
from cartkg.model import Named, Term
from cartkg.model.namespaces import PREFIXES
from cartkg.vocabulary import Terminology

KIND_CLASS = {
    "condition": CARTKG.Condition,
    "condition-group": CARTKG.Condition,
    "therapy": CARTKG.Therapy,
    "antigen": CARTKG.Antigen,
    "measure": CARTKG.Measure,
    "classification-criteria": CARTKG.ClassificationCriteria,
}
DB_XREF = URIRef(f"{PREFIXES['oboInOwl']}hasDbXref")
OWL_CLASS = URIRef("http://www.w3.org/2002/07/owl#Class")
ALWAYS = ("therapy", "antigen")  # kinds whose whole hierarchy questions walk, used in a trial or not


def term_triples(used: Iterable[str], terminology: Terminology) -> Iterator[Triple]:
    """The terms used, every broader term of them, and all therapies and antigens (a question may name any of them)."""
    wanted = {term.id for term in terminology.terms.values() if term.kind in ALWAYS} | set(used)
    closed = {broader for identifier in wanted for broader in terminology.broader(identifier)}
    for identifier in sorted(closed & terminology.terms.keys()):
        yield from one_term(terminology[identifier], terminology)


def one_term(term: Term, terminology: Terminology) -> Iterator[Triple]:
    """One term: label, synonyms, symbol, broader terms; a term without a broader one stands under its kind's class."""
    subject = curie(term.id)
    if subject is None:
        return
    yield subject, RDF_TYPE, OWL_CLASS
    parents = [curie(parent) for parent in term.parents if parent in terminology.terms]
    for parent in parents or [KIND_CLASS.get(term.kind)]:
        if parent is not None:
            yield subject, SUBCLASS, parent
    yield from facts(
        subject, (LABEL, term.label), (CARTKG.symbol, term.extra.get("symbol", "")), (SKOS.altLabel, term.synonyms),
        (DB_XREF, term.xrefs), (SKOS.exactMatch, tuple(curie(match) for match in term.exact)),
    )  # fmt: skip


def unlisted_term(identifier: str, label: str) -> Iterator[Triple]:
    """A term that a record brought along and the vocabulary does not hold: its label, and no class above it."""
    subject = curie(identifier)
    if subject is not None:
        yield subject, RDF_TYPE, OWL_CLASS
        yield subject, LABEL, Literal(label)


def condition_triples(trial_id: str, words: str, grounded: Iterable[Named]) -> Iterator[Triple]:
    """A condition that a trial studies, with every term that its words were grounded to.

    `words` are the record's own. One string may name several conditions: a part of it that no term was found for (a Named
    without id, its label the part's words) keeps these words.
    """
    trial = URIRef(iri.trial(trial_id))
    for one in tuple(grounded) or (Named(words),):
        said = words if one.id else one.label or words
        subject = URIRef(iri.part(trial, "condition", said, one.id))
        yield trial, CARTKG.hasCondition, subject
        yield from node(
            subject, CARTKG.StudiedCondition,
            (LABEL, said), (CARTKG.sourceText, said), (CARTKG.condition, curie(one.id)), (CARTKG.groundedBy, one.how),
        )  # fmt: skip
