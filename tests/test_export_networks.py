"""Network files read back by the libraries of the tools that they are for: counts, types, names and facts are kept."""

import csv
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from ndex2.cx2 import RawCX2NetworkFactory

from cartkg.use import palette
from cartkg.use.export import VIEWS, cx2, cytoscape, gexf, graphml, kgx, neo4j
from cartkg.use.export.network import Edge, Network, Node, network
from cartkg.use.export.whole import whole
from exported import SPONSOR, TITLE, awkward

GEXF = {"g": "http://gexf.net/1.3", "v": "http://gexf.net/1.3/viz"}
CARRIAGE = "a line\r\nand another\rand \"a third\", with β; 协|\\ and\ta tab 'end'"


@pytest.fixture(scope="module")
def made() -> Network:
    return whole(awkward())


@pytest.fixture(scope="module")
def criteria() -> Network:
    return VIEWS["criteria"].make(awkward())


def kinds(found: Network) -> Counter[str]:
    return Counter(node.type for node in found.nodes)


def relations(found: Network) -> Counter[str]:
    return Counter(edge.relation for edge in found.edges)


# --- GraphML and GEXF by networkx ---------------------------------------------------------------------------------------


def test_graphml(made: Network, tmp_path: Path) -> None:
    graphml.write(made, tmp_path / "made.graphml")
    read = nx.read_graphml(tmp_path / "made.graphml")
    assert (len(read), read.size()) == (len(made.nodes), len(made.edges))
    assert Counter(kind for _, kind in read.nodes(data="type")) == kinds(made)
    assert Counter(relation for _, _, relation in read.edges(data="relation")) == relations(made)
    trial = read.nodes["trial/NCT99999901"]
    assert (trial["label"], trial["title"], trial["enrollment"], trial["min_age_years"]) == ("NCT99999901", TITLE, 12, 18.0)
    assert (trial["in_scope"], trial["phase"], trial["color"]) == (True, "PHASE1|PHASE2", palette.TYPES["Trial"].fill)
    assert (trial["r"], trial["g"], trial["b"]) == (0x00, 0x72, 0xB2)
    assert SPONSOR in {label for _, label in read.nodes(data="label")}
    identifiers = [edge.get("id") for edge in ET.parse(tmp_path / "made.graphml").iter() if edge.tag.endswith("}edge")]
    assert len(identifiers) == len(set(identifiers)) == len(made.edges)


def read_gexf(path: Path) -> "nx.MultiDiGraph[str]":
    """GEXF 1.3 by networkx, which knows 1.2: the names of the version are put back, and edges of several kinds kept apart."""
    old = path.read_text(encoding="utf-8").replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft")
    copy = path.with_suffix(".old.gexf")
    copy.write_text(old.replace('version="1.3"', 'version="1.2"'), encoding="utf-8")
    return nx.read_gexf(copy)


def test_gexf_keeps_stances_apart(tmp_path: Path) -> None:
    """Two parallel edges of one kind are one edge to Gephi; a stance is a kind of its own."""
    both = [Edge("t", "d", "requiresTherapy", "requires"), Edge("t", "d", "excludesTherapy", "excludes")]
    gexf.write(network("made up", [Node("t", "t", "Trial", {}), Node("d", "d", "Agent", {})], both), tmp_path / "two.gexf")
    edges = list(ET.parse(tmp_path / "two.gexf").iter(f"{{{GEXF['g']}}}edge"))
    assert {edge.get("kind") for edge in edges} == {"requiresTherapy", "excludesTherapy"}


def test_gexf(made: Network, tmp_path: Path) -> None:
    gexf.write(made, tmp_path / "made.gexf")
    read = read_gexf(tmp_path / "made.gexf")
    assert (len(read), read.size()) == (len(made.nodes), len(made.edges))
    assert Counter(kind for _, kind in read.nodes(data="type")) == kinds(made)
    assert Counter(data["relation"] for _, _, data in read.edges(data=True)) == relations(made)
    trial = read.nodes["trial/NCT99999901"]
    assert (trial["label"], trial["title"], trial["enrollment"]) == ("NCT99999901", TITLE, 12)
    assert (trial["start"], trial["end"]) == ("2026-01-01", "2028-06-30")
    assert (trial["start_date"], trial["completion"]) == ("2026-01", "2028-06-30")
    assert "networkx" not in (tmp_path / "made.gexf").read_text(encoding="utf-8").lower()
    assert trial["viz"]["color"] == {"r": 0x00, "g": 0x72, "b": 0xB2, "a": 1.0}
    assert SPONSOR in {label for _, label in read.nodes(data="label")}


def test_gexf_by_the_rules_of_its_schema(made: Network, tmp_path: Path) -> None:
    """gexf.xsd 1.3: one graph; declared attributes with known types; dates that are xs:date; ends that are nodes."""
    gexf.write(made, tmp_path / "made.gexf")
    root = ET.parse(tmp_path / "made.gexf").getroot()
    graph = root.find("g:graph", GEXF)
    assert (root.get("version"), graph is not None and graph.get("mode"), graph is not None and graph.get("timeformat")) == (
        "1.3", "dynamic", "date",
    )  # fmt: skip
    assert graph is not None
    declared = {
        (of.get("class"), one.get("id")): one.get("type")
        for of in graph.findall("g:attributes", GEXF)
        for one in of.findall("g:attribute", GEXF)
    }
    assert set(declared.values()) <= {"integer", "long", "double", "float", "boolean", "liststring", "string", "anyURI"}
    for kind in ("node", "edge"):
        things = list(graph.iter(f"{{{GEXF['g']}}}{kind}"))
        names = [thing.get("id") for thing in things]
        assert len(names) == len(set(names))
        assert all((kind, value.get("for")) in declared for thing in things for value in thing.iter(f"{{{GEXF['g']}}}attvalue"))
        days = [day for thing in things for name in ("start", "end") if (day := thing.get(name))]
        assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in days)
        assert all(thing.find("v:color", GEXF) is not None for thing in things if kind == "node")
    nodes = {node.get("id") for node in graph.iter(f"{{{GEXF['g']}}}node")}
    assert all({edge.get("source"), edge.get("target")} <= nodes for edge in graph.iter(f"{{{GEXF['g']}}}edge"))


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-03-04", "2026-03-04", "2026-03-04"),
        ("", "", ""),
        ("soon", "", ""),
    ],
)
def test_days_of_the_timeline(date: str, first: str, last: str) -> None:
    assert (gexf.day(date, last=False), gexf.day(date, last=True)) == (first, last)


def test_a_trial_that_ends_before_it_starts_has_no_end_in_the_timeline(tmp_path: Path) -> None:
    node = Node("a", "a", "Trial", {"start": "2026-05", "completion": "2025"})
    gexf.write(network("made up", [node], []), tmp_path / "one.gexf")
    data = read_gexf(tmp_path / "one.gexf").nodes["a"]
    assert (data["start"], data.get("end"), data["completion"]) == ("2026-05-01", None, "2025")


def test_line_breaks_of_every_kind(tmp_path: Path) -> None:
    """XML reads a carriage return as a line feed (XML 1.0, 2.11) unless it is escaped, which only GEXF's attributes do."""
    odd = network("made up", [Node("a", CARRIAGE, "Trial", {"said": CARRIAGE})], [Edge("a", "a", "says", CARRIAGE)])
    gexf.write(odd, tmp_path / "odd.gexf")
    assert read_gexf(tmp_path / "odd.gexf").nodes["a"]["said"] == CARRIAGE
    graphml.write(odd, tmp_path / "odd.graphml")
    unified = CARRIAGE.replace("\r\n", "\n").replace("\r", "\n")
    assert nx.read_graphml(tmp_path / "odd.graphml").nodes["a"]["said"] == unified


# --- Cytoscape.js and CX2 -----------------------------------------------------------------------------------------------


def test_cytoscape_json(made: Network, tmp_path: Path) -> None:
    """By the rules of Cytoscape.js: ids are unique texts, ends exist, no field of its own is misused."""
    cytoscape.write(made, tmp_path / "made.cyjs")
    document = json.loads((tmp_path / "made.cyjs").read_text(encoding="utf-8"))
    nodes = [element["data"] for element in document["elements"]["nodes"]]
    edges = [element["data"] for element in document["elements"]["edges"]]
    assert (len(nodes), len(edges)) == (len(made.nodes), len(made.edges))
    names = [data["id"] for data in nodes + edges]
    assert len(names) == len(set(names))
    assert all(isinstance(name, str) and name for name in names)
    assert all({edge["source"], edge["target"]} <= {node["id"] for node in nodes} for edge in edges)
    assert not [node for node in nodes if "source" in node or "target" in node or "parent" in node]
    trial = next(node for node in nodes if node["id"] == "trial/NCT99999901")
    assert (trial["title"], trial["phase"], trial["enrollment"]) == (TITLE, ["PHASE1", "PHASE2"], 12)
    assert Counter(node["type"] for node in nodes) == kinds(made)
    assert Counter(edge["relation"] for edge in edges) == relations(made)


READ = """
const cytoscape = require(process.argv[1]), fs = require("fs");
const file = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const cy = cytoscape({ headless: true, styleEnabled: true, ...file, layout: { name: "null" } });
const trial = cy.getElementById("trial/NCT99999901"), rule = cy.edges("[relation = 'excludesTherapy']")[0];
console.log(JSON.stringify({
  nodes: cy.nodes().length, edges: cy.edges().length, title: trial.data("title"), label: trial.style("label"),
  colour: trial.style("background-color"), shape: trial.style("shape"), line: rule.style("line-color"),
}));
process.exit(0); // its clock of animations would run on
"""


def test_cytoscape_js_itself_reads_it(made: Network, tmp_path: Path) -> None:
    package = Path(__file__).resolve().parents[1] / "web" / "node_modules" / "cytoscape"
    if not shutil.which("node") or not package.is_dir():
        pytest.skip("needs Node and the packages of web/ (npm ci)")
    cytoscape.write(made, tmp_path / "made.cyjs")
    program = ["node", "-e", READ, str(package), str(tmp_path / "made.cyjs")]
    said = json.loads(subprocess.run(program, check=True, capture_output=True, text=True, timeout=60).stdout)
    assert (said["nodes"], said["edges"]) == (len(made.nodes), len(made.edges))
    assert (said["title"], said["label"], said["shape"]) == (TITLE, "NCT99999901", palette.TYPES["Trial"].shape)
    assert said["colour"] == "rgb(0,114,178)"
    assert said["line"] == "rgb(213,94,0)"


def test_the_style_knows_every_type_and_stance(made: Network) -> None:
    selectors = " ".join(rule["selector"] for rule in cytoscape.style())
    assert all(f"'{kind}'" in selectors for kind in palette.TYPES)
    assert all(f"'{stance}'" in selectors for stance in ("requires", "excludes", "permits"))
    fills = {node["data"]["type"]: node["data"]["color"] for node in cytoscape.document(made)["elements"]["nodes"]}
    assert fills["Organisation"] == palette.TYPES["Sponsor"].fill
    assert fills["TherapyStatement"] == palette.TYPES["Statement"].fill


def test_cx2(made: Network, tmp_path: Path) -> None:
    cx2.write(made, tmp_path / "made.cx2")
    read = RawCX2NetworkFactory().get_cx2network(json.loads((tmp_path / "made.cx2").read_text(encoding="utf-8")))
    assert (len(read.get_nodes()), len(read.get_edges())) == (len(made.nodes), len(made.edges))
    values = [node["v"] for node in read.get_nodes().values()]
    assert Counter(value["type"] for value in values) == kinds(made)
    assert Counter(edge["v"]["interaction"] for edge in read.get_edges().values()) == relations(made)
    trial = next(value for value in values if value["name"] == "NCT99999901")
    assert (trial["title"], trial["phase"], trial["enrollment"], trial["in_scope"]) == (TITLE, ["PHASE1", "PHASE2"], 12, True)
    assert SPONSOR in {value["name"] for value in values}
    declared = read.get_attribute_declarations()["nodes"]
    assert (declared["enrollment"], declared["phase"], declared["min_age_years"]) == (
        {"d": "long"}, {"d": "list_of_string"}, {"d": "double"},
    )  # fmt: skip
    assert read.get_visual_properties()["nodeMapping"]["NODE_LABEL"]["definition"]["attribute"] == "name"


def test_cx2_by_its_rules(made: Network) -> None:
    """The specification: descriptor first, status last, metaData counts the elements, every value has its declared type."""
    aspects = cx2.document(made)
    assert aspects[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert aspects[-1] == {"status": [{"success": True}]}
    counts = {entry["name"]: entry["elementCount"] for entry in aspects[1]["metaData"]}
    bodies = {name: body for aspect in aspects[2:-1] for name, body in aspect.items()}
    assert {name: len(body) for name, body in bodies.items()} == counts
    python = {"string": str, "long": int, "double": float, "boolean": bool, "list_of_string": list}
    for kind in ("nodes", "edges"):
        declared = bodies["attributeDeclarations"][0][kind]
        for element in bodies[kind]:
            assert all(type(value) is python[declared[name]["d"]] for name, value in element["v"].items())


# --- Neo4j --------------------------------------------------------------------------------------------------------------

HEADER = re.compile(r"(\w+)?(?::(\w+)(\[\])?)?")


def sheets(folder: Path, start: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    for path in sorted(folder.glob(f"{start}_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
            yield header, rows


def test_neo4j_by_the_rules_of_its_importer(made: Network, tmp_path: Path) -> None:
    """One :ID and :LABEL a node file; :START_ID, :END_ID, :TYPE a relationship file; known types, full rows, ids that exist."""
    neo4j.write(made, tmp_path / "neo4j")
    known: set[str] = set()
    labels: Counter[str] = Counter()
    for header, rows in sheets(tmp_path / "neo4j", "nodes"):
        kinds_of = [HEADER.fullmatch(field) for field in header]
        assert all(kinds_of), header
        assert ([field for field in header if field.endswith(":ID")], header.count(":LABEL")) == (["id:ID"], 1)
        assert {kind[2] for kind in kinds_of if kind} <= {None, "ID", "LABEL", "long", "double", "boolean", "string"}
        assert all(len(row) == len(header) for row in rows)
        assert not known & {row[0] for row in rows}
        known |= {row[0] for row in rows}
        labels.update(row[header.index(":LABEL")] for row in rows)
    assert labels == kinds(made)
    total = 0
    for header, rows in sheets(tmp_path / "neo4j", "edges"):
        assert {":START_ID", ":END_ID", ":TYPE"} <= set(header)
        assert all({row[header.index(":START_ID")], row[header.index(":END_ID")]} <= known for row in rows)
        assert all(re.fullmatch(r"[A-Z_]+", row[header.index(":TYPE")]) for row in rows)
        total += len(rows)
    assert (len(known), total) == (len(made.nodes), len(made.edges))


def test_neo4j_values(made: Network, tmp_path: Path) -> None:
    neo4j.write(made, tmp_path / "neo4j")
    header, rows = next((header, rows) for header, rows in sheets(tmp_path / "neo4j", "nodes") if "enrollment:long" in header)
    first = dict(zip(header, next(row for row in rows if row[1] == "NCT99999901"), strict=True))
    assert (first["title"], first["enrollment:long"], first["phase:string[]"]) == (TITLE, "12", "PHASE1;PHASE2")
    command = (tmp_path / "neo4j" / "import.sh").read_text()
    files = set(re.findall(r"--(?:nodes|relationships)=(\S+)", command))
    assert files == {path.name for path in (tmp_path / "neo4j").glob("*.csv")}
    assert "--multiline-fields=true" in command
    assert '--array-delimiter=";"' in command


def test_neo4j_parts_lists_by_what_stands_in_none(tmp_path: Path) -> None:
    odd = network("made up", [Node("a", "a", "Trial", {"said": ("one; two", "three|four"), "few": ("x",)})], [])
    neo4j.write(odd, tmp_path / "neo4j")
    [(header, rows)] = sheets(tmp_path / "neo4j", "nodes")
    assert rows[0][header.index("said:string[]")] == "one; two~three|four"
    assert '--array-delimiter="~"' in (tmp_path / "neo4j" / "import.sh").read_text()


# --- KGX ----------------------------------------------------------------------------------------------------------------

# Names of Biolink Model 4.4.6 that are used here; benchmarks/exports.py holds them against the model's own file.
BIOLINK_PREFIXES = {"CLINICALTRIALS", "MONDO", "HP", "CHEBI", "NCIT", "MESH", "HGNC", "DRUGBANK", "UMLS", "UNII", "RXCUI"}
KNOWN = {
    ("knowledge_assertion", "manual_agent"),
    ("knowledge_assertion", "manual_validation_of_automated_agent"),
    ("not_provided", "text_mining_agent"),
    ("logical_entailment", "automated_agent"),
}
BIOLINK_CATEGORIES = {
    "ClinicalTrial", "Gene", "Treatment", "ClinicalAttribute", "Agent", "GeographicLocation", "InformationContentEntity",
    "Cohort", "NamedThing", "Disease", "PhenotypicFeature", "ChemicalEntity", "Drug", "Procedure", "Food",
}  # fmt: skip
BIOLINK_PREDICATES = {"related_to", "subclass_of", "has_part", "mentions", "located_in", "in_clinical_trials_for"}


def tsv(path: Path) -> list[dict[str, str]]:
    """A table as KGX reads it: tabs, no quoting."""
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    header, *rows = (line.split("\t") for line in lines)
    assert all(len(row) == len(header) for row in rows)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", ["whole", *VIEWS])
def test_kgx_by_the_rules_of_its_validator(name: str, made: Network, tmp_path: Path) -> None:
    """Required columns; CURIEs; categories and predicates of the model in its spelling; ends that exist; unique ids."""
    kgx.write(made if name == "whole" else VIEWS[name].make(awkward()), tmp_path / "kgx")
    nodes, edges = tsv(tmp_path / "kgx" / "nodes.tsv"), tsv(tmp_path / "kgx" / "edges.tsv")
    names = [node["id"] for node in nodes]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[^ <()>:]*:[^/ :]+", one) for one in names), "KGX's own pattern of a CURIE"
    own = json.loads((tmp_path / "kgx" / "context.jsonld").read_text())["@context"]
    assert {one.split(":")[0] for one in names} <= {*own, *BIOLINK_PREFIXES}
    assert not [node for node in nodes if node["type"] == "MentionedTrial"]
    assert {node["category"].removeprefix("biolink:") for node in nodes} <= BIOLINK_CATEGORIES
    assert all(node["name"] for node in nodes)
    assert {edge["predicate"].removeprefix("biolink:") for edge in edges} <= BIOLINK_PREDICATES
    assert all({edge["subject"], edge["object"]} <= set(names) for edge in edges)
    assert len({edge["id"] for edge in edges}) == len(edges)
    for edge in edges:
        assert (edge["knowledge_level"], edge["agent_type"]) in KNOWN
        assert edge["primary_knowledge_source"].startswith("infores:")


def test_kgx_calls_a_drug_a_drug_and_a_reading_a_reading(criteria: Network, made: Network, tmp_path: Path) -> None:
    kgx.write(made, tmp_path / "kgx")
    nodes = {node["id"]: node for node in tsv(tmp_path / "kgx" / "nodes.tsv")}
    assert nodes["NCIT:C1702"]["category"] == "biolink:Drug"
    edges = tsv(tmp_path / "kgx" / "edges.tsv")
    read = {edge["agent_type"] for edge in edges if edge["predicate"] == "biolink:mentions" and "statement" in edge["subject"]}
    assert read <= {"text_mining_agent"}
    assert {edge["agent_type"] for edge in edges if edge["predicate"] == "biolink:subclass_of"} == {"manual_agent"}


@pytest.mark.parametrize("name", ["whole", "criteria"])
def test_no_kgx_edge_carries_a_stance(name: str, made: Network, criteria: Network, tmp_path: Path) -> None:
    """From trial to therapy leads only a statement that mentions it; its name says what the trial does."""
    kgx.write(made if name == "whole" else criteria, tmp_path / "kgx")
    nodes = {node["id"]: node for node in tsv(tmp_path / "kgx" / "nodes.tsv")}
    edges = tsv(tmp_path / "kgx" / "edges.tsv")
    about = [edge for edge in edges if edge["object"] == "NCIT:C1702" and edge["predicate"] == "biolink:mentions"]
    spoken = {nodes[edge["subject"]]["name"] for edge in about if nodes[edge["subject"]]["type"] != "WashoutRecommendation"}
    assert spoken
    assert all(words.startswith(("excludes", "permits")) for words in spoken)
    ends = {(nodes[edge["subject"]]["category"], nodes[edge["object"]]["id"]) for edge in edges}
    assert ("biolink:ClinicalTrial", "NCIT:C1702") not in ends
    assert "negated" not in edges[0]
    assert not [edge for edge in edges if "exclude" in edge["original_predicate"]]


def test_kgx_says_which_product_is_tested_in_which_disease(made: Network, tmp_path: Path) -> None:
    kgx.write(made, tmp_path / "kgx")
    tested = [edge for edge in tsv(tmp_path / "kgx" / "edges.tsv") if edge["predicate"] == "biolink:in_clinical_trials_for"]
    names = {node["id"]: node["name"] for node in tsv(tmp_path / "kgx" / "nodes.tsv")}
    assert {(names[edge["subject"]], names[edge["object"]], edge["publications"]) for edge in tested} == {
        ("KYV-101", disease, "CLINICALTRIALS:NCT99999901") for disease in ("systemic lupus erythematosus", "lupus nephritis")
    }


def test_kgx_keeps_names_but_for_tabs_and_line_breaks(made: Network, tmp_path: Path) -> None:
    kgx.write(made, tmp_path / "kgx")
    nodes = {node["id"]: node for node in tsv(tmp_path / "kgx" / "nodes.tsv")}
    assert nodes["CLINICALTRIALS:NCT99999901"]["description"] == TITLE.replace("\n", " ")
    assert SPONSOR.replace("\t", " ") in {node["name"] for node in nodes.values()}
