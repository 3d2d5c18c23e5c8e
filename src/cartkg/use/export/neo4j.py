"""CSV files for `neo4j-admin database import` (Neo4j Operations Manual, "Import", CSV header format), with the load command.

A file for each type of node and each type of relationship, the header in the first line: `id:ID`, `:LABEL`, `:START_ID`,
`:END_ID`, `:TYPE`, facts with their type (`enrollment:long`, `phase:string[]`). Arrays are parted by the first of DELIMITERS
that stands in no value, since neo4j-admin knows no escape for it; `import.sh` names it.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from cartkg.ask.columns import Kind
from cartkg.use.export.network import Edge, Facts, Network, Node, plain, snake

TYPES = {Kind.TEXT: "", Kind.TEXTS: ":string[]", Kind.INTEGER: ":long", Kind.NUMBER: ":double", Kind.BOOLEAN: ":boolean"}
DELIMITERS = (";", "|", "~", "\x1f")
COMMAND = """\
#!/bin/sh
# Loads this folder into an empty database of Neo4j 5 or newer, which must be offline: sh import.sh [DATABASE]
cd "$(dirname "$0")" || exit 1
neo4j-admin database import full "${{1:-neo4j}}" --overwrite-destination=true \\
  --multiline-fields=true --array-delimiter="{delimiter}" \\
{files}
"""


def write(network: Network, out: Path) -> None:
    """The network as a new folder `out` of CSV files, with `import.sh` beside them."""
    out.mkdir()
    delimiter = _delimiter(chain(network.nodes, network.edges))
    nodes = [_nodes(network, kind, delimiter, out) for kind in sorted({node.type for node in network.nodes})]
    edges = [_edges(network, relation, delimiter, out) for relation in sorted({edge.relation for edge in network.edges})]
    files = [f"  --nodes={name}" for name in nodes] + [f"  --relationships={name}" for name in edges]
    named = delimiter if delimiter.isprintable() else f"U+{ord(delimiter):04X}"
    (out / "import.sh").write_text(COMMAND.format(delimiter=named, files=" \\\n".join(files)), encoding="utf-8")


def _delimiter(things: Iterable[Node | Edge]) -> str:
    used = {
        character
        for thing in things
        for value in thing.facts.values()
        if isinstance(value, tuple)
        for character in "".join(value)
    }
    return next((delimiter for delimiter in DELIMITERS if delimiter not in used), DELIMITERS[-1])


def _nodes(network: Network, kind: str, delimiter: str, out: Path) -> str:
    nodes = [node for node in network.nodes if node.type == kind]
    facts = _used((node.facts for node in nodes), network.node_facts)
    header = ["id:ID", "label", *_columns(facts), ":LABEL"]
    rows = ([node.id, node.label, *_cells(node.facts, facts, delimiter), _label(node.type)] for node in nodes)
    return _file(out / f"nodes_{snake(kind)}.csv", header, rows)


def _edges(network: Network, relation: str, delimiter: str, out: Path) -> str:
    edges = [edge for edge in network.edges if edge.relation == relation]
    facts = _used((edge.facts for edge in edges), network.edge_facts)
    header = [":START_ID", ":END_ID", "label", *_columns(facts), ":TYPE"]
    rows = ([edge.source, edge.target, edge.label, *_cells(edge.facts, facts, delimiter), _type(relation)] for edge in edges)
    return _file(out / f"edges_{snake(re.sub(r'[^A-Za-z0-9]+', '_', relation))}.csv", header, rows)


def _used(every: Iterable[Facts], kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    names = {name for facts in every for name in facts}
    return {name: kind for name, kind in kinds.items() if name in names}


def _columns(facts: Mapping[str, Kind]) -> list[str]:
    return [name + TYPES[kind] for name, kind in facts.items()]


def _cells(facts: Facts, kinds: Mapping[str, Kind], delimiter: str) -> list[str]:
    return [plain(facts[name], delimiter) if name in facts else "" for name in kinds]


def _label(kind: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "", kind) or "Other"


def _type(relation: str) -> str:
    """`excludesTherapy` as `EXCLUDES_THERAPY`, Neo4j's habit for relationships."""
    return re.sub(r"[^A-Za-z0-9]+", "_", snake(relation)).upper()


def _file(path: Path, header: list[str], rows: Iterable[list[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path.name
