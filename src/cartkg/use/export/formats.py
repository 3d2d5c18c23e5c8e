"""The formats: what each is for, what opens it, and what of a graph it can hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any


class Needs(Enum):
    """What a format is written from, and so which parts of a graph it can hold."""

    NETWORK = "nodes and edges"  # the whole graph, an answer, a view, a trial's neighbourhood
    QUADS = "triples"  # the whole graph, an answer, a trial's neighbourhood
    GRAPH = "the whole graph"


@dataclass(frozen=True, slots=True)
class Form:
    """A format. `function` is a name in a module of this package, imported when it is first used."""

    name: str
    ending: str  # of the file; "" where it is a folder
    needs: Needs
    shows: str
    opens: str
    function: str

    @property
    def is_folder(self) -> bool:
        return not self.ending

    @property
    def write(self) -> Callable[[Any, Path], None]:
        """Takes what the format needs (Network, Quads or GraphStore) and the path of a file or new folder."""
        module, name = self.function.split(".")
        return getattr(import_module(f"cartkg.use.export.{module}"), name)  # type: ignore[no-any-return]  # by name


N, Q, G = Needs.NETWORK, Needs.QUADS, Needs.GRAPH
FORMATS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("graphml", ".graphml", N, "nodes and edges with typed facts", "Gephi, yEd, Cytoscape, networkx", "graphml.write"),
        Form("gexf", ".gexf", N, "nodes and edges with colours and dates for the timeline", "Gephi, networkx", "gexf.write"),
        Form("cytoscape", ".cyjs", N, "elements with a style", "Cytoscape.js, Cytoscape", "cytoscape.write"),
        Form("cx2", ".cx2", N, "declared types and a style", "NDEx, Cytoscape, ndex2", "cx2.write"),
        Form("neo4j", "", N, "CSV with :ID, :LABEL and :TYPE headers, and the load command", "neo4j-admin", "neo4j.write"),
        Form("kgx", "", N, "nodes.tsv and edges.tsv in Biolink's words", "KGX, tools for Biolink", "kgx.write"),
        Form(
            "jsonld", ".jsonld", Q, "one object a trial, with a context", "JSON-LD processors, any JSON reader", "framed.write"
        ),
        Form("nquads", ".nq", Q, "triples with their named graphs, a line each", "any triple store", "rdf.nquads"),
        Form("trig", ".trig", Q, "named graphs with prefixes", "any triple store, rdflib", "rdf.trig"),
        Form("turtle", ".ttl", Q, "triples with prefixes, graphs merged", "any RDF tool", "rdf.turtle"),
        Form("csv", "", G, "every answer table", "spreadsheets, pandas, R", "tables.csv"),
        Form("parquet", "", G, "every answer table with column types", "pyarrow, pandas, DuckDB, R", "tables.parquet"),
        Form("frictionless", "", G, "the tables with datapackage.json", "frictionless, R", "package.frictionless"),
        Form("ro-crate", "", G, "tables, graph and ontology with metadata", "rocrate, repositories", "package.ro_crate"),
        Form("owl", ".owl", G, "ontology, terms and individuals in one file", "Protégé, OWL API", "owl_file.write"),
    )
}
