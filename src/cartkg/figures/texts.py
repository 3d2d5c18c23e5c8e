"""Of how many trials a figure of statements can speak."""

from collections.abc import Mapping

from cartkg import namespaces
from cartkg.errors import QuestionError
from cartkg.field import statements
from cartkg.figures.counting import trials
from cartkg.questions import Parameter
from cartkg.store import GraphStore

SCOPE = Parameter("trials", "one of field, all", "field", statements.SCOPES)


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
    rows = store.table(f"SELECT ?label {{ <{namespaces.expand(curie)}> rdfs:label ?label }} ORDER BY ?label")[1]
    if not rows:
        raise QuestionError(curie, "is not in the graph", "look it up: cartkg terms lookup WORDS")
    return rows[0][0]


def below(store: GraphStore, curie: str) -> frozenset[str]:
    """The CURIEs of a term, of all below it and of all classes that hold it."""
    iri = f"<{namespaces.expand(curie)}>"
    query = f"SELECT DISTINCT ?one {{ {{ ?one rdfs:subClassOf* {iri} }} UNION {{ {iri} rdfs:subClassOf* ?one }} }}"
    return frozenset(row[0] for row in store.table(query)[1]) | {curie}
