"""Which part of a graph an export holds, and how it is cut out."""

from dataclasses import dataclass

import pyoxigraph as ox

from cartkg.graph import sparql
from cartkg.graph.store import GraphStore
from cartkg.model.errors import QuestionError
from cartkg.use.export import rdf, whole
from cartkg.use.export.network import Network
from cartkg.use.export.views import VIEWS


@dataclass(frozen=True, slots=True)
class Part:
    """The whole graph, or one of: the answer of a CONSTRUCT query, a view of VIEWS, a trial with what is near it."""

    query: str = ""
    view: str = ""
    trial: str = ""
    depth: int = 2  # links from the trial

    def __post_init__(self) -> None:
        if sum(map(bool, (self.query, self.view, self.trial))) > 1:
            raise QuestionError("export", "a query, a view and a trial exclude each other", "give one of them")
        if self.view and self.view not in VIEWS:
            raise QuestionError(self.view, "no such view", "one of " + ", ".join(VIEWS))
        if self.depth < 0:
            raise QuestionError(
                f"depth {self.depth}", "is below zero", "give 0 for the trial alone, 1 for what it is linked to"
            )

    @property
    def is_whole(self) -> bool:
        return not (self.query or self.view or self.trial)


def network(part: Part, store: GraphStore) -> Network:
    """The part as nodes and edges."""
    if part.view:
        return VIEWS[part.view].make(store)
    if part.query:
        return whole.answer(triples(part.query, store), store)
    return whole.around(store, part.trial, part.depth) if part.trial else whole.whole(store)


def quads(part: Part, store: GraphStore) -> rdf.Quads:
    """The part as quads; a view has none."""
    if part.query:
        return rdf.answer(triples(part.query, store))
    return rdf.around(store, part.trial, part.depth) if part.trial else rdf.whole(store)


def triples(text: str, store: GraphStore) -> list[ox.Triple]:
    """The triples that a CONSTRUCT or DESCRIBE query gives. Raises QuestionError for any other."""
    answer = store.query(text)
    if not isinstance(answer, ox.QueryTriples):
        raise QuestionError("query", "gives rows, not triples", "write CONSTRUCT, or ask it with cartkg query --format csv")
    with sparql.faults_told(text):
        return list(answer)
