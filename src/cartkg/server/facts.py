"""One thing as a page shows it: each property with its values, where each is stated, and what leads here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from cartkg.graph.store import GraphStore
from cartkg.model import namespaces
from cartkg.server.site import place
from cartkg.server.things import LABEL, TYPE, is_known

SHOWN = 50  # of what leads to a thing; the count of all stands beside
HIDDEN = {LABEL, TYPE}
FIRST = (
    "text",
    "words",
    "sourceText",
    "states",
    "stance",
    "agent",
    "condition",
    "measure",
    "comparator",
    "value",
    "unit",
    "window",
)
NAMES = {namespaces.PREFIXES["rdfs"] + "subClassOf": "is a kind of"}  # of properties that the ontology does not label


@dataclass(frozen=True, slots=True)
class Words:
    """Words and the page that they lead to ("" for none)."""

    said: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and the named graph that states it."""

    value: Words
    stated: Words


@dataclass(frozen=True, slots=True)
class Fact:
    """A property and its values."""

    of: Words
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing: its IRI and name, the wholes that it is part of, its kinds and facts, what leads to it, cut to SHOWN."""

    iri: str
    name: str
    wholes: tuple[Words, ...]
    kinds: tuple[Words, ...]
    facts: tuple[Fact, ...]
    leading: tuple[Fact, ...]
    leading_count: int
    triples: int  # that the named graph of this name holds

    @property
    def title(self) -> str:
        """The name with those of its wholes, innermost first."""
        return ", ".join((self.name, *(whole.said for whole in reversed(self.wholes))))


def facts_of(store: GraphStore, iri: str) -> Thing:
    """What the graph says of a thing. The thing must be known (`things.is_known`)."""
    node = ox.NamedNode(iri)
    quads = list(store.engine.quads_for_pattern(node, None, None))
    incoming = list(store.engine.quads_for_pattern(None, None, node))
    kept = sorted(incoming, key=lambda quad: (quad.predicate.value, str(quad.subject)))[:SHOWN]
    return Thing(
        iri,
        name_of(store, iri),
        tuple(_wholes(store, iri)),
        tuple(_words(store, quad.object) for quad in quads if quad.predicate == TYPE),
        tuple(_facts(store, ((q.predicate, q.object, q.graph_name) for q in quads if q.predicate not in HIDDEN))),
        tuple(_facts(store, ((q.predicate, q.subject, q.graph_name) for q in kept))),
        len(incoming),
        sum(1 for _ in store.engine.quads_for_pattern(None, None, None, node)),
    )


def sources(facts: Iterable[Fact]) -> frozenset[Words]:
    """The graphs that state these facts."""
    return frozenset(value.stated for fact in facts for value in fact.values)


def _wholes(store: GraphStore, iri: str) -> Iterator[Words]:
    """The things under whose IRI this one's lies, outermost first: a trial before its criterion before a statement."""
    parts = iri.removeprefix(namespaces.BASE).split("/")
    for count in range(1, len(parts)):
        whole = namespaces.BASE + "/".join(parts[:count])
        if iri.startswith(namespaces.BASE) and is_known(store, whole):
            yield Words(parts[1] if count == 2 else name_of(store, whole), place(whole))


Told = tuple[ox.NamedNode, object, object]  # property, value, graph


def _facts(store: GraphStore, told: Iterable[Told]) -> Iterator[Fact]:
    """The facts by property: what tells most first, then in the order of the properties' names."""
    groups: dict[str, list[Value]] = {}
    for link, value, graph in told:
        stated = graph.value if isinstance(graph, ox.NamedNode) else ""
        groups.setdefault(link.value, []).append(Value(_words(store, value), stated_in(store, stated)))
    for iri in sorted(groups, key=lambda iri: (_rank(iri), name_of(store, iri), iri)):
        values = sorted(groups[iri], key=lambda value: (value.value.said, value.stated.said))
        yield Fact(Words(name_of(store, iri), leads_to(store, iri)), tuple(values))


def _rank(iri: str) -> int:
    local = iri.removeprefix(namespaces.ONTOLOGY)
    return FIRST.index(local) if local in FIRST else len(FIRST)


def _words(store: GraphStore, value: object) -> Words:
    if isinstance(value, ox.NamedNode):
        return Words(name_of(store, value.value), leads_to(store, value.value))
    return Words(str(getattr(value, "value", value)))


def name_of(store: GraphStore, iri: str) -> str:
    """The label of a thing; without one its CURIE or its path under our base."""
    found = store.engine.quads_for_pattern(ox.NamedNode(iri), LABEL, None)
    labels = sorted(quad.object.value for quad in found if isinstance(quad.object, ox.Literal))
    return labels[0] if labels else NAMES.get(iri) or namespaces.compact(iri).removeprefix(namespaces.BASE)


def leads_to(store: GraphStore, iri: str) -> str:
    """The page of an IRI: our own where the graph knows it, the address itself where it is one of the web, else none."""
    if is_known(store, iri):
        return place(iri)
    return iri if iri.startswith(("http://", "https://")) and namespaces.compact(iri) == iri else ""


def stated_in(store: GraphStore, graph: str) -> Words:
    """A named graph in words: the record of a trial, what was read in it, a derivation, or a shared graph."""
    kind, _, rest = graph.removeprefix(namespaces.BASE).partition("/")
    if kind == "record":
        trial = rest.removesuffix("/reading").rpartition("/")[2]
        said = f"{'reading of ' if rest.endswith('/reading') else 'record of '}{trial}"
    else:
        said = f"derivation {rest}" if kind == "derived" else rest
    return Words(said, leads_to(store, graph) if graph else "")
