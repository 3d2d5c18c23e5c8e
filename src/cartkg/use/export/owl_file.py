"""OWL 2 DL for Protégé: ontology, terms and individuals in one RDF/XML file, labels everywhere and no imports."""

from pathlib import Path

from cartkg.graph.store import GraphStore
from cartkg.ontology import owl


def write(store: GraphStore, out: Path) -> None:
    """The graph as OWL sees it (docs/decisions/0052-owl-and-sparql.md)."""
    owl.write(owl.merged(store), out)
