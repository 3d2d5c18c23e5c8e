"""One thing as a page shows it: each property with its values, where each is stated, and what leads here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from cartkg import namespaces
from cartkg.server.site import place
from cartkg.server.things import LABEL, TYPE, is_known
from cartkg.store import GraphStore

SHOWN = 50  # of what leads to a thing; the count of all stands beside
HIDDEN = {LABEL, TYPE}


@dataclass(frozen=True, slots=True)
class Value:
    """A value: its words, the page that it leads to ("" for none), and the graph that states it as a link and in words."""

    words: str
    at: str
    stated_at: str
    stated: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A property in words, the page of its term, and its values."""

    words: str
    at: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing: its IRI and name, the kinds that it is of, its facts, and what leads to it, cut to SHOWN."""

    iri: str
    name: str
    kinds: tuple[Value, ...]
    facts: tuple[Fact, ...]
    leading: tuple[Fact, ...]
    leading_count: int
    graph: int  # how many triples the named graph of this name holds


def facts_of(store: GraphStore, iri: str) -> Thing:
    """What the graph says of a thing. The thing must be known (`things.is_known`)."""
    node = ox.NamedNode(iri)
    quads = list(store.engine.quads_for_pattern(node, None, None))
    incoming = list(store.engine.quads_for_pattern(None, None, node))
    kept = sorted(incoming, key=lambda quad: (quad.predicate.value, str(quad.subject)))[:SHOWN]
    return Thing(
        iri,
        name_of(store, node),
        tuple(_value(store, quad.object, quad.graph_name) for quad in quads if quad.predicate == TYPE),
        tuple(_facts(store, ((q.predicate, q.object, q.graph_name) for q in quads if q.predicate not in HIDDEN))),
        tuple(_facts(store, ((q.predicate, q.subject, q.graph_name) for q in kept))),
        len(incoming),
        sum(1 for _ in store.engine.quads_for_pattern(None, None, None, node)),
    )


Told = tuple[ox.NamedNode, object, object]  # property, value, graph


def _facts(store: GraphStore, told: Iterable[Told]) -> Iterator[Fact]:
    """The facts by property, in the order of the properties' names."""
    groups: dict[ox.NamedNode, list[Value]] = {}
    for link, value, graph in told:
        groups.setdefault(link, []).append(_value(store, value, graph))
    named = sorted((name_of(store, link), link.value) for link in groups)
    for words, iri in named:
        values = sorted(groups[ox.NamedNode(iri)], key=lambda value: (value.words, value.stated))
        yield Fact(words, leads_to(store, iri), tuple(values))


def _value(store: GraphStore, value: object, graph: object) -> Value:
    stated = graph.value if isinstance(graph, ox.NamedNode) else ""
    if isinstance(value, ox.NamedNode):
        words, at = name_of(store, value), leads_to(store, value.value)
    else:
        words, at = str(getattr(value, "value", value)), ""
    return Value(words, at, leads_to(store, stated) if stated else "", stated_in(stated))


def name_of(store: GraphStore, node: ox.NamedNode) -> str:
    """The label of a thing; without one its CURIE or its path under our base."""
    labels = sorted(str(quad.object.value) for quad in store.engine.quads_for_pattern(node, LABEL, None))  # type: ignore[union-attr]
    return labels[0] if labels else namespaces.compact(node.value).removeprefix(namespaces.BASE)


def leads_to(store: GraphStore, iri: str) -> str:
    """The page of an IRI: our own where the graph knows it, the address itself where it is one of the web, else none."""
    if is_known(store, iri):
        return place(iri)
    return iri if iri.startswith(("http://", "https://")) and namespaces.compact(iri) == iri else ""


def stated_in(graph: str) -> str:
    """A named graph in words: the record of a trial, what was read in it, a derivation, or a shared graph."""
    kind, _, rest = graph.removeprefix(namespaces.BASE).partition("/")
    if kind == "record":
        trial = rest.removesuffix("/reading").rpartition("/")[2]
        return f"{'reading of ' if rest.endswith('/reading') else 'record of '}{trial}"
    return f"derivation {rest}" if kind == "derived" else rest
