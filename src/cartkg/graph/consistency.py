"""What the ontology says of links and classes, held against a graph as if nothing else existed.

OWL infers from a domain or a range; here a link from or to something else is a fault: a condition that points to a drug, a date
that is nowhere described, a statement of two kinds, a property or a class that is misspelt. Shapes look at one trial at a time;
this looks at all links of the whole graph in one go.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from cartkg.graph.finding import Finding
from cartkg.graph.store import GraphStore
from cartkg.graph.triples.terms import KIND_CLASS
from cartkg.model.namespaces import BASE, ONTOLOGY, compact
from cartkg.model.resources import folder
from cartkg.model.windows import days
from cartkg.vocabulary import Terminology

AXIOMS = ox.NamedNode(f"{BASE}graph/ontology")
TYPE, BROADER = str(RDF.type), str(RDFS.subClassOf)
WINDOW, DAYS = f"{ONTOLOGY}window", f"{ONTOLOGY}windowDays"
TOPS = frozenset(f"{ONTOLOGY}{name}" for name in ("Condition", "Therapy", "Measure", "Antigen", "ClassificationCriteria"))
Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Which words there are, which classes are above each, what links lead from and to, and what excludes each other."""

    words: frozenset[str]
    above: Names
    domains: Names
    ranges: Names
    disjoint: tuple[frozenset[str], ...]

    def with_broader(self, kinds: Iterable[str]) -> frozenset[str]:
        """These classes and all above them."""
        return frozenset(above for kind in kinds for above in (kind, *self.above.get(kind, ())))


@cache
def ontology() -> Ontology:
    """The shipped ontology."""
    graph = Graph().parse(folder("ontology") / "cartkg.ttl")
    words = frozenset(str(term) for term in graph.subjects(RDF.type) if str(term).startswith(ONTOLOGY))
    above = {kind: frozenset(map(str, graph.transitive_objects(URIRef(kind), RDFS.subClassOf))) - {kind} for kind in words}
    disjoint = (Collection(graph, members) for members in graph.objects(None, OWL.members))
    return Ontology(
        words, above, _classes(graph, RDFS.domain), _classes(graph, RDFS.range), tuple(frozenset(map(str, d)) for d in disjoint)
    )


def _classes(graph: Graph, link: URIRef) -> Names:
    """The classes, of ours, that a property leads from or to; a union is several."""

    def named(node: Node) -> frozenset[str]:
        union = graph.value(node, OWL.unionOf)
        return frozenset(map(str, Collection(graph, union))) if union is not None else frozenset({str(node)})

    found = {str(word): named(node) for word, node in graph.subject_objects(link) if str(word).startswith(ONTOLOGY)}
    return {word: kinds for word, kinds in found.items() if all(kind.startswith(ONTOLOGY) for kind in kinds)}


def consistent(store: GraphStore) -> Iterator[Finding]:
    """What does not fit. A file without the vocabulary is held against the shipped one."""
    told, things = ontology(), _Things(store)
    for quad in store.engine:
        if quad.graph_name != AXIOMS and isinstance(quad.subject, ox.NamedNode):
            yield from _link(quad, told, things)
    for thing, kinds in things.types.items():
        for members in told.disjoint:
            if len(both := sorted(told.with_broader(kinds) & members)) > 1:
                yield _fault(thing, TYPE, " and ".join(map(compact, both)), "one thing cannot be of both classes", "disjoint")
    for thing, (window, number) in things.windows.items():
        if window and number and str(days(window)) != number:
            yield _fault(thing, DAYS, number, f"the window {window} is {days(window)} days", "windowDays")


def checked(store: GraphStore) -> Counter[str]:
    """How many things of each class of ours a graph holds, by the class's name."""
    things = _Things(store)
    return Counter(
        kind.removeprefix(ONTOLOGY) for kinds in things.types.values() for kind in kinds if kind.startswith(ONTOLOGY)
    )


class _Things:
    """Types, broader terms and windows of a graph, read once; what following derivations add counts as said."""

    def __init__(self, store: GraphStore) -> None:
        self.types: dict[str, set[str]] = defaultdict(set)
        self.broader: dict[str, set[str]] = defaultdict(set)
        self.windows: dict[str, list[str]] = defaultdict(lambda: ["", ""])
        for quad in store.engine:
            if quad.graph_name == AXIOMS or not isinstance(quad.subject, ox.NamedNode):
                continue
            subject, link, value = quad.subject.value, quad.predicate.value, str(getattr(quad.object, "value", ""))
            if link == TYPE:
                self.types[subject].add(value)
            elif link == BROADER:
                self.broader[subject].add(value)
            elif link in (WINDOW, DAYS):
                self.windows[subject][link == DAYS] = value

    def tops(self, term: str) -> frozenset[str]:
        """Of which kinds a term is, by the broader terms of the graph, else by the shipped vocabulary."""
        seen, open_ = {term}, [term]
        while open_:
            for above in self.broader.get(open_.pop(), ()):
                if above not in seen:
                    seen.add(above)
                    open_.append(above)
        return frozenset(seen & TOPS) or _shipped(term)


@cache
def _shipped(term: str) -> frozenset[str]:
    known = Terminology.shipped().terms.get(compact(term))
    kind = KIND_CLASS.get(known.kind) if known else None
    return frozenset({str(kind)}) if kind is not None else frozenset()


def _link(quad: ox.Quad, told: Ontology, things: _Things) -> Iterator[Finding]:
    thing, link, value = str(getattr(quad.subject, "value", "")), quad.predicate.value, str(getattr(quad.object, "value", ""))
    for word in (link, *([value] if link == TYPE else ())):
        if word.startswith(ONTOLOGY) and word not in told.words:
            yield Finding("warning", thing, link, value, f"the ontology has no {compact(word)}", "undeclared")
    kinds = told.with_broader(things.types.get(thing, ()))
    if (domain := told.domains.get(link)) and not domain & kinds:
        yield _fault(thing, link, value, f"this link leads from {_listed(domain)}", "domain")
    if (wanted := told.ranges.get(link)) and not _reaches(value, wanted, told, things):
        yield _fault(thing, link, value, f"this link leads to {_listed(wanted)}, which this is not", "range")


def _reaches(value: str, wanted: frozenset[str], told: Ontology, things: _Things) -> bool:
    if wanted & TOPS:
        tops = things.tops(value)
        return bool(tops & wanted) or not tops  # a term that nobody knows has a finding of its own: no label
    return bool(told.with_broader(things.types.get(value, ())) & wanted)


def _listed(kinds: frozenset[str]) -> str:
    return " or ".join(f"a {compact(kind).removeprefix('cartkg:')}" for kind in sorted(kinds))


def _fault(thing: str, path: str, value: str, message: str, rule: str) -> Finding:
    return Finding("violation", thing, path, value, message, rule)
