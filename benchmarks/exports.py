"""Every export format of one built graph: size, processor time, the program that reads it back, and what that program counts.

    cartkg build
    python benchmarks/exports.py build/graph            # a table in Markdown; exit status 1 when a count is not kept
    pip install ladybug --no-deps biolink-model         # further readers, used where they are there

ladybug (successor of Kuzu, an embedded property-graph database with Cypher) loads the Neo4j files as they are; biolink-model
carries the Biolink Model itself, against which the KGX files are held.
"""

# ruff: noqa: PLC0415  # readers are loaded where they are there, and none but the one at work

import csv
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from cartkg.graph.store import GraphStore
from cartkg.use import export
from cartkg.use.export import FORMATS, part
from cartkg.use.export.network import Network

Read = tuple[str, str, bool]  # the program, what it counts, whether that is what went in
Reader = Callable[[Path, Network, GraphStore], Read]


def counted(program: str, network: Network, nodes: int, edges: int, types: Counter[str]) -> Read:
    """Whether a program found the network's nodes, edges and types."""
    same = types == Counter(node.type for node in network.nodes)
    kept = (nodes, edges) == (len(network.nodes), len(network.edges)) and same
    return program, f"{nodes:,} nodes of {len(types)} types, {edges:,} edges", kept


def by_networkx(read: str) -> Reader:
    """A reader that networkx has for a format."""

    def reader(out: Path, network: Network, _: GraphStore) -> Read:
        import networkx as nx

        graph = getattr(nx, read)(out)
        return counted(
            f"networkx {nx.__version__}", network, len(graph), graph.size(), Counter(k for _, k in graph.nodes(data="type"))
        )

    return reader


def by_ndex2(out: Path, network: Network, _: GraphStore) -> Read:
    """CX2 in NDEx's own client."""
    from ndex2.cx2 import RawCX2NetworkFactory

    read = RawCX2NetworkFactory().get_cx2network(json.loads(out.read_text(encoding="utf-8")))
    types = Counter(node["v"]["type"] for node in read.get_nodes().values())
    return counted(f"ndex2 {version('ndex2')}", network, len(read.get_nodes()), len(read.get_edges()), types)


def by_cytoscape(out: Path, network: Network, _: GraphStore) -> Read:
    """Cytoscape.js in Node, from web/node_modules."""
    import subprocess

    package = Path(__file__).resolve().parents[1] / "web" / "node_modules" / "cytoscape"
    script = (
        "const c = require(process.argv[1]), f = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));"
        "const cy = c({headless: true, elements: f.elements});"
        "console.log(JSON.stringify([c.version, cy.edges().length, cy.nodes().map(n => n.data('type'))])); process.exit(0);"
    )
    said = subprocess.run(["node", "-e", script, str(package), str(out)], check=True, capture_output=True, text=True).stdout
    number, edges, types = json.loads(said)
    return counted(f"Cytoscape.js {number}", network, len(types), edges, Counter(types))


def by_ladybug(out: Path, network: Network, _: GraphStore) -> Read:
    """The Neo4j files in an embedded property-graph database, every column under the type that its header names."""
    if not find_spec("ladybug"):
        return by_rules(out, network)
    import ladybug

    graph = ladybug.Connection(ladybug.Database(":memory:"))
    tables = {path: load_nodes(graph, path) for path in sorted(out.glob("nodes_*.csv"))}
    at = {row[0]: table for path, table in tables.items() for row in rows(path)[1]}
    for path in sorted(out.glob("edges_*.csv")):
        load_edges(graph, path, at)
    one = "MATCH (n) RETURN count(n)", "MATCH ()-[r]->() RETURN count(r)"
    nodes, edges = (graph.execute(text).get_next()[0] for text in one)
    said = "MATCH (t:Trial)-[:REL_EXCLUDES_THERAPY]->(a:Agent) WHERE a.label = 'rituximab' RETURN count(DISTINCT t.id)"
    rituximab = {node.id for node in network.nodes if node.label == "rituximab"}
    wanted = {edge.source for edge in network.edges if edge.relation == "excludesTherapy" and edge.target in rituximab}
    found = graph.execute(said).get_next()[0]
    program, words, kept = counted(f"ladybug {version('ladybug')}", network, nodes, edges, Counter(at.values()))
    return program, f"{words}; {found} trials exclude rituximab", kept and found == len(wanted)


def rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *found = csv.reader(file)
    return header, found


COLUMN = {"long": "INT64", "double": "DOUBLE", "boolean": "BOOL"}


def columns(fields: list[str]) -> str:
    """A table's columns by Neo4j's headers; lists stay one text."""
    parsed = [re.fullmatch(r"(\w+)?(?::(\w+)(\[\])?)?", field) for field in fields]
    return ", ".join(
        f"`{m[1] or 'field_' + m[2].lower()}` {COLUMN.get(m[2] or '', 'STRING') if not m[3] else 'STRING'}" for m in parsed if m
    )


def load_nodes(graph, path: Path) -> str:
    """Loads one file of nodes; returns their label."""
    header, found = rows(path)
    table = found[0][header.index(":LABEL")]
    graph.execute(f"CREATE NODE TABLE `{table}`({columns(header)}, PRIMARY KEY(id))")
    graph.execute(f"COPY `{table}` FROM '{path}' (header=true, parallel=false, escape='\"')")
    return table


def load_edges(graph, path: Path, at: Mapping[str, str]) -> None:
    """Loads one file of edges, pair of node tables by pair, as this database wants them."""
    header, found = rows(path)
    pairs = sorted({(at[row[0]], at[row[1]]) for row in found})
    facts = columns(header[2:])
    table = "REL_" + found[0][header.index(":TYPE")]  # AGENT and Agent are one name to this database
    graph.execute(f"CREATE REL TABLE `{table}`({', '.join(f'FROM `{a}` TO `{b}`' for a, b in pairs)}, {facts})")
    for a, b in pairs:
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(
                [header, *(row for row in found if (at[row[0]], at[row[1]]) == (a, b))]
            )
            file.flush()
            graph.execute(f"COPY `{table}` FROM '{file.name}' (header=true, parallel=false, escape='\"', from='{a}', to='{b}')")


def by_rules(out: Path, network: Network) -> Read:
    """The Neo4j files counted by the csv module, where no database is there."""
    nodes = [row for path in out.glob("nodes_*.csv") for row in rows(path)[1]]
    edges = sum(len(rows(path)[1]) for path in out.glob("edges_*.csv"))
    return counted("Python's csv", network, len(nodes), edges, Counter(row[-1] for row in nodes))


def by_biolink(out: Path, network: Network, _: GraphStore) -> Read:
    """The KGX files held against the Biolink Model: categories and predicates exist, domains and ranges are kept."""
    tables = [
        [line.split("\t") for line in (out / f"{name}.tsv").read_text(encoding="utf-8").split("\n")[:-1]]
        for name in ("nodes", "edges")
    ]
    nodes, edges = ([dict(zip(table[0], row, strict=True)) for row in table[1:]] for table in tables)
    words = f"{len(nodes):,} nodes, {len(edges):,} edges, {sum(e['predicate'] == 'biolink:mentions' for e in edges):,} mentions"
    kept = Counter(node["type"] for node in nodes) == Counter(node.type for node in network.nodes)
    if not find_spec("biolink_model"):
        return "Python's csv", words, kept
    faults = list(biolink_faults(nodes, edges))
    return f"Biolink Model {version('biolink-model')}", f"{words}; {len(faults)} faults", kept and not faults


def biolink_faults(nodes: list[dict[str, str]], edges: list[dict[str, str]]) -> Iterator[str]:
    """What the model's own file does not allow."""
    import yaml

    spec = find_spec("biolink_model")
    if not spec or not spec.submodule_search_locations:
        return
    model = yaml.safe_load((Path(next(iter(spec.submodule_search_locations))) / "schema" / "biolink_model.yaml").read_text())
    classes = {camel(name): name for name in model["classes"]}
    slots = {name.replace(" ", "_"): slot for name, slot in model["slots"].items()}
    categories = {node["id"]: node["category"].removeprefix("biolink:") for node in nodes}
    yield from (f"category {one}" for one in sorted(set(categories.values()) - classes.keys()))
    for edge in edges:
        slot = slots.get(edge["predicate"].removeprefix("biolink:"))
        if slot is None or "related_to" not in lineage(slots, edge["predicate"].removeprefix("biolink:")):
            yield f"predicate {edge['predicate']}"
            continue
        for end, limit in (("subject", slot.get("domain")), ("object", slot.get("range"))):
            if limit and limit != "ontology class" and limit not in ancestors(model["classes"], classes[categories[edge[end]]]):
                yield f"{edge['predicate']}: {end} {categories[edge[end]]} is no {limit}"


def camel(name: str) -> str:
    """`clinical trial` as `ClinicalTrial`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def ancestors(classes: Mapping[str, dict], name: str) -> set[str]:
    """A class with all that it is, mixins too."""
    above = [classes[name].get("is_a"), *(classes[name].get("mixins") or [])]
    return {name}.union(*(ancestors(classes, one) for one in above if one))


def lineage(slots: Mapping[str, dict], name: str) -> set[str]:
    """A slot with all that it is."""
    found = {name}
    while above := slots[name].get("is_a"):
        name = above.replace(" ", "_")
        found.add(name)
    return found


def triples(text: bytes, form) -> set[str]:
    """The triples of a file, by Oxigraph's parser."""
    import pyoxigraph as ox

    return {str(quad.triple) for quad in ox.parse(text, format=form)}


def by_rdflib(out: Path, _: Network, store: GraphStore) -> Read:
    """N-Quads, TriG and Turtle in rdflib, graph by graph."""
    import rdflib

    dataset = rdflib.Dataset()
    dataset.parse(out, format={".nq": "nquads", ".trig": "trig", ".ttl": "turtle"}[out.suffix])
    found = len(set(dataset.quads()))
    wanted = len({quad.triple for quad in store.engine}) if out.suffix == ".ttl" else len(store)
    return f"rdflib {rdflib.__version__}", f"{found:,} {'triples' if out.suffix == '.ttl' else 'quads'}", found == wanted


def by_pyld(out: Path, _: Network, store: GraphStore) -> Read:
    """JSON-LD expanded by another program than that which framed it, and by PyLD object by object."""
    import pyoxigraph as ox
    from pyld import jsonld

    text = out.read_bytes()
    document = json.loads(text)
    found = triples(text, ox.RdfFormat.JSON_LD)
    trials = [one for one in document["@graph"] if one.get("type") == "Trial"]
    expanded = jsonld.expand({"@context": document["@context"], "@graph": trials[:20]})
    kept = found == {str(quad.triple) for quad in store.engine} and len(expanded) == min(20, len(trials))
    return f"pyoxigraph {version('pyoxigraph')}, PyLD {version('pyld')}", f"{len(found):,} triples, {len(trials)} trials", kept


def by_csv(out: Path, _: Network, store: GraphStore) -> Read:
    """The answer tables as pandas reads them."""
    import pandas as pd

    found = {path.stem: len(pd.read_csv(path, dtype=str, keep_default_na=False)) for path in out.glob("*.csv")}
    return f"pandas {pd.__version__}", f"{len(found)} tables, {sum(found.values()):,} rows", found == answered(store)


def by_pyarrow(out: Path, _: Network, store: GraphStore) -> Read:
    """The answer tables with their types."""
    import pyarrow.parquet as pq

    tables = {path.stem: pq.read_table(path) for path in out.glob("*.parquet")}
    typed = sum(str(field.type) != "string" for table in tables.values() for field in table.schema)
    words = f"{len(tables)} tables, {sum(map(len, tables.values())):,} rows, {typed} typed columns"
    return f"pyarrow {version('pyarrow')}", words, {name: len(table) for name, table in tables.items()} == answered(store)


def answered(store: GraphStore) -> dict[str, int]:
    """How many rows each question has."""
    from cartkg.use.export import tables

    return {question.name: len(answer.rows) for question, answer in tables.answers(store)}


def by_frictionless(out: Path, _: Network, store: GraphStore) -> Read:
    """Every row held against the schema."""
    from frictionless import Package, system

    with system.use_context(trusted=True):
        report = Package(str(out / "datapackage.json")).validate()
    found = sum(int(task.stats.get("rows") or 0) for task in report.tasks)
    words = f"{len(report.tasks)} tables, {found:,} rows, {'valid' if report.valid else 'not valid'}"
    return f"frictionless {version('frictionless')}", words, report.valid and found == sum(answered(store).values())


def by_rocrate(out: Path, _: Network, __: GraphStore) -> Read:
    """The crate's entities."""
    from rocrate.rocrate import ROCrate

    found = len(ROCrate(str(out)).data_entities)
    described = sum(path.is_file() for path in out.rglob("*")) - 2  # all but the metadata itself and README.txt
    return f"rocrate {version('rocrate')}", f"{found} files", found == described


def by_owl_in_rdflib(out: Path, _: Network, __: GraphStore) -> Read:
    """Counted here by rdflib; benchmarks/owl_api.py opens it as Protégé does."""
    import rdflib

    graph = rdflib.Graph().parse(out, format="xml")
    individuals = len(set(graph.subjects(rdflib.RDF.type, rdflib.OWL.NamedIndividual)))
    return f"rdflib {rdflib.__version__}", f"{len(graph):,} triples, {individuals:,} individuals", individuals > 0


READERS: Mapping[str, Reader] = {
    "graphml": by_networkx("read_graphml"), "gexf": by_networkx("read_gexf"), "cytoscape": by_cytoscape, "cx2": by_ndex2,
    "neo4j": by_ladybug, "kgx": by_biolink, "jsonld": by_pyld, "nquads": by_rdflib, "trig": by_rdflib, "turtle": by_rdflib,
    "csv": by_csv, "parquet": by_pyarrow, "frictionless": by_frictionless, "ro-crate": by_rocrate, "owl": by_owl_in_rdflib,
}  # fmt: skip


def main() -> None:
    """Writes and reads each format, and prints a row for it."""
    graph = Path(sys.argv[1])
    store = GraphStore.open(graph)
    network = part.network(part.Part(), store)
    chosen = sys.argv[2:] or list(FORMATS)
    lost = []
    print("| format | size | processor time | read by | it counts | kept |\n| --- | ---: | ---: | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as top:
        for name in chosen:
            out = Path(top) / f"cartkg{FORMATS[name].ending}"
            started = process_time()
            export.write(name, graph, out)
            seconds = process_time() - started
            size = sum(path.stat().st_size for path in ([out] if out.is_file() else out.rglob("*")) if path.is_file())
            program, words, kept = READERS[name](out, network, store)
            print(
                f"| {name} | {size / 1e6:.1f} MB | {seconds:.1f} s | {program} | {words} | {'yes' if kept else 'NO'} |",
                flush=True,
            )
            lost += [] if kept else [name]
            with suppress(OSError):
                out.unlink()
            if out.is_dir():
                out.rename(Path(top) / f"done-{name}")
    sys.exit(f"not kept: {', '.join(lost)}" if lost else 0)


if __name__ == "__main__":
    main()
