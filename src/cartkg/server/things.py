"""What the graph says of one thing: its own triples, its parts, and the names of what these refer to."""

from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox

from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.model.resources import folder

LABEL = ox.NamedNode(namespaces.PREFIXES["rdfs"] + "label")
TYPE = ox.NamedNode(namespaces.PREFIXES["rdf"] + "type")


def is_known(store: GraphStore, iri: str) -> bool:
    """Whether the graph says anything of a thing, or has a named graph of this name."""
    node = _node(iri)
    return node is not None and (_has(store, node) or _names_graph(store, node))


def _node(iri: str) -> ox.NamedNode | None:
    """The IRI as a node; None where it is no IRI."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _has(store: GraphStore, node: ox.NamedNode) -> bool:
    return next(iter(store.engine.quads_for_pattern(node, None, None)), None) is not None


def _names_graph(store: GraphStore, node: ox.NamedNode) -> bool:
    return next(iter(store.engine.quads_for_pattern(None, None, None, node)), None) is not None


def described(store: GraphStore, iri: str) -> list[ox.Quad]:
    """A thing with its parts and the names of what they refer to; a named graph whole; an ontology's class with its axioms.

    Empty where nothing is known. The quads keep the graphs that state them, and stand in a fixed order.
    """
    node = _node(iri)
    if node is None:
        return []
    own = dict.fromkeys((*_with_parts(store, node), *store.engine.quads_for_pattern(None, None, None, node)))
    if iri.startswith(namespaces.ONTOLOGY):
        own |= dict.fromkeys(_axioms(node))
    return sorted(dict.fromkeys((*own, *_names(store, own))), key=lambda quad: _order(iri, quad))


def _order(iri: str, quad: ox.Quad) -> tuple[int, str]:
    """The thing itself first, then its parts, then the names of others."""
    subject = str(getattr(quad.subject, "value", quad.subject))
    return (0 if subject == iri else 1 if subject.startswith(iri + "/") else 2), str(quad)


def _with_parts(store: GraphStore, whole: ox.NamedNode) -> Iterator[ox.Quad]:
    """The quads about a thing and about its parts: those it leads to whose IRIs lie under its own."""
    seen, open_ = {whole}, [whole]
    while open_:
        for quad in store.engine.quads_for_pattern(open_.pop(), None, None):
            yield quad
            part = quad.object
            if isinstance(part, ox.NamedNode) and part.value.startswith(whole.value + "/") and part not in seen:
                seen.add(part)
                open_.append(part)


def _names(store: GraphStore, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The labels of what the quads refer to without describing it."""
    quads = list(quads)
    subjects = {quad.subject for quad in quads}
    for node in {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)} - subjects:
        yield from store.engine.quads_for_pattern(node, LABEL, None)


def _axioms(node: ox.NamedNode) -> Iterator[ox.Quad]:
    """What the ontology's edit file says of a class or property, with the anonymous classes inside."""
    seen: set[object] = {node}
    open_: list[ox.NamedNode | ox.BlankNode] = [node]
    while open_:
        for quad in edit_file().engine.quads_for_pattern(open_.pop(), None, None):
            yield quad
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                open_.append(quad.object)


@cache
def edit_file() -> GraphStore:
    """The ontology's edit file as a graph."""
    return GraphStore.read(folder("ontology") / "cartkg.ttl")
