"""RDF as it stands: N-Quads and TriG with their named graphs, Turtle without; of the whole graph, a query's answer or one
trial.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.use.export.whole import WholeGraph, reached

Quads = Sequence[ox.Quad]


def whole(store: GraphStore) -> Quads:
    """Every quad, in the order of its N-Quads line."""
    return _sorted(store.engine)


def answer(triples: Iterable[ox.Triple]) -> Quads:
    """The triples of an answer, as quads of the default graph."""
    return _sorted(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def around(store: GraphStore, trial: str, depth: int) -> Quads:
    """What is said of a trial and of everything at most `depth` links away from it."""
    near = reached(WholeGraph(store), trial, depth)
    return _sorted(quad for quad in store.engine if _value(quad.subject) in near and _stays(quad.object, near))


def _stays(value: object, near: set[str]) -> bool:
    """Whether a quad's object belongs to the neighbourhood: literals do, classes of the ontology too."""
    return isinstance(value, ox.Literal) or _value(value) in near or _value(value).startswith(namespaces.ONTOLOGY)


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _sorted(quads: Iterable[ox.Quad]) -> Quads:
    return [quad for _, quad in sorted({str(quad): quad for quad in quads}.items())]


def nquads(quads: Quads, out: Path) -> None:
    """N-Quads, a line for each, sorted."""
    out.write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")


def trig(quads: Quads, out: Path) -> None:
    """TriG with our prefixes, graph by graph."""
    ordered = sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad)))
    _serialize(ordered, ox.RdfFormat.TRIG, out)


def turtle(quads: Quads, out: Path) -> None:
    """Turtle with our prefixes: the union of the graphs, each triple once."""
    triples = {str(quad.triple): quad.triple for quad in quads}
    _serialize([triple for _, triple in sorted(triples.items())], ox.RdfFormat.TURTLE, out)


def _serialize(statements: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat, out: Path) -> None:
    with out.open("wb") as file:
        ox.serialize(statements, file, format=form, prefixes=_usable())


def _usable() -> dict[str, str]:
    """Our prefixes without those that a query string makes unusable in Turtle's names."""
    return {prefix: start for prefix, start in namespaces.PREFIXES.items() if "?" not in start}
