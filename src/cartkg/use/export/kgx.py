"""KGX (github.com/biolink/kgx, "KGX format"): `nodes.tsv` and `edges.tsv` in Biolink's categories and predicates.

Every statement of an eligibility text is a node, "excludes rituximab, within P6M", that `biolink:mentions` its term. So a
consumer who knows nothing of stances learns that the trial speaks of rituximab, never the opposite of what it says.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cartkg.graph import iri
from cartkg.model.namespaces import PREFIXES
from cartkg.use.export import biolink
from cartkg.use.export.network import Edge, Facts, Network, Node, plain

NODE_COLUMNS = ("id", "category", "name", "description", "xref", "iri", "provided_by", "type")
EDGE_COLUMNS = (
    "id", "subject", "predicate", "object", "relation_label", "original_predicate", "primary_knowledge_source",
    "knowledge_level", "agent_type", "publications",
)  # fmt: skip
SOURCE = "infores:cartkg"
REGISTRY = "CLINICALTRIALS"  # Biolink's prefix for ClinicalTrials.gov
SPACES = str.maketrans("\t\r\n", "   ")  # what a cell of a TSV cannot hold
# Prefixes as Biolink spells them, and those that it does not know, which `context.jsonld` gives to tools.
SPELT = {"DrugBank": "DRUGBANK", "RxNorm": "RXCUI"}
OWN = ("cartkg", "cartkgv", "ATC", "ROR", "ISO3166", "CVX")
RENAMED = {"treated_by": "with_treatment"}  # a fact of ours whose name is a slot of Biolink with another meaning
PARTS = str.maketrans("/", "_")  # KGX takes no slash in a CURIE; the column `iri` has the address as it is


def write(network: Network, out: Path) -> None:
    """The network as a new folder `out` with `nodes.tsv`, `edges.tsv` and the prefixes that Biolink does not know."""
    out.mkdir()
    context = {"@context": {prefix: {"@id": PREFIXES[prefix], "@prefix": True} for prefix in OWN}}
    (out / "context.jsonld").write_text(json.dumps(context, indent=1) + "\n", encoding="utf-8")
    nodes, edges = model(network)
    _table(out / "nodes.tsv", (*NODE_COLUMNS, *(RENAMED.get(name, name) for name in network.node_facts)), nodes)
    _table(out / "edges.tsv", (*EDGE_COLUMNS, *network.edge_facts), edges)


def model(network: Network) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The rows of both tables."""
    nodes, edges = _with_statements(_without_mentions(network))
    edges += _tested(nodes, edges)
    names = {node.id: _identifier(node) for node in nodes}
    by_id = {node.id: node for node in nodes}
    rows = [_edge(edge, names, *_known(by_id[edge.source], edge.relation)) for edge in edges]
    return [_node(node, names[node.id]) for node in nodes], rows


def _without_mentions(network: Network) -> Network:
    """Without trials that are merely named: whoever counts nodes of the category ClinicalTrial would count them."""
    left = {node.id for node in network.nodes if node.type == "MentionedTrial"}
    nodes = tuple(node for node in network.nodes if node.id not in left)
    return replace(network, nodes=nodes, edges=tuple(edge for edge in network.edges if not {edge.source, edge.target} & left))


def _with_statements(network: Network) -> tuple[list[Node], list[Edge]]:
    """Nodes and edges in which no edge carries a stance: it stands in a statement node, made here where there is none."""
    told = {edge.source for edge in network.edges if edge.relation == "hasCriterion"}
    labels = {node.id: node.label for node in network.nodes}
    nodes, edges = list(network.nodes), []
    for edge in network.edges:
        if not edge.relation.startswith(biolink.STANCES):
            edges += [edge] if edge.relation not in biolink.FOLLOWS else []
        elif edge.source not in told:
            node, links = _statement(edge, labels[edge.target])
            nodes.append(node)
            edges += links
    return nodes, edges


def _statement(edge: Edge, about: str) -> tuple[Node, list[Edge]]:
    """An edge with a stance as a node of its own between two neutral edges."""
    digest = iri.digest(edge.relation, edge.target, *(f"{name} {value}" for name, value in edge.facts.items()))
    name = plain(edge.facts.get("statement", "")) or f"{edge.source}/says/{digest}"
    words = plain(edge.facts.get("says", "")) or f"{edge.label} {about}"
    node = Node(name, words, "Statement", {"stance": edge.relation} | dict(edge.facts))
    return node, [Edge(edge.source, name, "says", "says"), Edge(name, edge.target, "agent", "speaks of")]


def _tested(nodes: Iterable[Node], edges: Iterable[Edge]) -> Iterator[Edge]:
    """Named product in clinical trials for condition, with the trials that test it: what a Biolink consumer looks for first."""
    kinds = {node.id: node.type for node in nodes}
    of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for edge in edges:
        of[edge.relation][edge.source].add(edge.target)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for trial in (name for name, kind in kinds.items() if kind == "Trial"):
        for product in _reached(of, trial, "hasProduct", "namedProduct"):
            for condition in _reached(of, trial, "hasCondition", "condition"):
                if biolink.category(kinds.get(condition, ""), condition) == "biolink:Disease":
                    found[product, condition].add(trial)
    for (product, condition), trials in sorted(found.items()):
        yield Edge(product, condition, "inClinicalTrialsFor", "in clinical trials for", {"publications": tuple(sorted(trials))})


def _reached(of: Mapping[str, Mapping[str, set[str]]], trial: str, first: str, second: str) -> set[str]:
    """What a trial has, in one step (a view's edge) or over a node between (the whole graph's)."""
    between = of[first].get(trial, set())
    direct = of[second].get(trial, set()) or {name for name in between if ":" in name}
    return direct | {end for name in between for end in of[second].get(name, set())}


def _identifier(node: Node) -> str:
    """A CURIE: the registry's for a trial with an id there, ours for what has none."""
    registered = plain(node.facts.get("registry_id", ""))
    if registered.startswith("NCT"):
        return f"{REGISTRY}:{registered}"
    own = node.id if ":" in node.id and "/" not in node.id.split(":", 1)[0] else f"cartkg:{node.id}"
    prefix, _, local = own.partition(":")
    return f"{SPELT.get(prefix, prefix)}:{local.translate(PARTS)}"


def _node(node: Node, name: str) -> dict[str, str]:
    named = {
        "id": name, "category": biolink.category(node.type, node.id), "name": node.label,
        "description": plain(node.facts.get("title", "")), "iri": plain(node.facts.get("iri", "")), "provided_by": SOURCE,
        "xref": plain(node.facts.get("has_db_xref", "")),
        "type": node.type,
    }  # fmt: skip
    return _texts(node.facts) | named


def _known(node: Node, relation: str) -> tuple[str, str]:
    """How sure the edges that begin at a node are and who made them, in Biolink's KnowledgeLevelEnum and AgentTypeEnum.

    What a record or a vocabulary states, people wrote; what was read out of words is a program's reading, not an assertion,
    unless a reviewer signed it; that a product is tested in a disease follows from both.
    """
    if relation == "inClinicalTrialsFor":
        return "logical_entailment", "automated_agent"
    if "Statement" not in node.type and node.type not in ("StudiedCondition", "Product"):
        return "knowledge_assertion", "manual_agent"
    if node.facts.get("rule") == "reviewed":
        return "knowledge_assertion", "manual_validation_of_automated_agent"
    return "not_provided", "text_mining_agent"


def _edge(edge: Edge, names: Mapping[str, str], level: str, agent: str) -> dict[str, str]:
    trials = edge.facts.get("publications", ())
    predicate = biolink.predicate(edge.relation)
    named = {
        "id": f"cartkg:{iri.digest(edge.source, edge.relation, edge.target, *_texts(edge.facts).items())}",
        "subject": names[edge.source], "predicate": predicate, "object": names[edge.target], "relation_label": edge.label,
        "original_predicate": f"cartkg:{edge.relation}", "primary_knowledge_source": SOURCE, "knowledge_level": level,
        "agent_type": agent, "publications": "|".join(names[trial] for trial in trials) if isinstance(trials, tuple) else "",
    }  # fmt: skip
    return _texts(edge.facts) | named


def _texts(facts: Facts) -> dict[str, str]:
    return {RENAMED.get(name, name): plain(value) for name, value in facts.items()}


def _table(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    names = list(dict.fromkeys(columns))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerow(names)
        for row in rows:
            writer.writerow(row.get(name, "").translate(SPACES) for name in names)
