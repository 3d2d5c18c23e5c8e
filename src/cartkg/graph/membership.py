"""To which classes of the ontology a thing belongs: its own, every broader one, and those defined by what their members have.

The definitions stand in ontology/cartkg.ttl alone. Each becomes one query here, so that the graph says what a reasoner would
infer from them ("a trial with a product directed at CD19") without running one. A term is a class in OWL and a plain node in
the graph: "agent some rituximab" is a link to rituximab or to something narrower.
"""

from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from itertools import count

import pyoxigraph as ox
from rdflib import OWL, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import XSD
from rdflib.term import Node

from cartkg.graph.store import GraphStore
from cartkg.model.errors import CartkgError
from cartkg.model.namespaces import ONTOLOGY
from cartkg.model.resources import folder

UP = "CONSTRUCT { ?thing a ?above } WHERE { ?thing a ?kind . ?kind rdfs:subClassOf+ ?above }"
FACETS = {XSD.minInclusive: ">=", XSD.minExclusive: ">", XSD.maxInclusive: "<=", XSD.maxExclusive: "<"}


def derive(store: GraphStore, graph: str) -> int:
    """Add to the named graph `graph` every type that follows and is not yet said; returns how many.

    Definitions run after those that they name, so that one pass is enough.
    """
    return sum(_add(store, query, graph) for query in (UP, *definitions().values(), UP))


def _add(store: GraphStore, query: str, graph: str) -> int:
    found = store.query(query)
    assert isinstance(found, ox.QueryTriples)
    fresh = {t for t in found if not any(store.engine.quads_for_pattern(t.subject, t.predicate, t.object, None))}
    store.engine.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in fresh)
    return len(fresh)


@cache
def definitions() -> dict[str, str]:
    """The defined classes of the ontology, each with the query that finds its members."""
    return queries(Graph().parse(folder("ontology") / "cartkg.ttl"))


def queries(graph: Graph) -> dict[str, str]:
    """The defined classes of an ontology, those that others need first, each with the query that finds its members.

    Raises CartkgError for a definition of a form that is not known here.
    """
    meanings = dict(graph.subject_objects(OWL.equivalentClass))
    needed = {named: set(_named(graph, meaning)) & meanings.keys() for named, meaning in meanings.items()}
    order = TopologicalSorter({named: sorted(needed[named], key=str) for named in sorted(needed, key=str)}).static_order()
    return {str(named): _query(graph, str(named), meanings[named]) for named in order}


def _named(graph: Graph, node: Node) -> Iterator[Node]:
    """Every class that an expression names."""
    if isinstance(node, URIRef):
        yield node
        return
    for predicate in (OWL.intersectionOf, OWL.unionOf, OWL.someValuesFrom, OWL.onClass):
        for value in graph.objects(node, predicate):
            parts = Collection(graph, value) if predicate in (OWL.intersectionOf, OWL.unionOf) else (value,)
            for part in parts:
                yield from _named(graph, part)


def _query(graph: Graph, named: str, meaning: Node) -> str:
    members = _pattern(graph, meaning, "?thing", (f"?v{number}" for number in count()))
    return f"CONSTRUCT {{ ?thing a <{named}> }} WHERE {{ SELECT DISTINCT ?thing WHERE {{ {members} }} }}"


def _pattern(graph: Graph, meaning: Node, of: str, names: Iterator[str]) -> str:
    """The graph pattern that binds `of` to the members of a class expression."""
    if isinstance(meaning, URIRef):
        return f"{of} a <{meaning}> ."
    for predicate, joined in ((OWL.intersectionOf, " "), (OWL.unionOf, " UNION ")):
        parts = graph.value(meaning, predicate)
        if parts is not None:
            patterns = [_pattern(graph, part, of, names) for part in Collection(graph, parts)]
            return joined.join(f"{{ {one} }}" for one in patterns) if predicate == OWL.unionOf else joined.join(patterns)
    return _restriction(graph, meaning, of, names)


def _restriction(graph: Graph, meaning: Node, of: str, names: Iterator[str]) -> str:
    link = graph.value(meaning, OWL.onProperty)
    value = graph.value(meaning, OWL.hasValue)
    if value is not None:
        return f"{of} <{link}> {value.n3()} ."
    filler = graph.value(meaning, OWL.someValuesFrom)
    if filler is not None:
        return _some(graph, f"{of} <{link}>", filler, names)
    if graph.value(meaning, OWL.minQualifiedCardinality) == Literal(2, datatype=XSD.nonNegativeInteger):
        one, other = next(names), next(names)
        return f"{of} <{link}> {one} , {other} . FILTER(STR({one}) < STR({other}))"
    raise CartkgError(
        "ontology/cartkg.ttl", f"a definition by {link} has a form that is not known", "extend cartkg.graph.membership"
    )


def _some(graph: Graph, link: str, filler: Node, names: Iterator[str]) -> str:
    """A link to some member of `filler`: to a thing of a class, a term or a narrower one, or a number within bounds."""
    if isinstance(filler, URIRef) and not filler.startswith(ONTOLOGY):
        return f"{link}/rdfs:subClassOf* <{filler}> ."
    value = next(names)
    bounds = graph.value(filler, OWL.withRestrictions)
    if bounds is None:
        return f"{link} {value} . {_pattern(graph, filler, value, names)}"
    facets = [(FACETS[URIRef(str(p))], o) for part in Collection(graph, bounds) for p, o in graph.predicate_objects(part)]
    return f"{link} {value} . " + " ".join(f"FILTER({value} {sign} {bound})" for sign, bound in facets)
