"""Graph files for other programs, from a built graph."""

from collections.abc import Callable, Mapping
from pathlib import Path

import networkx as nx

from cartkg import namespaces, owl
from cartkg.errors import StoreError
from cartkg.store import GraphStore

THINGS = """
SELECT DISTINCT ?thing ?type ?label WHERE {
  VALUES ?type { cartkg:Trial cartkg:Product cartkg:InclusionCriterion cartkg:ExclusionCriterion cartkg:TherapyStatement
    cartkg:ThresholdStatement cartkg:DiagnosisStatement cartkg:AgeStatement cartkg:StudiedCondition cartkg:Intervention
    cartkg:Arm cartkg:Site cartkg:Organisation cartkg:Outcome cartkg:MentionedTrial cartkg:Conflict }
  ?thing a ?type .
  OPTIONAL { ?thing rdfs:label ?label }
}"""
TERMS = """
SELECT DISTINCT ?term ?label WHERE {
  VALUES ?link { cartkg:agent cartkg:condition cartkg:measure cartkg:target cartkg:apartFrom }
  ?user ?link ?term .
  OPTIONAL { ?term rdfs:label ?label }
}"""
BROADER = "SELECT DISTINCT ?from ?to WHERE { ?from rdfs:subClassOf ?to . ?to a owl:Class }"
PARTS = """
SELECT DISTINCT ?from ?link ?to WHERE {
  ?from ?link ?to . FILTER(isIRI(?to) && ?link != rdf:type && ?link != rdfs:subClassOf)
}"""
WORDS = (
    "status", "phase", "population", "modality", "cellSource", "section", "number", "stance", "window", "anchor", "comparator",
    "valueText", "unit",
)  # fmt: skip


def graphml(store: GraphStore, out: Path) -> None:
    """GraphML for Gephi, yEd and Cytoscape: trials, their parts and statements, and the terms with what is broader.

    Every node has `label`, `type` and `curie`; what a statement does with its term is in `stance`, and edges from trial to term
    say it in their own type (excludesTherapy). The same graph gives the same bytes.
    """
    nx.write_graphml_xml(network(store), out)


def network(store: GraphStore) -> "nx.MultiDiGraph[str]":
    """The graph as a property graph: a node for each thing and each term in use or broader, an edge for each link."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in sorted(store.select(THINGS), key=lambda row: (row["thing"], row["type"], row["label"])):
        _node(graph, row["thing"], row["type"].removeprefix(namespaces.ONTOLOGY), row["label"])
    broader: dict[str, list[str]] = {}
    for row in store.select(BROADER):
        broader.setdefault(row["from"], []).append(row["to"])
    labels = {
        row["term"]: row["label"] for row in store.select("SELECT ?term ?label { ?term a owl:Class ; rdfs:label ?label }")
    }
    _terms(graph, sorted(row["term"] for row in store.select(TERMS)), broader, labels)
    for row in sorted(store.select(PARTS), key=lambda row: (row["from"], row["link"], row["to"])):
        if row["from"] in graph and row["to"] in graph:
            link = namespaces.compact(row["link"]).removeprefix("cartkg:")
            graph.add_edge(row["from"], row["to"], key=link, type=link, label=link)
    _words(graph, store)
    return graph


def _node(graph: "nx.MultiDiGraph[str]", name: str, kind: str, label: str) -> None:
    if name not in graph or kind == "Trial":  # a trial that another record mentions is a trial
        curie = namespaces.compact(name)
        graph.add_node(name, label=label or name.rsplit("/", 1)[-1], type=kind, curie=curie)


def _terms(graph: "nx.MultiDiGraph[str]", used: list[str], broader: Mapping[str, list[str]], labels: Mapping[str, str]) -> None:
    open_ = list(used)
    while open_:
        term = open_.pop(0)
        if term in graph:
            continue
        _node(graph, term, "Term", labels.get(term, ""))
        open_.extend(sorted(broader.get(term, ())))
    for term in [name for name, kind in graph.nodes(data="type") if kind == "Term"]:
        for above in sorted(broader.get(term, ())):
            if above in graph:
                graph.add_edge(term, above, key="subClassOf", type="subClassOf", label="subClassOf")


def _words(graph: "nx.MultiDiGraph[str]", store: GraphStore) -> None:
    """The short facts of each node, several values joined by a bar."""
    for word in WORDS:
        values: dict[str, set[str]] = {}
        for row in store.select(f"SELECT ?thing ?value {{ ?thing cartkg:{word} ?value }}"):
            if row["thing"] in graph:
                values.setdefault(row["thing"], set()).add(row["value"])
        for thing, found in values.items():
            graph.nodes[thing][word] = "|".join(sorted(found))


def owl_file(store: GraphStore, out: Path) -> None:
    """One OWL 2 DL file (RDF/XML) with ontology, terms and individuals, labels everywhere and no imports: for Protégé."""
    owl.write(owl.merged(store), out)


FORMATS: Mapping[str, Callable[[GraphStore, Path], None]] = {"graphml": graphml, "owl": owl_file}


def write(form: str, graph: Path, out: Path) -> None:
    """Write a built graph in one of FORMATS. Raises StoreError when the form is unknown or `out` cannot be written."""
    if form not in FORMATS:
        raise StoreError(form, "no such form", "one of " + ", ".join(FORMATS))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        FORMATS[form](GraphStore.open(graph), out)
    except OSError as error:
        raise StoreError(out, f"cannot be written: {error.strerror or error}", "check the place") from error
