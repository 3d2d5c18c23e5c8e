"""GEXF 1.3 for Gephi: types and labels, a colour for each type of node and each stance, and dates for the timeline.

Each edge has its `kind`: Gephi adds up parallel edges of one kind, and a trial that requires and excludes a drug has two.

A trial begins on its start date and ends on its completion, where the record states them; a month stands for its first day as
a start and for its last as an end. What has no date is there at all times: the record does not say, so nothing is hidden. The
dates as the record has them stay in `start_date` and `completion`.
"""

import calendar
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from cartkg.use.export.graphml import edge_data, node_data
from cartkg.use.export.network import Edge, Facts, Network, Node, plain
from cartkg.use.palette import STANCES, Colour, rgb

Data = dict[str, object]
NEWER = {
    b"http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd": b"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd",
    b"http://www.gexf.net/1.2draft": b"http://gexf.net/1.3",
    b'version="1.2"': b'version="1.3"',
}


def write(network: Network, out: Path) -> None:
    """The network as GEXF. No day of writing stands in it: the same network, the same bytes."""
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(_dated(network))
    _tidy(writer.xml)
    for edge in writer.xml.iter("edge"):
        edge.set("kind", network.edges[int(edge.get("id", ""))].relation)
    writer.indent(writer.xml)
    head, graph, rest = ET.tostring(writer.xml, encoding="utf-8", xml_declaration=True).partition(b"<graph ")
    for old, new in NEWER.items():  # networkx writes 1.2, of which 1.3 differs by its names and by the kinds of edges
        head = head.replace(old, new)
    out.write_bytes(head + graph + rest)


def _tidy(root: ET.Element) -> None:
    """Takes out what networkx adds of its own: the day of writing, its name, and a column with the numbers of the edges."""
    for meta in root.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
        for creator in meta.iter("creator"):
            creator.text = "cartkg"
    for declared in root.iter("attributes"):
        for attribute in [one for one in declared if one.get("title") == "networkx_key"]:
            declared.remove(attribute)
            for values in root.iter("attvalues"):
                for value in [one for one in values if one.get("for") == attribute.get("id")]:
                    values.remove(value)


def _dated(network: Network) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=network.name)
    for node in network.nodes:
        graph.add_node(node.id, **_node(node))
    for number, edge in enumerate(network.edges):
        graph.add_edge(edge.source, edge.target, id=str(number), **_edge(edge))
    return graph


def _node(node: Node) -> Data:
    return {**_drawn(node_data(node)), **_span(node.facts), "viz": {"color": _rgba(node.colour)}}


def _edge(edge: Edge) -> Data:
    colour = next((colour for stance, colour in STANCES.items() if edge.relation.startswith(stance)), None)
    viz = {"viz": {"color": _rgba(colour)}} if colour else {}
    return {**_drawn(edge_data(edge)), **_span(edge.facts), **viz}


def _drawn(data: dict[str, str | int | float | bool]) -> Data:
    """Without what GEXF has an element of its own for; `start` there is a day, not a fact."""
    kept: Data = {name: value for name, value in data.items() if name not in ("r", "g", "b", "start")}
    return kept | ({"start_date": data["start"]} if "start" in data else {})


def _rgba(colour: Colour) -> Data:
    red, green, blue = rgb(colour.fill)
    return {"r": red, "g": green, "b": blue, "a": 1.0}


def _span(facts: Facts) -> Data:
    start, end = day(plain(facts.get("start", "")), last=False), day(plain(facts.get("completion", "")), last=True)
    backwards = start and end and end < start  # Gephi refuses it; the dates stay readable as facts
    return {name: value for name, value in (("start", start), ("end", "" if backwards else end)) if value}


def day(date: str, last: bool) -> str:
    """The first or last day of a date that may be a year, a month or a day; "" for anything else."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", date)
    if not parts:
        return ""
    year, month, exact = parts.groups()
    month = month or ("12" if last else "01")
    return f"{year}-{month}-{exact or (f'{calendar.monthrange(int(year), int(month))[1]:02}' if last else '01')}"
