"""Of how many trials a figure of statements can speak."""

import re
from collections.abc import Mapping

from cartkg.graph import parameters
from cartkg.graph.field import statements
from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.model.errors import QuestionError, VocabularyError
from cartkg.use.figures.counting import trials

SCOPE = parameters.choice("trials", statements.SCOPES, "of which trials")


def coverage(store: GraphStore, scope: str) -> str:
    """A sentence: whose texts are known whole, in part or not at all."""
    found: Mapping[str, int] = statements.texts(store, scope)
    of = "the field" if scope == "field" else "the graph"
    return (
        f"Of the {trials(sum(found.values()))} of {of}, {found['complete']} show their whole eligibility text and "
        f"{found['partial']} a part of it; of the other {found['none']} nothing is known here."
    )


def label(store: GraphStore, curie: str) -> str:
    """The label of a term. Raises QuestionError for one that the graph does not know."""
    rows = store.table(f"SELECT ?label {{ {term(curie)} rdfs:label ?label }} ORDER BY ?label")[1]
    if not rows:
        raise QuestionError(curie, "is not in the graph", "look it up: cartkg terms lookup WORDS")
    return rows[0][0]


def below(store: GraphStore, curie: str) -> frozenset[str]:
    """The CURIEs of a term, of all below it and of all classes that hold it."""
    one = term(curie)
    query = f"SELECT DISTINCT ?one {{ {{ ?one rdfs:subClassOf* {one} }} UNION {{ {one} rdfs:subClassOf* ?one }} }}"
    return frozenset(row[0] for row in store.table(query)[1]) | {curie}


def term(curie: str) -> str:
    """A CURIE as SPARQL writes its IRI. Raises QuestionError where it is none, so that no query is smuggled in."""
    try:
        iri = namespaces.expand(curie)
    except VocabularyError as error:
        raise QuestionError(curie, error.problem, error.remedy) from error
    if not re.fullmatch(r"[\w:/.#?!=&%+~-]+", iri):
        raise QuestionError(curie, "is no identifier of a term", "give a CURIE such as NCIT:C1702")
    return f"<{iri}>"
