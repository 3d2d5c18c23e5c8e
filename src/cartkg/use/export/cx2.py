"""CX2 (cytoscape.org/cx/cx2) for NDEx and Cytoscape: declared types, names, and a style with colour and shape by type."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cartkg.ask.columns import Kind
from cartkg.use.export.network import LIKE, Facts, Network, Value
from cartkg.use.palette import STANCES, type_colour

TYPES = {
    Kind.TEXT: "string", Kind.TEXTS: "list_of_string", Kind.INTEGER: "long", Kind.NUMBER: "double", Kind.BOOLEAN: "boolean",
}  # fmt: skip
# The shapes that CX2 has for those of the palette.
SHAPES = {
    "ellipse": "ellipse", "diamond": "diamond", "triangle": "triangle", "hexagon": "hexagon", "rectangle": "rectangle",
    "octagon": "octagon", "vee": "vee", "round-rectangle": "round-rectangle", "pentagon": "hexagon", "tag": "parallelogram",
    "rhomboid": "parallelogram",
}  # fmt: skip
Aspect = dict[str, Any]


def write(network: Network, out: Path) -> None:
    """The network as CX2, aspects in the order that the format demands."""
    out.write_text(json.dumps(document(network), ensure_ascii=False) + "\n", encoding="utf-8")


def document(network: Network) -> list[Aspect]:
    """The aspects of the network; nodes and edges are numbered from 0 in their order, `id` keeps the identifier."""
    numbers = {node.id: number for number, node in enumerate(network.nodes)}
    nodes = [
        {"id": numbers[node.id], "v": {"name": node.label, "type": node.type, "identifier": node.id} | _values(node.facts)}
        for node in network.nodes
    ]
    edges = [
        {
            "id": number, "s": numbers[edge.source], "t": numbers[edge.target],
            "v": {"interaction": edge.relation, "name": edge.label} | _values(edge.facts),
        }
        for number, edge in enumerate(network.edges)
    ]  # fmt: skip
    kinds = {node.type for node in network.nodes}
    relations = {edge.relation for edge in network.edges}
    aspects: list[tuple[str, list[Aspect]]] = [
        ("attributeDeclarations", [_declarations(network)]),
        ("networkAttributes", [{"name": network.name}]),
        ("nodes", nodes),
        ("edges", edges),
        ("visualProperties", [_style(kinds, relations)]),
    ]
    counted = [{"name": name, "elementCount": len(elements)} for name, elements in aspects]
    header: Aspect = {"CXVersion": "2.0", "hasFragments": False}
    return [header, {"metaData": counted}, *({name: elements} for name, elements in aspects), {"status": [{"success": True}]}]


def _values(facts: Facts) -> Aspect:
    return {_named(name): list(value) if isinstance(value, tuple) else value for name, value in facts.items()}


def _named(fact: str) -> str:
    """`name` and `identifier` are ours here; a fact so called gets a mark."""
    return f"{fact}_" if fact in ("name", "identifier", "interaction") else fact


def _declarations(network: Network) -> Aspect:
    text = {"d": "string"}
    return {
        "networkAttributes": {"name": text},
        "nodes": {"name": text, "type": text, "identifier": text} | _declared(network.node_facts),
        "edges": {"interaction": text, "name": text} | _declared(network.edge_facts),
    }


def _declared(facts: Mapping[str, Kind]) -> dict[str, dict[str, str]]:
    return {_named(name): {"d": TYPES[kind]} for name, kind in facts.items()}


def _style(kinds: Iterable[str], relations: Iterable[str]) -> Aspect:
    colours = {kind: type_colour(LIKE.get(kind, kind)) for kind in sorted(kinds)}
    stances = {name: STANCES[stance] for name in sorted(relations) for stance in STANCES if name.startswith(stance)}
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {"NODE_WIDTH": 35, "NODE_HEIGHT": 35, "NODE_LABEL_FONT_SIZE": 10, "NODE_LABEL_COLOR": "#000000"},
            "edge": {"EDGE_WIDTH": 1, "EDGE_LINE_COLOR": "#8C8C8C", "EDGE_TARGET_ARROW_SHAPE": "triangle"},
        },
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
            "NODE_BACKGROUND_COLOR": _discrete("type", {kind: colour.fill for kind, colour in colours.items()}),
            "NODE_BORDER_COLOR": _discrete("type", {kind: colour.on_light for kind, colour in colours.items()}),
            "NODE_SHAPE": _discrete("type", {kind: SHAPES[colour.shape] for kind, colour in colours.items()}),
        },
        "edgeMapping": {
            "EDGE_LINE_COLOR": _discrete("interaction", {name: colour.on_light for name, colour in stances.items()}),
            "EDGE_LINE_STYLE": _discrete("interaction", {name: "dashed" for name, colour in stances.items() if colour.dash}),
        },
    }


def _discrete(attribute: str, values: Mapping[str, Value]) -> Aspect:
    pairs = [{"v": value, "vp": drawn} for value, drawn in values.items()]
    return {"type": "DISCRETE", "definition": {"attribute": attribute, "type": "string", "map": pairs}}
