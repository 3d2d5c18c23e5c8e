"""GraphML (graphml.graphdrawing.org) for Gephi, yEd, Cytoscape and networkx: typed keys for nodes and edges.

`r`, `g` and `b` are the names under which Gephi reads a node's colour from GraphML; `color` is the same as `#RRGGBB`. An
edge's type is in `relation`, because Gephi reads `type` as directed or undirected.
"""

from pathlib import Path

import networkx as nx

from cartkg.use.export.network import Edge, Network, Node, single
from cartkg.use.palette import rgb

Data = dict[str, str | int | float | bool]


def write(network: Network, out: Path) -> None:
    """The network as GraphML; several values of one fact are joined by a bar."""
    nx.write_graphml_xml(property_graph(network), out)


def property_graph(network: Network) -> "nx.MultiDiGraph[str]":
    """The network in networkx: for analysis, and for its writers."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=network.name)
    for node in network.nodes:
        graph.add_node(node.id, **node_data(node))
    for number, edge in enumerate(network.edges):
        graph.add_edge(edge.source, edge.target, key=number, **edge_data(edge))
    return graph


def node_data(node: Node) -> Data:
    """Name, type, colour and facts of a node, without lists."""
    red, green, blue = rgb(node.colour.fill)
    drawn: dict[str, str | int | float | bool] = {
        "label": node.label,
        "type": node.type,
        "color": node.colour.fill,
        "r": red,
        "g": green,
        "b": blue,
    }
    return drawn | {name: single(value) for name, value in node.facts.items()}


def edge_data(edge: Edge) -> Data:
    """Type, words and facts of an edge, without lists."""
    return {"relation": edge.relation, "label": edge.label} | {name: single(value) for name, value in edge.facts.items()}
