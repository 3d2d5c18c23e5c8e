"""Whether a trial is in scope, and which named products it gives: what was decided, with the rule or table that decided."""

from collections.abc import Iterable, Iterator

from rdflib import URIRef

from cartkg.graph import iri
from cartkg.graph.triples.node import CARTKG, DCTERMS, LABEL, SKOS, Triple, curie, facts, node


def scope_triples(trial_id: str, in_scope: bool, rule: str, words: str) -> Iterator[Triple]:
    """The verdict on a trial, the rule that gave it and the words of the record that decided."""
    yield from facts(
        URIRef(iri.trial(trial_id)), (CARTKG.inScope, in_scope), (CARTKG.scopeRule, rule), (CARTKG.scopeWords, words)
    )


def named_triples(trial_id: str, products: Iterable[str], from_table: tuple[str, ...]) -> Iterator[Triple]:
    """The named products of a trial, and which of its product facts come from the table of them."""
    names = tuple(products)
    if not names and not from_table:
        return
    product = URIRef(f"{iri.trial(trial_id)}/product")
    yield from node(product, CARTKG.Product, (LABEL, f"product of {trial_id}"))
    yield URIRef(iri.trial(trial_id)), CARTKG.hasProduct, product
    yield from facts(
        product,
        (CARTKG.namedProduct, tuple(curie(name) for name in names)),
        (CARTKG.fromNamedProduct, tuple(field.replace("_", " ") for field in from_table)),
    )


def known_product_triples(identifier: str, names: tuple[str, ...], evidence: tuple[str, ...], note: str) -> Iterator[Triple]:
    """A product of the table: its names and where what is known of it is stated."""
    subject = curie(identifier)
    assert subject is not None
    yield from node(
        subject, CARTKG.KnownProduct,
        (LABEL, names[0]), (SKOS.altLabel, names[1:]), (CARTKG.note, note),
        (DCTERMS.source, tuple(page_of(place) for place in evidence)),
    )  # fmt: skip


def page_of(place: str) -> URIRef:
    """The address of a piece of evidence: an address, or an NCT id for the registry's page of that record."""
    return URIRef(place if place.startswith("http") else f"https://clinicaltrials.gov/study/{place}")
