"""The OWL file as other people's tools take it: named types, one header with notices, ROBOT's rules, definitions."""

import re

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.term import BNode, Node

import robot_rules
from cartkg.model.namespaces import BASE, ONTOLOGY, expand
from cartkg.model.resources import folder
from cartkg.ontology import owl
from graphs import RITUXIMAB, sample

DEFINITION = URIRef(expand("IAO:0000115"))
# Rules below ERROR that stay broken, and why.
STAYS = {
    "missing_definition": "terms of MONDO, ChEBI, NCIT, HGNC, MeSH, ATC, OBI are defined where they come from, not by us",
    "missing_superclass": "the tops: classes of ours, of PROV, OBI, IAO and ChEBI",
    "duplicate_exact_synonym": "a drug and the measure of its dose, a disease and its grade, bear one short name in records",
}


@pytest.fixture(scope="module")
def made() -> Graph:
    return owl.merged(sample())


@pytest.fixture(scope="module")
def written(made: Graph, tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    out = tmp_path_factory.mktemp("owl") / "made.owl"
    owl.write(made, out)
    store = ox.Store()
    store.load(path=str(out), format=ox.RdfFormat.RDF_XML)
    return store


def test_every_thing_is_of_named_classes_only(made: Graph) -> None:
    """A type that is a blank node is what the OWL API calls an unparsed triple."""
    assert [thing for thing, kind in made.subject_objects(RDF.type) if isinstance(kind, BNode)] == []
    kind = URIRef(f"{BASE}class/agent/{RITUXIMAB.replace(':', '-')}")
    assert len(list(made.subjects(RDF.type, kind))) == 2
    meaning = made.value(kind, OWL.equivalentClass)
    assert meaning is not None
    assert made.value(meaning, OWL.someValuesFrom) == URIRef(expand(RITUXIMAB))


def test_what_is_only_absent_is_no_axiom(made: Graph) -> None:
    """OWL's world is open: that a text does not exclude something cannot be inferred from it, and is not asserted."""
    links = {str(link) for link in made.objects(None, OWL.onProperty)} | {str(link) for link in made.predicates()}
    assert f"{ONTOLOGY}excludesPeopleWith" in links
    assert not {f"{ONTOLOGY}doesNotExcludePeopleWith", f"{ONTOLOGY}leavesOpenPeopleWith"} & links


def test_one_header_with_version_licence_and_the_notices_of_others(made: Graph) -> None:
    (header,) = made.subjects(RDF.type, OWL.Ontology)
    assert str(made.value(header, OWL.versionIRI)) == f"{BASE}export/0.1.0/cartkg.owl"
    rights = " ".join(str(one) for one in made.objects(header, URIRef(expand("dcterms:rights"))))
    for source in ("MONDO", "ChEBI", "NCI Thesaurus", "HGNC"):
        assert source in rights, source
    assert made.value(header, URIRef(expand("dcterms:license")))
    assert made.value(header, URIRef(expand("dcterms:title")))


@pytest.mark.parametrize("rule", robot_rules.RULES)
def test_robots_report(rule: str, written: ox.Store) -> None:
    level, query = robot_rules.RULES[rule]
    answer = written.query(robot_rules.PREFIXES + query)
    assert isinstance(answer, ox.QuerySolutions)
    found = [str(row[0]) for row in answer]
    if rule in STAYS:
        assert level != "ERROR"
        assert found, f"{rule} is kept now: take it out of STAYS"
    else:
        assert found == []


BROKEN = {
    "duplicate_label": 'ex:a a owl:Class ; rdfs:label "one" . ex:b a owl:Class ; rdfs:label "one" .',
    "multiple_labels": 'ex:a a owl:Class ; rdfs:label "one" , "two" .',
    "missing_label": "ex:a a owl:Class .",
    "missing_definition": 'ex:a a owl:Class ; rdfs:label "one" .',
    "label_whitespace": 'ex:a a owl:Class ; rdfs:label "one " .',
    "label_formatting": 'ex:a a owl:Class ; rdfs:label "o\\nne" .',
    "lowercase_definition": 'ex:a a owl:Class ; obo:IAO_0000115 "a thing." .',
    "multiple_definitions": 'ex:a a owl:Class ; obo:IAO_0000115 "A." , "B." .',
    "duplicate_definition": 'ex:a a owl:Class ; obo:IAO_0000115 "A." . ex:b obo:IAO_0000115 "A." .',
    "missing_ontology_license": "ex:o a owl:Ontology .",
    "missing_ontology_title": "ex:o a owl:Ontology .",
    "missing_ontology_description": "ex:o a owl:Ontology .",
    "invalid_xref": 'ex:a oio:hasDbXref "no curie" .',
    "illegal_use_of_built_in_vocabulary": "rdfs:domain a owl:ObjectProperty .",
    "multiple_equivalent_class_definitions": "ex:a owl:equivalentClass [] , [] .",
    "deprecated_class_reference": "ex:a rdfs:subClassOf ex:b . ex:b owl:deprecated true .",
    "equivalent_class_axiom_no_genus": "ex:a owl:equivalentClass [ owl:intersectionOf ( [] [] ) ] .",
    "missing_superclass": "ex:a a owl:Class .",
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_found(rule: str) -> None:
    store = ox.Store()
    prefixes = "\n".join(line.replace("PREFIX", "@prefix") + " ." for line in robot_rules.PREFIXES.strip().splitlines())
    store.load(f"{prefixes}\n@prefix ex: <https://example.org/> .\n{BROKEN[rule]}".encode(), format=ox.RdfFormat.TURTLE)
    answer = store.query(robot_rules.PREFIXES + robot_rules.RULES[rule][1])
    assert isinstance(answer, ox.QuerySolutions)
    assert list(answer)


# --- definitions ---------------------------------------------------------------------------------------------------------

OURS = Graph().parse(folder("ontology") / "cartkg.ttl")


def above(term: Node) -> set[Node]:
    found: set[Node] = set()
    open_ = [term]
    while open_:
        for broader in OURS.objects(open_.pop(), RDFS.subClassOf):
            if isinstance(broader, URIRef) and broader not in found:
                found.add(broader)
                open_.append(broader)
    return found


CLASSES = [c for c in OURS.subjects(RDF.type, OWL.Class) if isinstance(c, URIRef)]


@pytest.mark.parametrize("term", [c for c in CLASSES if c.startswith(ONTOLOGY)], ids=lambda c: c.removeprefix(ONTOLOGY))
def test_a_class_of_ours_is_defined_by_genus_and_difference(term: URIRef) -> None:
    """Aristotle's form: "A <the class above> that …"; a class with none above it begins with an article and a noun."""
    definition = str(OURS.value(term, DEFINITION))
    begins = re.match(r"(?:A|An) (.+)", definition)
    assert begins, definition
    genera = {str(OURS.value(broader, RDFS.label)).removesuffix(" (item)") for broader in above(term)}
    assert not genera or any(begins[1].startswith(genus) for genus in genera), (definition, genera)


def test_terms_of_others_have_their_own_parents_and_no_definition_of_ours() -> None:
    others = [c for c in CLASSES if not str(c).startswith(BASE)]
    assert len(others) == 11
    assert [c for c in others if OURS.value(c, DEFINITION)] == []
    assert above(URIRef(expand("OBI:0003699"))) == {URIRef(expand("OBI:0003697")), URIRef(expand("OBI:0000066"))}
    assert above(URIRef(expand("OBI:0500027"))) == {URIRef(expand(x)) for x in ("OBI:0500026", "OBI:0001755", "IAO:0000033")}


def test_labels_of_mondo_are_mondos_and_ours_another_name() -> None:
    mondo = Graph().parse(folder("ontology") / "imports" / "mondo.ttl")
    infection = URIRef(expand("MONDO:0005550"))
    assert str(mondo.value(infection, RDFS.label)) == "infectious disease"
    assert "infection" in {str(name) for name in mondo.objects(infection, URIRef(expand("skos:altLabel")))}
    assert str(mondo.value(infection, URIRef(expand("IAO:0000412")))) == "http://purl.obolibrary.org/obo/mondo.owl"
