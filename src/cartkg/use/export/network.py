"""A property graph: nodes and edges with a name, a type and typed facts, from which all graph files are written.

Names and types stand in fields of their own, so that a person who opens a file reads "rituximab", not an IRI. An edge's type
says what holds between its ends, stance included: there is no flag that a program could drop and be left with the opposite
claim.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cartkg.ask.columns import Kind
from cartkg.model import namespaces
from cartkg.use.palette import Colour, type_colour

Value = str | int | float | bool | tuple[str, ...]
Facts = Mapping[str, Value]

# What is drawn like what: types of the ontology without a colour of their own.
LIKE = {
    "MentionedTrial": "Trial",
    "StudiedCondition": "Condition",
    "KnownProduct": "Product",
    "Organisation": "Sponsor",
    "RegisteredOrganisation": "Sponsor",
    "InclusionCriterion": "Criterion",
    "ExclusionCriterion": "Criterion",
    "TherapyStatement": "Statement",
    "ThresholdStatement": "Statement",
    "DiagnosisStatement": "Statement",
    "AgeStatement": "Statement",
}
FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold, section 2.2


@dataclass(frozen=True, slots=True)
class Node:
    """A thing: its identifier (a CURIE, or the path of its IRI), name, type and facts."""

    id: str
    label: str
    type: str
    facts: Facts = field(default_factory=dict)

    @property
    def colour(self) -> Colour:
        return type_colour(LIKE.get(self.type, self.type))


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two nodes: `relation` is its type, `label` the same in words."""

    source: str
    target: str
    relation: str
    label: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges in a fixed order; a fact has one kind of value over all nodes, and over all edges."""

    name: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    node_facts: Mapping[str, Kind]
    edge_facts: Mapping[str, Kind]


def network(name: str, nodes: Iterable[Node], edges: Iterable[Edge]) -> Network:
    """A network of these nodes and edges: sorted, its texts writable in every format, its facts of one kind each.

    Edges whose ends are not among the nodes are left out.
    """
    found = {node.id: node for node in nodes}
    kept = {_key(edge): edge for edge in edges if edge.source in found and edge.target in found}
    node_facts, edge_facts = _kinds(node.facts for node in found.values()), _kinds(edge.facts for edge in kept.values())
    return Network(
        name,
        tuple(
            replace(node, label=text(node.label), facts=_alike(node.facts, node_facts))
            for node in sorted(found.values(), key=lambda node: node.id)
        ),
        tuple(
            replace(kept[key], label=text(kept[key].label), facts=_alike(kept[key].facts, edge_facts)) for key in sorted(kept)
        ),
        node_facts,
        edge_facts,
    )


def _key(edge: Edge) -> tuple[str, ...]:
    return edge.source, edge.relation, edge.target, edge.label, *(f"{name} {edge.facts[name]}" for name in sorted(edge.facts))


def _kinds(every: Iterable[Facts]) -> dict[str, Kind]:
    found: dict[str, set[Kind]] = {}
    for facts in every:
        for name, value in facts.items():
            found.setdefault(name, set()).add(_kind(value))
    return {name: _common(found[name]) for name in sorted(found)}


def _kind(value: Value) -> Kind:
    if isinstance(value, tuple):
        return Kind.TEXTS
    names = {bool: Kind.BOOLEAN, int: Kind.INTEGER, float: Kind.NUMBER}
    return names.get(type(value), Kind.TEXT)


def _common(kinds: set[Kind]) -> Kind:
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds == {Kind.INTEGER, Kind.NUMBER}:
        return Kind.NUMBER
    return Kind.TEXTS if Kind.TEXTS in kinds else Kind.TEXT


def _alike(facts: Facts, kinds: Mapping[str, Kind]) -> Facts:
    return {name: _as(facts[name], kinds[name]) for name in sorted(facts)}


def _as(value: Value, kind: Kind) -> Value:
    if kind is Kind.TEXTS:
        return tuple(text(part) for part in value) if isinstance(value, tuple) else (text(plain(value)),)
    if kind is Kind.TEXT:
        return text(plain(value))
    return float(value) if kind is Kind.NUMBER and isinstance(value, int) else value


def plain(value: Value, separator: str = "|") -> str:
    """A value as one text: several joined, true and false in small letters."""
    if isinstance(value, tuple):
        return separator.join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def single(value: Value) -> str | int | float | bool:
    """A value for formats that know no lists: several texts joined by a bar."""
    return plain(value) if isinstance(value, tuple) else value


def text(words: str) -> str:
    """Words without the characters that XML cannot hold; a replacement character stands in their place."""
    return FORBIDDEN.sub("�", words)


def identifier(iri: str) -> str:
    """A short name for an IRI: its CURIE, the path of one of ours (`trial/NCT…`), else the IRI."""
    curie = namespaces.compact(iri)
    return curie if curie != iri else iri.removeprefix(namespaces.BASE)


def snake(name: str) -> str:
    """`cellSource` as `cell_source`: facts are named as in the answer tables."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")


def spaced(name: str) -> str:
    """`excludesTherapy` as `excludes therapy`."""
    return snake(name).replace("_", " ")
