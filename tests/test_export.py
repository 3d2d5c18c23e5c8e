"""Graph files for other programs hold every thing with its label, and the same graph gives the same bytes."""

from pathlib import Path

import networkx as nx
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from cartkg import export
from cartkg.errors import StoreError
from cartkg.namespaces import ONTOLOGY, expand
from graphs import sample


def test_graphml(tmp_path: Path) -> None:
    for name in ("one", "other"):
        export.graphml(sample(), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    graph = nx.read_graphml(tmp_path / "one")
    assert all(data.get("label") and data.get("type") for _, data in graph.nodes(data=True))
    assert all(data.get("type") for _, _, data in graph.edges(data=True))
    kinds = [kind for _, kind in graph.nodes(data="type")]
    assert kinds.count("Trial") == 5
    edges = {(a.rsplit("/", 1)[-1], data["type"], b) for a, b, data in graph.edges(data=True)}
    assert ("NCT99999901", "excludesTherapy", expand("NCIT:C1702")) in edges
    assert ("NCT99999904", "requiresTherapy", expand("NCIT:C1702")) in edges


def test_owl(tmp_path: Path) -> None:
    for name in ("one", "other"):
        export.owl_file(sample(), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    graph = Graph().parse(tmp_path / "one", format="xml")
    assert list(graph.objects(None, OWL.imports)) == []
    assert len(list(graph.subjects(RDF.type, OWL.Ontology))) == 1
    individuals = set(graph.subjects(RDF.type, OWL.NamedIndividual))
    assert len(individuals) > 50
    assert [thing for thing in individuals if not graph.value(thing, RDFS.label)] == []
    assert individuals & set(graph.subjects(RDF.type, OWL.Class)) == set()  # no name is both a class and an individual
    properties = {
        p for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty) for p in graph.subjects(RDF.type, kind)
    }
    used = {p for p in graph.predicates() if not str(p).startswith((str(RDF), str(RDFS), str(OWL)))}
    assert {p for p in used if p not in properties and "XMLSchema" not in str(p)} == set()
    assert (URIRef(f"{ONTOLOGY}Trial"), RDF.type, OWL.Class) in graph


def test_wrong_calls(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="graphml"):
        export.write("crayons", tmp_path, tmp_path / "out")
    with pytest.raises(StoreError, match="no built graph"):
        export.write("owl", tmp_path, tmp_path / "out")
