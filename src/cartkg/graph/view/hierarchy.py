"""The terms of a graph: their names, what is broader and what is narrower; read once from a store, then walked in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cartkg.graph.queries import text
from cartkg.graph.store import GraphStore
from cartkg.model import namespaces

compact = lru_cache(maxsize=65536)(namespaces.compact)  # the same few thousand terms stand in every row

KINDS: Mapping[str, str] = {  # the class that holds all terms of a kind: the kind's word
    "cartkg:Therapy": "therapy",
    "cartkg:Condition": "condition",
    "cartkg:Measure": "measure",
    "cartkg:Antigen": "antigen",
    "cartkg:ClassificationCriteria": "classification criteria",
}
PROPERTIES = {"owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"}
THINGS = {  # individuals that have a page of a term
    "cartkg:KnownProduct": "known product",
    "cartkg:Country": "country",
    "cartkg:RegisteredOrganisation": "organisation",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the graph: `kind` is that of KINDS, else `class`, `property`, `known product`, `country` or `organisation`."""

    curie: str
    label: str
    kind: str
    names: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hierarchy:
    """Every term of a graph by its CURIE."""

    entries: Mapping[str, Entry]
    by_label: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # lower-case label or other name: CURIEs
    _walks: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, store: GraphStore) -> "Hierarchy":
        """The terms of a graph."""
        types, labels = _typed(store)
        up, down = _edges(store, types)
        names = defaultdict(list)
        for row in store.select(text("view/term-names")):
            names[compact(row["term"])].append(row["name"])
        kinds = _kinds(types, down)
        entries = {
            curie: Entry(
                curie, labels.get(curie, curie), kinds[curie], tuple(sorted(names[curie], key=str.casefold)),
                _by_label(up[curie], labels), _by_label(down[curie], labels),
            )
            for curie in sorted(types)
        }  # fmt: skip
        return cls(entries, _index(entries.values()))

    def __contains__(self, curie: object) -> bool:
        return curie in self.entries

    def __getitem__(self, curie: str) -> Entry:
        return self.entries[curie]

    def label(self, curie: str) -> str:
        """The label of a term, the CURIE itself where the graph has none."""
        entry = self.entries.get(curie)
        return entry.label if entry else curie

    def above(self, curie: str) -> frozenset[str]:
        """The term and all that is broader."""
        return self._walk(curie, "broader")

    def below(self, curie: str) -> frozenset[str]:
        """The term and all that is narrower."""
        return self._walk(curie, "narrower")

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """The terms of a kind, by label."""
        found = (entry for entry in self.entries.values() if entry.kind == kind)
        return tuple(sorted(found, key=lambda entry: (entry.label.casefold(), entry.curie)))

    def meant(self, words: str, kind: str = "") -> tuple[str, ...]:
        """The terms (of a kind) that bear exactly this label or other name, in any case; labels win over other names."""
        found = self.by_label.get(words.strip().casefold(), ())
        fitting = tuple(curie for curie in found if kind in ("", self.entries[curie].kind))
        labelled = tuple(curie for curie in fitting if self.label(curie).casefold() == words.strip().casefold())
        return labelled or fitting

    def _walk(self, curie: str, side: str) -> frozenset[str]:
        known = self._walks.get((curie, side))
        if known is None:
            known = self._walks[curie, side] = frozenset(self._reached(curie, side))
        return known

    def _reached(self, curie: str, side: str) -> set[str]:
        found, open_ = {curie}, [curie]
        while open_:
            entry = self.entries.get(open_.pop())
            fresh = set(getattr(entry, side)) - found if entry else set()
            found |= fresh
            open_.extend(fresh)
        return found


def _typed(store: GraphStore) -> tuple[dict[str, set[str]], dict[str, str]]:
    """The types and the label of each term."""
    types: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for row in store.select(text("view/terms")):
        curie = compact(row["term"])
        types[curie].add(compact(row["type"]))
        if row["label"]:
            labels[curie] = min(labels.get(curie, row["label"]), row["label"])
    return types, labels


def _edges(store: GraphStore, known: Iterable[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    up, down, terms = defaultdict(set), defaultdict(set), set(known)
    for row in store.select(text("view/broader-terms")):
        term, broader = compact(row["term"]), compact(row["broader"])
        if term in terms and broader in terms:
            up[term].add(broader)
            down[broader].add(term)
    return up, down


def _kinds(types: Mapping[str, set[str]], down: Mapping[str, set[str]]) -> dict[str, str]:
    """The kind of each term: by what kind of thing it is, else by the class of KINDS that it lies under."""
    kinds = {}
    for curie, kind in KINDS.items():
        open_, seen = list(down.get(curie, ())), set()
        while open_:
            term = open_.pop()
            if term not in seen:
                seen.add(term)
                open_.extend(down.get(term, ()))
        kinds.update(dict.fromkeys(seen, kind))
    return {curie: kinds.get(curie) or _own_kind(of) for curie, of in types.items()}


def _own_kind(types: set[str]) -> str:
    if types & PROPERTIES:
        return "property"
    return next((THINGS[one] for one in sorted(types) if one in THINGS), "class")


def _by_label(curies: Iterable[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(curies, key=lambda curie: (labels.get(curie, curie).casefold(), curie)))


def _index(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for name in (entry.label, *entry.names):
            found[name.casefold()].add(entry.curie)
    return {name: tuple(sorted(curies)) for name, curies in found.items()}
