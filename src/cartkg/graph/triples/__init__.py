"""A thing to its triples: hand-written `thing_triples` functions, one for each kind of thing, without blank nodes."""

from cartkg.graph.triples.eligibility import Basis, criteria_triples
from cartkg.graph.triples.entities import (
    country_term,
    located_triples,
    mentioned_triples,
    organisation_triples,
    registered_term,
    registered_triples,
)
from cartkg.graph.triples.node import Triple, curie
from cartkg.graph.triples.parts import site_iri
from cartkg.graph.triples.provenance import derivation_triples, reading_triples, record_triples, software_triples
from cartkg.graph.triples.quality import conflict_triples, disagreement_triples, doubt_triples
from cartkg.graph.triples.reviewed import (
    category_triples,
    manifestation_triples,
    recommendation_triples,
    specialty_triples,
    topic_triples,
)
from cartkg.graph.triples.scope import known_product_triples, named_triples, scope_triples
from cartkg.graph.triples.terms import condition_triples, term_triples, unlisted_term
from cartkg.graph.triples.trial import made_triples, population_triples, product_triples, trial_triples

__all__ = [
    "Basis",
    "Triple",
    "category_triples",
    "condition_triples",
    "conflict_triples",
    "country_term",
    "criteria_triples",
    "curie",
    "derivation_triples",
    "disagreement_triples",
    "doubt_triples",
    "known_product_triples",
    "located_triples",
    "made_triples",
    "manifestation_triples",
    "mentioned_triples",
    "named_triples",
    "organisation_triples",
    "population_triples",
    "product_triples",
    "reading_triples",
    "recommendation_triples",
    "record_triples",
    "registered_term",
    "registered_triples",
    "scope_triples",
    "site_iri",
    "software_triples",
    "specialty_triples",
    "term_triples",
    "topic_triples",
    "trial_triples",
    "unlisted_term",
]  # fmt: skip
