"""Of how many trials a figure of statements can speak."""

from cartkg.graph import parameters
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import SCOPES
from cartkg.use.figures.counting import trials

SCOPE = parameters.choice("trials", SCOPES, "of which trials")


def coverage(store: GraphStore, scope: str) -> str:
    """A sentence: whose texts are known whole, in part or not at all."""
    found = View.of(store).texts(scope)
    of = "the field" if scope == "field" else "the graph"
    return (
        f"Of the {trials(sum(found.values()))} of {of}, {found['complete']} show their whole eligibility text and "
        f"{found['partial']} a part of it; of the other {found['none']} nothing is known here."
    )


def below(store: GraphStore, curie: str) -> frozenset[str]:
    """The CURIEs of a term, of all below it and of all classes that hold it. Raises QuestionError for an unknown term."""
    view = View.of(store)
    view.label(curie)
    return view.terms.below(curie) | view.terms.above(curie)
