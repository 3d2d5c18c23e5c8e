"""A thing of the graph with all that is said of it, and by which graph (a record's, a reading's, a derivation's)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cartkg.graph import iri
from cartkg.graph.store import GraphStore
from cartkg.model import namespaces

TYPE = "rdf:type"
LABEL = "rdfs:label"
READ = (
    "SELECT ?thing ?link ?value ?graph (isIRI(?value) AS ?named) { %s GRAPH ?graph { ?thing ?link ?value } "
    f"FILTER(?graph != <{iri.TYPES}>) }}"  # a thing is called by its own class
)

_compact = lru_cache(maxsize=20_000)(namespaces.compact)  # the same few links and terms come thousands of times


@dataclass(frozen=True, slots=True)
class NodeValue:
    """A value as it was said: identifiers as CURIEs where a prefix fits, and the IRIs of the graphs that say it."""

    value: str
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing by its IRI; its values by the CURIE of the property, sorted."""

    iri: str
    values: Mapping[str, tuple[NodeValue, ...]]

    def all(self, link: str) -> tuple[str, ...]:
        """Every value of a property of ours (`cartkg:` need not be said)."""
        return tuple(said.value for said in self.said(link))

    def one(self, link: str) -> str:
        """The first value, "" where there is none."""
        return next(iter(self.all(link)), "")

    def said(self, link: str) -> tuple[NodeValue, ...]:
        return self.values.get(link if ":" in link else f"cartkg:{link}", ())

    @property
    def type(self) -> str:
        return self.one(TYPE)


def read(store: GraphStore, pattern: str) -> dict[str, Node]:
    """The things that `pattern` binds to ?thing, by IRI."""
    found: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for row in store.select(READ % pattern):
        value = _compact(row["value"]) if row["named"] == "true" else row["value"]
        found[row["thing"]][_compact(row["link"])][value].add(row["graph"])
    return {iri: Node(iri, dict(_values(links))) for iri, links in sorted(found.items())}


def _values(links: Mapping[str, Mapping[str, set[str]]]) -> Iterator[tuple[str, tuple[NodeValue, ...]]]:
    for link, values in links.items():
        yield link, tuple(NodeValue(value, tuple(sorted(graphs))) for value, graphs in sorted(values.items()))


def labels(store: GraphStore, curies: Iterable[str]) -> dict[str, str]:
    """The labels of terms, by CURIE; a term without one is absent."""
    terms = " ".join(f"<{namespaces.expand(curie)}>" for curie in sorted(set(curies)) if curie)
    rows = store.table(
        f"SELECT ?term (MIN(?name) AS ?label) {{ VALUES ?term {{ {terms} }} ?term rdfs:label ?name }} GROUP BY ?term"
    )
    return {row[0]: row[1] for row in rows[1]}
