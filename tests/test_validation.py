"""Every constraint of every shape fails on an example that holds that one defect; each check accuses its own."""

from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph
from rdflib.term import Node

from cartkg.ask.questions import listed
from cartkg.graph import validation
from cartkg.graph.store import GraphStore
from cartkg.model.errors import StoreError
from cartkg.model.resources import folder

SHAPES = Path(__file__).parent / "shapes"
KINDS = ("trial", "criterion", "statement", "provenance")
INVALID = sorted(path for kind in KINDS for path in (SHAPES / kind / "invalid").glob("*.ru"))
COMPONENTS = {
    SH.minCount: "MinCount", SH.maxCount: "MaxCount", SH.datatype: "Datatype", SH.nodeKind: "NodeKind", SH["in"]: "In",
    SH.pattern: "Pattern", SH.minInclusive: "MinInclusive", SH.maxInclusive: "MaxInclusive", SH.minExclusive: "MinExclusive",
    SH.minLength: "MinLength", SH.lessThan: "LessThan", SH["or"]: "Or",
}  # fmt: skip


def rules(graph: Graph) -> set[str]:
    return {f.rule for f in validation._findings([line for line in graph.serialize(format="nt").splitlines() if line])}


def valid(kind: str) -> Graph:
    return Graph().parse(SHAPES / kind / "valid" / f"{kind}.ttl")


def test_there_are_examples() -> None:
    assert len(INVALID) > 200


@pytest.mark.parametrize("kind", KINDS)
def test_valid_examples_pass(kind: str) -> None:
    assert rules(valid(kind)) == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_one_defect_gives_its_finding(path: Path) -> None:
    graph = valid(path.parent.parent.name)
    graph.update(path.read_text(encoding="utf-8"))
    shape, constraint = path.stem.split(".")
    component = COMPONENTS[SH[constraint]]
    assert rules(graph) == {f"{shape} {component}ConstraintComponent"}


def constraints(shapes: Graph) -> set[str]:
    def name(shape: Node, predicate: Node) -> str:
        return f"{str(shape).rsplit('/', 1)[-1]}.{str(predicate).rsplit('#', 1)[-1]}"

    return {
        name(shape, predicate)
        for shape in shapes.subjects(RDF.type, SH.PropertyShape)
        for predicate, _ in shapes.predicate_objects(shape)
        if predicate in COMPONENTS
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_constraint_has_an_example(kind: str) -> None:
    shapes = Graph().parse(folder("shapes") / f"{kind}.ttl")
    assert constraints(shapes) == {path.stem for path in INVALID if path.parent.parent.name == kind}


@pytest.mark.parametrize("kind", KINDS)
def test_no_constraint_escapes_the_list_of_kinds(kind: str) -> None:
    known = {*COMPONENTS, RDF.type, SH.targetClass, SH.targetObjectsOf, SH.path, SH.message, SH.severity}
    shapes = Graph().parse(folder("shapes") / f"{kind}.ttl")
    found = {p for shape in shapes.subjects(RDF.type, SH.PropertyShape) for p in shapes.predicates(shape)}
    assert found <= known


# --- checks: rows accuse -------------------------------------------------------------------------------------------------

PREFIXES = """
PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX ex: <https://example.org/>
"""
GOOD = """INSERT DATA { GRAPH ex:g {
    ex:trial a cartkg:Trial ; cartkg:sponsorName "Made-up Hospital" .
    ex:trial cartkg:eligibilityText "complete" ; cartkg:minAgeYears 5.0 ; cartkg:maxAgeYears 18.0 ;
        cartkg:hasCriterion ex:c1 , ex:c2 .
    ex:c1 cartkg:section "inclusion" ; cartkg:number "1" ; cartkg:position 1 ; cartkg:spanStart 0 ; cartkg:spanEnd 20 ;
        cartkg:states ex:s1 .
    ex:c2 cartkg:section "inclusion" ; cartkg:number "2" ; cartkg:position 2 .
    ex:s1 cartkg:stance "excludes" ; cartkg:agent ex:drug ; cartkg:spanStart 3 ; cartkg:spanEnd 9 ; cartkg:words "drug" .
    ex:drug rdfs:label "drug" } }"""
DEFECTS = {
    "ages-crossed": "INSERT DATA { GRAPH ex:g { ex:trial cartkg:minAgeYears 70.0 } }",
    "complete-text-without-criteria": 'INSERT DATA { GRAPH ex:g { ex:t2 a cartkg:Trial ; cartkg:eligibilityText "complete" ; '
    'cartkg:sponsorName "Nobody" } }',
    "date-told-twice": 'INSERT DATA { GRAPH ex:g { ex:trial cartkg:hasDate ex:d1 , ex:d2 . ex:d1 cartkg:dateKind "start" . '
    'ex:d2 cartkg:dateKind "start" } }',
    "identifier-against-iri": 'INSERT DATA { GRAPH ex:g { <https://w3id.org/cartkg/trial/NCT1> a cartkg:Trial ; '
    'dcterms:identifier "NCT2" ; cartkg:sponsorName "Nobody" } }',
    "population-against-ages": 'INSERT DATA { GRAPH ex:g { ex:trial cartkg:population "adult-only" } }',
    "section-against-class": "INSERT DATA { GRAPH ex:g { ex:c1 a cartkg:ExclusionCriterion } }",
    "threshold-without-unit": 'INSERT DATA { GRAPH ex:g { ex:s3 a cartkg:ThresholdStatement ; cartkg:valueText "5" } }',
    "trial-without-sponsor": "INSERT DATA { GRAPH ex:g { ex:t4 a cartkg:Trial } }",
    "place-used-twice": 'INSERT DATA { GRAPH ex:g { ex:trial cartkg:hasCriterion ex:c3 . '
    'ex:c3 cartkg:section "inclusion" ; cartkg:number "1" ; cartkg:position 3 } }',
    "required-and-excluded": 'INSERT DATA { GRAPH ex:g { ex:c1 cartkg:states ex:s2 . ex:s2 cartkg:stance "requires" ; '
    "cartkg:agent ex:drug } }",
    "term-without-label": "DELETE WHERE { GRAPH ex:g { ex:drug rdfs:label ?label } }",
    "words-outside-their-trial": "DELETE WHERE { GRAPH ex:g { ex:s1 cartkg:spanStart ?x } } ; "
    "INSERT DATA { GRAPH ex:g { ex:s1 cartkg:spanStart 30 ; cartkg:spanEnd 40 } }",
}  # fmt: skip


def accused(*updates: str) -> set[str]:
    store = GraphStore.in_memory()
    for update in updates:
        store.engine.update(PREFIXES + update)
    return {finding.rule for finding in validation.checks(store)}


def test_checks_are_quiet_on_a_good_graph() -> None:
    assert accused(GOOD) == set()


@pytest.mark.parametrize("check", [check.name for check in listed(folder("queries/checks"))])
def test_each_check_accuses_its_defect(check: str) -> None:
    assert accused(GOOD, DEFECTS[check]) == {check}


# --- reports -------------------------------------------------------------------------------------------------------------


def broken(tmp_path: Path) -> validation.Report:
    graph = valid("trial")
    graph.update((SHAPES / "trial" / "invalid" / "TrialShape-status.in.ru").read_text())
    file = tmp_path / "broken.ttl"
    graph.serialize(file, format="turtle")
    return validation.validate_path(file)


def test_a_file_is_validated_and_reported_in_three_forms(tmp_path: Path) -> None:
    report = broken(tmp_path)
    assert not report.conforms
    assert "a status is one token of the registry" in report.as_text()
    assert '"conforms": false' in report.as_json()
    results = Graph().parse(data=report.as_turtle(), format="turtle")
    assert len(list(results.subjects(RDF.type, SH.ValidationResult))) == len(report.findings)


def test_what_is_no_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"):
        validation.validate_path(tmp_path / "nothing")
    (tmp_path / "words.ttl").write_text("these are no triples")
    with pytest.raises(StoreError, match=r"words\.ttl"):
        validation.validate_path(tmp_path / "words.ttl")
    with pytest.raises(StoreError, match="no built graph"):
        validation.validate_path(tmp_path)
