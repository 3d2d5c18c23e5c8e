"""Cytoscape.js JSON (js.cytoscape.org, "Elements JSON"), with a style: `cytoscape({container, ...file})` draws it.

Cytoscape Desktop opens the same file as `.cyjs`: it reads a node's name from `name` and an edge's type from `interaction`.
"""

import json
from pathlib import Path
from typing import Any

from cartkg.use.export.network import LIKE, Edge, Network, Node
from cartkg.use.palette import LIGHT, STANCES, TYPES, Colour

Element = dict[str, Any]
NODE = {
    "label": "data(label)", "background_color": "data(color)", "color": "#000000", "font_size": 10, "text_wrap": "ellipsis",
    "text_max_width": 140, "text_background_color": LIGHT, "text_background_opacity": 0.8, "text_valign": "bottom",
    "border_width": 1,
}  # fmt: skip
EDGE = {"curve_style": "straight", "line_color": "#8C8C8C", "width": 1, "opacity": 0.7}


def write(network: Network, out: Path) -> None:
    """The network as one JSON file."""
    out.write_text(json.dumps(document(network), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def document(network: Network) -> Element:
    """Data, elements, style and layout, as Cytoscape.js takes them. Several values of one fact are a list."""
    return {
        "data": {"name": network.name},
        "elements": {
            "nodes": [_node(node) for node in network.nodes],
            "edges": [_edge(edge, number) for number, edge in enumerate(network.edges)],
        },
        "style": style(),
        "layout": {"name": "cose"},
    }


def _node(node: Node) -> Element:
    drawn = {"id": node.id, "name": node.label, "label": node.label, "type": node.type}
    facts = {name: list(value) if isinstance(value, tuple) else value for name, value in node.facts.items()}
    return {"data": facts | drawn | {"color": node.colour.fill}}


def _edge(edge: Edge, number: int) -> Element:
    ends = {"id": f"e{number}", "source": edge.source, "target": edge.target}
    named = {"relation": edge.relation, "interaction": edge.relation, "name": edge.label, "label": edge.label}
    facts = {name: list(value) if isinstance(value, tuple) else value for name, value in edge.facts.items()}
    return {"data": facts | ends | named}


def style() -> list[Element]:
    """A style sheet: colour and shape by type, colour and line by stance, names as labels."""
    types = {kind: kind for kind in TYPES} | dict(LIKE)
    stances = [(stance, colour) for stance, colour in STANCES.items() if " " not in stance]
    return [
        _rule("node", **NODE),
        _rule("edge", **EDGE),
        _rule("edge[weight]", width="mapData(weight, 1, 60, 1, 12)"),
        *(_rule(f"node[type = '{kind}']", **_shape(TYPES[like])) for kind, like in types.items()),
        *(_rule(f"edge[relation ^= '{stance}']", **_line(colour)) for stance, colour in stances),
    ]


def _rule(selector: str, **drawn: object) -> Element:
    """A rule of the style sheet; Cytoscape.js parts the words of a property by hyphens."""
    return {"selector": selector, "style": {name.replace("_", "-"): value for name, value in drawn.items()}}


def _shape(colour: Colour) -> Element:
    return {"shape": colour.shape, "border_color": colour.on_light}


def _line(colour: Colour) -> Element:
    dashes = [int(part) for part in colour.dash.split()]
    return {"line_color": colour.on_light} | ({"line_style": "dashed", "line_dash_pattern": dashes} if dashes else {})
