"""The graph, or a part of it, as a property graph: things and terms are nodes, their literals facts, their links edges.

Left out, because a picture would mislead or drown: the ontology's own axioms; records and software (where a thing was read is
its fact `record`); and the verdicts of what a trial does *not* exclude or leaves open, since an edge is read as "something is
said". The RDF formats hold all of it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import pyoxigraph as ox

from cartkg.graph import iri
from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.model.errors import QuestionError
from cartkg.model.namespaces import BASE, ONTOLOGY
from cartkg.use.export.network import Edge, Network, Node, Value, identifier, network, snake, spaced

ONTOLOGY_GRAPH = f"{BASE}graph/ontology"
TYPE = namespaces.expand("rdf:type")
LABEL = namespaces.expand("rdfs:label")
BROADER = namespaces.expand("rdfs:subClassOf")
RECORDS = {namespaces.expand("dcterms:source"), namespaces.expand("prov:wasDerivedFrom")}
IDENTIFIER = namespaces.expand("dcterms:identifier")
HIDDEN = {"Record", "Reading", "Software", "Derivation", "TherapyTopic", "ConditionTopic", "TrialDate"}
ABSENT = {f"{ONTOLOGY}doesNotExcludePeopleWith", f"{ONTOLOGY}leavesOpenPeopleWith"}
# The tops of the vocabulary, and what a term below them is called.
TOPS = {"Condition": "Condition", "Therapy": "Agent", "Measure": "Measure", "Antigen": "Target"}
PREFERRED = (f"{ONTOLOGY}Trial", f"{ONTOLOGY}Product")  # where a thing has several types
LARGER = {BROADER, f"{ONTOLOGY}inCountry"}  # followed from the smaller to the larger only: a country is no neighbourhood
# Facts of which a thing can have several: lists in every graph, so that a file's columns do not depend on what it holds.
SEVERAL = {"phase", "category", "alt_label", "condition_qualifier", "design_word", "record", "has_db_xref"}
RESERVED = {"id", "label", "type", "iri", "color", "relation", "source", "target", "r", "g", "b"}
Link = tuple[str, str, str]
Triples = Iterable[ox.Triple | ox.Quad]


@dataclass(slots=True)
class PlainFact:
    """What triples say: types, labels, literals and links of each thing."""

    types: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, list[ox.Literal]]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    def take(self, triples: Triples) -> "PlainFact":
        for triple in triples:
            self._one(_name(triple.subject), triple.predicate.value, triple.object)
        return self

    def _one(self, subject: str, predicate: str, value: object) -> None:
        if isinstance(value, ox.Literal):
            if predicate == LABEL:
                self.labels[subject] = min(self.labels.get(subject, value.value), value.value)
            else:
                self.facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
        elif predicate == TYPE:
            self.types.setdefault(subject, []).append(_name(value))
        else:
            self.links.append((subject, predicate, _name(value)))


def _name(term: object) -> str:
    """An IRI as it is; a blank node in the form `_:b1`."""
    return str(term) if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))


class WholeGraph:
    """A built graph, read once: what its networks are cut from."""

    def __init__(self, store: GraphStore) -> None:
        ontology = ox.NamedNode(ONTOLOGY_GRAPH)
        aside = {ontology, *map(ox.NamedNode, (iri.TYPES, iri.SHORTCUTS))}
        self.said = PlainFact().take(quad for quad in store.engine if quad.graph_name not in aside)
        self.properties = PlainFact().take(store.engine.quads_for_pattern(None, None, None, ontology)).labels

    @cached_property
    def above(self) -> Mapping[str, list[str]]:
        """The broader terms of each term."""
        broader: dict[str, list[str]] = {}
        for subject, predicate, value in self.said.links:
            if predicate == BROADER:
                broader.setdefault(subject, []).append(value)
        return broader

    @cached_property
    def things(self) -> Mapping[str, str]:
        """Each thing that can be a node, with its type: the things of the records, and the terms in use or broader."""
        found = {thing: kind for thing in self.said.types if (kind := self._kind(thing)) and kind != "Term"}
        used = {value for subject, predicate, value in self.said.links if subject in found and predicate not in ABSENT}
        for term in self._with_broader(used & self.said.types.keys() - found.keys()):
            found[term] = self.term_type(term)
        return {thing: kind for thing, kind in found.items() if kind not in HIDDEN}

    def _with_broader(self, terms: Iterable[str]) -> Iterator[str]:
        queue, seen = deque(terms), set(terms)
        while queue:
            term = queue.popleft()
            yield term
            fresh = [above for above in self.above.get(term, ()) if above not in seen and not above.startswith(ONTOLOGY)]
            seen.update(fresh)
            queue.extend(fresh)

    def _kind(self, thing: str) -> str:
        """The type of a thing in the ontology's words; "Term" for a class of the vocabulary, "" where it has none."""
        types = sorted(self.said.types.get(thing, ()), key=lambda kind: (kind not in PREFERRED, kind))
        ours = [kind.removeprefix(ONTOLOGY) for kind in types if kind.startswith(ONTOLOGY)]
        return ours[0] if ours else "Term" if types else ""

    def term_type(self, term: str) -> str:
        """Condition, Agent, Measure or Target, by the top of the vocabulary that the term stands under."""
        queue, seen = deque([term]), {term}
        while queue:
            for above in sorted(self.above.get(queue.popleft(), ())):
                if above.startswith(ONTOLOGY):
                    return TOPS.get(above.removeprefix(ONTOLOGY), "Term")
                if above not in seen:
                    seen.add(above)
                    queue.append(above)
        return "Term"

    @cached_property
    def links(self) -> list[Link]:
        """The links that are drawn: both ends are nodes, and something is said."""
        return sorted(
            {link for link in self.said.links if link[0] in self.things and link[2] in self.things and link[1] not in ABSENT}
        )

    def node(self, thing: str, said: PlainFact | None = None) -> Node:
        """A thing as a node; its facts from `said` (the whole graph when none is given)."""
        kind = self.things.get(thing) or self._kind(thing) or "Other"
        facts = _facts((said or self.said).facts.get(thing, {})) | ({} if said else self._elsewhere.get(thing, {}))
        curie = identifier(thing)
        label = self._label(thing, kind, said)
        title = {"title": self.said.labels[thing]} if kind == "Trial" and not said and thing in self.said.labels else {}
        return Node(curie, label, kind, title | facts | {"iri": thing})

    def _label(self, thing: str, kind: str, said: PlainFact | None) -> str:
        """A trial is called by its identifier, as people call it; its title is a fact."""
        if kind in ("Trial", "MentionedTrial"):
            names = [name.value for name in self.said.facts.get(thing, {}).get(IDENTIFIER, ())]
            return min(names, default=thing.rsplit("/", 1)[-1])
        own = said.labels.get(thing, "") if said else ""
        return own or self.said.labels.get(thing) or self.properties.get(thing) or thing.rstrip("/").rsplit("/", 1)[-1]

    @cached_property
    def _elsewhere(self) -> Mapping[str, dict[str, Value]]:
        """Facts that the graph keeps in nodes of their own: a trial's dates, and the files that a thing was read from."""
        found: dict[str, dict[str, set[str]]] = {}
        for subject, predicate, value in self.said.links:
            facts = self.said.facts.get(value, {})
            if predicate == f"{ONTOLOGY}hasDate":
                kinds, days = facts.get(f"{ONTOLOGY}dateKind", ()), facts.get(f"{ONTOLOGY}dateValue", ())
                for kind, day in zip(kinds, days, strict=False):
                    found.setdefault(subject, {}).setdefault(snake(kind.value), set()).add(day.value)
            elif predicate in RECORDS and (names := facts.get(f"{ONTOLOGY}fileName")):
                found.setdefault(subject, {}).setdefault("record", set()).update(name.value for name in names)
        return {thing: {name: _one(name, sorted(values)) for name, values in facts.items()} for thing, facts in found.items()}

    def edge(self, link: Link) -> Edge:
        """A link as an edge."""
        subject, predicate, value = link
        relation = namespaces.compact(predicate).rsplit(":", 1)[-1]
        return Edge(identifier(subject), identifier(value), relation, self.properties.get(predicate) or spaced(relation))


def _facts(said: Mapping[str, list[ox.Literal]]) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for predicate, literals in said.items():
        name = snake(namespaces.compact(predicate).rsplit(":", 1)[-1].rsplit("/", 1)[-1])
        name = f"{name}_" if name in RESERVED else name
        values = sorted({literal.value for literal in literals})
        facts[name] = _typed(literals[0]) if len(values) == 1 and name not in SEVERAL else tuple(values)
    return facts


def _one(name: str, values: list[str]) -> Value:
    return values[0] if len(values) == 1 and name not in SEVERAL else tuple(values)


def _typed(literal: ox.Literal) -> Value:
    kind = literal.datatype.value.rsplit("#", 1)[-1]
    try:
        if kind in ("integer", "nonNegativeInteger"):
            return int(literal.value)
        if kind in ("decimal", "double", "float"):
            return float(literal.value)
    except ValueError:
        return literal.value
    return literal.value == "true" if kind == "boolean" else literal.value


def whole(store: GraphStore) -> Network:
    """Every thing of the records with its facts and links, and the terms in use with what is broader."""
    graph = WholeGraph(store)
    return network("cartkg", map(graph.node, graph.things), map(graph.edge, graph.links))


def answer(triples: Triples, store: GraphStore) -> Network:
    """The triples that a CONSTRUCT query gave, labels and types from the whole graph where the answer has none."""
    graph, said = WholeGraph(store), PlainFact().take(triples)
    ends = {end for subject, _, value in said.links for end in (subject, value)}
    things = ends | said.facts.keys() | said.labels.keys() | said.types.keys()
    nodes = (graph.node(thing, said) for thing in things)
    return network("answer", nodes, map(graph.edge, said.links))


def around(store: GraphStore, trial: str, depth: int) -> Network:
    """A trial and everything at most `depth` links away from it. Raises QuestionError for a trial that is not in the graph."""
    graph = WholeGraph(store)
    near = reached(graph, trial, depth)
    edges = (graph.edge(link) for link in graph.links if link[0] in near and link[2] in near)
    return network(f"{trial} to depth {depth}", map(graph.node, near), edges)


def reached(graph: WholeGraph, trial: str, depth: int) -> set[str]:
    """The IRIs at most `depth` links away from a trial, in either direction; into what is LARGER, but not out of it."""
    start = next((thing for thing in (trial, f"{BASE}trial/{trial}") if graph.things.get(thing) == "Trial"), "")
    if not start:
        raise QuestionError(trial, "is not a trial of this graph", "list them: cartkg ask trials")
    beside: dict[str, set[str]] = {}
    for subject, predicate, value in graph.links:
        beside.setdefault(subject, set()).add(value)
        if predicate not in LARGER:
            beside.setdefault(value, set()).add(subject)
    near = last = {start}
    for _ in range(depth):
        last = set(chain.from_iterable(beside.get(thing, ()) for thing in last)) - near
        near = near | last
    return near
