"""RDF files read back by other libraries: the triples that went in come out, names of any letters whole."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyld import jsonld
from rdflib import OWL, RDF, RDFS, Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from cartkg.graph.iri import TYPES
from cartkg.graph.store import GraphStore
from cartkg.model.namespaces import BASE, ONTOLOGY, expand
from cartkg.use.export import Part, framed, owl_file, rdf
from cartkg.use.export import part as cutting
from exported import SPONSOR, TITLE, awkward
from graphs import sample

FIRST = URIRef(f"{BASE}trial/NCT99999901")


@pytest.fixture(scope="module")
def made() -> GraphStore:
    return awkward()


def triples(store: GraphStore) -> Graph:
    """The union of the graphs, in rdflib."""
    return Graph().parse(data="".join(f"{triple} .\n" for triple in {str(quad.triple) for quad in store.engine}), format="nt")


def by_graph(dataset: Dataset) -> set[tuple[str, ...]]:
    return {(s.n3(), p.n3(), o.n3(), str(g)) for s, p, o, g in dataset.quads()}


def test_nquads_and_trig_keep_the_named_graphs(made: GraphStore, tmp_path: Path) -> None:
    quads = rdf.whole(made)
    rdf.nquads(quads, tmp_path / "made.nq")
    rdf.trig(quads, tmp_path / "made.trig")
    lines, prefixed = (Dataset().parse(tmp_path / f"made.{ending}") for ending in ("nq", "trig"))
    assert len(by_graph(lines)) == len(made)
    assert by_graph(lines) == by_graph(prefixed)
    assert (FIRST.n3(), RDFS.label.n3(), Literal(TITLE).n3()) in {quad[:3] for quad in by_graph(prefixed)}


def test_turtle_is_the_union(made: GraphStore, tmp_path: Path) -> None:
    rdf.turtle(rdf.whole(made), tmp_path / "made.ttl")
    read = Graph().parse(tmp_path / "made.ttl")
    assert isomorphic(read, triples(made))
    assert (None, RDFS.label, Literal(SPONSOR)) in read


def test_jsonld_expands_to_the_triples_that_went_in(made: GraphStore, tmp_path: Path) -> None:
    """By PyLD, whose framing wrote it, and by Oxigraph's parser, which had no part in it; all but the types that follow."""
    framed.write(rdf.whole(made), tmp_path / "made.jsonld")
    text = (tmp_path / "made.jsonld").read_text(encoding="utf-8")
    given = {str(quad.triple) for quad in made.engine if quad.graph_name != ox.NamedNode(TYPES)}
    lines = str(jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"}))
    assert isomorphic(Graph().parse(data=lines, format="nt"), Graph().parse(data=" .\n".join([*given, ""]), format="nt"))
    assert {str(quad.triple) for quad in ox.parse(text.encode(), format=ox.RdfFormat.JSON_LD)} == given


def test_jsonld_has_one_object_a_trial(made: GraphStore, tmp_path: Path) -> None:
    framed.write(rdf.whole(made), tmp_path / "made.jsonld")
    objects = json.loads((tmp_path / "made.jsonld").read_text(encoding="utf-8"))["@graph"]
    trials = [one for one in objects if one.get("type") == "Trial"]
    assert [trial["dcterms:identifier"] for trial in trials] == ["NCT99999901", "NCT99999902", "NCT99999903"]
    first = trials[0]
    assert (first["label"], first["enrollment"], first["inScope"], first["minAgeYears"]) == (TITLE, 12, True, "18")
    assert first["leadSponsor"]["label"] == SPONSOR
    item = next(one for one in first["hasCriterion"] if one["number"] == "9.1.2")
    agents = {(said["stance"], said["agent"]["id"], said["agent"]["label"]) for said in item["states"]}
    assert agents == {("excludes", "NCIT:C1702", "rituximab"), ("permits", "NCIT:C1702", "rituximab")}


def test_a_whole_number_stays_one() -> None:
    """Where JSON would read it as something else, a value keeps its words and its datatype."""
    typed = {"integer": ("12", "012", "-3", "99999999999999999999"), "boolean": ("true", "1"), "decimal": ("18",)}
    quads = [
        ox.Quad(
            ox.NamedNode(f"{BASE}a"),
            ox.NamedNode(f"{ONTOLOGY}said"),
            ox.Literal(words, datatype=ox.NamedNode(expand(f"xsd:{kind}"))),
        )
        for kind, several in typed.items()
        for words in several
    ]
    [values] = [value for name, value in framed.expanded(quads)[f"{BASE}a"].items() if name != "@id"]
    assert [value["@value"] for value in values] == [12, "012", -3, "99999999999999999999", True, "1", "18"]
    assert [bool(value.get("@type")) for value in values] == [False, True, False, True, False, True, True]


def test_the_answer_of_a_query_as_turtle(made: GraphStore, tmp_path: Path) -> None:
    part = Part(query="CONSTRUCT { ?t cartkg:excludesTherapy ?a } WHERE { ?t cartkg:excludesTherapy ?a }")
    rdf.turtle(cutting.quads(part, made), tmp_path / "answer.ttl")
    read = Graph().parse(tmp_path / "answer.ttl")
    assert {(s, o) for s, o in read.subject_objects()} == {
        (URIRef(f"{BASE}trial/NCT9999990{number}"), URIRef(expand("NCIT:C1702"))) for number in (1, 2)
    }


def test_owl(tmp_path: Path) -> None:
    """For Protégé: one ontology, no imports, each name with a label and in one role, each property declared."""
    owl_file.write(sample(), tmp_path / "made.owl")
    graph = Graph().parse(tmp_path / "made.owl", format="xml")
    assert list(graph.objects(None, OWL.imports)) == []
    assert len(list(graph.subjects(RDF.type, OWL.Ontology))) == 1
    individuals = set(graph.subjects(RDF.type, OWL.NamedIndividual))
    assert len(individuals) > 50
    assert [thing for thing in individuals if not graph.value(thing, RDFS.label)] == []
    assert individuals & set(graph.subjects(RDF.type, OWL.Class)) == set()
    properties = {
        p for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty) for p in graph.subjects(RDF.type, kind)
    }
    used = {p for p in graph.predicates() if not str(p).startswith((str(RDF), str(RDFS), str(OWL)))}
    assert {p for p in used if p not in properties and "XMLSchema" not in str(p)} == set()
    assert (URIRef(f"{ONTOLOGY}Trial"), RDF.type, OWL.Class) in graph
