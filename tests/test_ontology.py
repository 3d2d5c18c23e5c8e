"""The ontology: every term has a label and a definition, nothing is undeclared, and the graph uses no word that it lacks."""

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from cartkg.model import CATEGORIES
from cartkg.model.namespaces import ONTOLOGY
from cartkg.model.resources import folder
from graphs import sample

FILE = folder("ontology") / "cartkg.ttl"
DEFINITION = URIRef("http://purl.obolibrary.org/obo/IAO_0000115")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
GRAPH = Graph().parse(FILE)


def declared(*kinds: Node) -> set[Node]:
    return {term for kind in kinds for term in GRAPH.subjects(RDF.type, kind) if isinstance(term, URIRef)}


def ours(terms: set[Node]) -> set[Node]:
    return {term for term in terms if str(term).startswith(ONTOLOGY)}


def test_there_is_one_header_with_version_title_and_licence() -> None:
    header = GRAPH.value(predicate=RDF.type, object=OWL.Ontology)
    assert header == URIRef("https://w3id.org/cartkg/ontology/cartkg.ttl")
    for predicate in (OWL.versionIRI, URIRef("http://purl.org/dc/terms/title"), URIRef("http://purl.org/dc/terms/license")):
        assert GRAPH.value(header, predicate), predicate


def test_every_term_has_one_label_and_ours_a_definition() -> None:
    terms = declared(*KINDS)
    assert len(terms) > 150
    assert [term for term in terms if len(list(GRAPH.objects(term, RDFS.label))) != 1] == []
    assert [term for term in ours(terms) if not GRAPH.value(term, DEFINITION)] == []


def test_no_two_of_our_classes_share_a_label() -> None:
    labels = [str(GRAPH.value(term, RDFS.label)) for term in ours(declared(OWL.Class))]
    assert len(labels) == len(set(labels))


def test_no_term_is_of_two_kinds() -> None:
    for n, kind in enumerate(KINDS):
        assert declared(kind) & declared(*KINDS[n + 1 :]) == set()


def test_every_class_hangs_in_the_tree_or_is_a_top() -> None:
    tops = {term for term in ours(declared(OWL.Class)) if not GRAPH.value(term, RDFS.subClassOf)}
    assert len(tops) <= 25


def test_every_category_has_its_class() -> None:
    values = {str(value) for value in GRAPH.objects(None, OWL.hasValue)}
    assert set(CATEGORIES) <= values


@pytest.mark.parametrize("what", ["predicates", "types"])
def test_the_graph_uses_no_undeclared_word(what: str) -> None:
    query = "?s ?word ?o" if what == "predicates" else "?s a ?word"
    used: set[Node] = {URIRef(row["word"]) for row in sample().select(f"SELECT DISTINCT ?word {{ {query} }}")}
    assert ours(used) - declared(*KINDS) == set()


def test_the_catalogue_names_every_import() -> None:
    catalogue = (folder("ontology") / "catalog-v001.xml").read_text(encoding="utf-8")
    imports = [str(imported) for imported in GRAPH.objects(None, OWL.imports)]
    files = sorted(path.name for path in (folder("ontology") / "imports").glob("*.ttl"))
    assert sorted(Path(imported).name for imported in imports) == files
    for imported in (*imports, "https://w3id.org/cartkg/ontology/cartkg.ttl"):
        assert f'name="{imported}"' in catalogue


def test_definitions_are_sentences() -> None:
    for term in ours(declared(*KINDS)):
        definition = GRAPH.value(term, DEFINITION)
        assert isinstance(definition, Literal)
        assert str(definition)[0].isupper()
        assert str(definition).endswith(".")


MAPPINGS = [folder("ontology") / "mappings" / f"{name}.sssom.tsv" for name in ("classes", "properties")]
PREDICATES = {"skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"}


def rows(path: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The prefixes of a mapping file, and its rows."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = [line.removeprefix("#") for line in lines if line.startswith("#")]
    prefixes = dict(line.strip().split(": ", 1) for line in header if line.startswith("  "))
    table = [line.split("\t") for line in lines if not line.startswith("#")]
    return prefixes, [dict(zip(table[0], row, strict=True)) for row in table[1:]]


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.name)
def test_mappings_keep_the_rules_of_sssom(path: Path) -> None:
    """Subjects are ours and labelled as in the ontology, every prefix is known, every mapping says how it was made."""
    prefixes, mapped = rows(path)
    assert mapped
    for row in mapped:
        subject = URIRef(ONTOLOGY + row["subject_id"].removeprefix("cartkg:"))
        assert str(GRAPH.value(subject, RDFS.label)) == row["subject_label"]
        assert row["predicate_id"] in PREDICATES
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert {
            row[c].split(":")[0] for c in ("subject_id", "predicate_id", "object_id", "mapping_justification")
        } <= prefixes.keys()
    assert len({(r["subject_id"], r["object_id"]) for r in mapped}) == len(mapped)
