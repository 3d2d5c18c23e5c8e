"""What HermiT infers agrees with what SPARQL answers, and what is broken on purpose is caught."""

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import XSD

from cartkg.graph import questions
from cartkg.model.namespaces import BASE, ONTOLOGY, compact
from cartkg.ontology import owl, reasoning
from graphs import sample


def class_of(name: str) -> URIRef:
    return URIRef(ONTOLOGY + name)


def axioms() -> Graph:
    return owl.schema(imports=False)


def test_inferred_types_agree_with_sparql() -> None:
    store = sample()
    inferred = reasoning.classify(store)
    assert inferred.consistent
    assert not inferred.unsatisfiable
    asked: dict[str, set[str]] = {}
    for kind, _, trial in questions.ask("trial-classes", {}, store).rows:
        asked.setdefault(kind, set()).add(f"{BASE}trial/{trial}")
    assert len(asked) >= 8
    for kind, trials in asked.items():
        assert inferred.members[ONTOLOGY + kind.removeprefix("cartkg:")] == trials, kind
    ours = {row[0] for row in questions.ask("trial-classes", {}, store).rows}
    browsed = {
        compact(kind) for kind, members in inferred.members.items() if any(m.startswith(f"{BASE}trial/NCT") for m in members)
    }
    assert {kind for kind in browsed if kind in {"cartkg:TrialExcludingPriorBCellDepletion", "cartkg:DualTargetTrial"}} <= ours


def test_the_class_tree_is_satisfiable() -> None:
    inferred = reasoning.infer(axioms())
    assert inferred.consistent
    assert inferred.unsatisfiable == ()


@pytest.mark.parametrize(("one", "other"), [("Trial", "Product"), ("TherapyStatement", "AgeStatement")])
def test_an_impossible_class_is_caught(one: str, other: str) -> None:
    graph = axioms()
    broken = class_of("MadeUpImpossible")
    graph.add((broken, RDF.type, OWL.Class))
    graph.add((broken, RDFS.subClassOf, class_of(one)))
    graph.add((broken, RDFS.subClassOf, class_of(other)))
    assert reasoning.infer(graph).unsatisfiable == (str(broken),)


def individual(graph: Graph, name: str, kind: str) -> URIRef:
    thing = URIRef(f"{BASE}trial/{name}")
    graph.add((thing, RDF.type, OWL.NamedIndividual))
    graph.add((thing, RDF.type, class_of(kind)))
    return thing


def test_a_thing_that_is_a_trial_and_a_product_is_caught() -> None:
    graph = axioms()
    graph.add((individual(graph, "broken", "Trial"), RDF.type, class_of("Product")))
    assert not reasoning.infer(graph).consistent


def test_a_product_of_a_criterion_is_caught() -> None:
    graph = axioms()
    graph.add((individual(graph, "broken", "Criterion"), class_of("hasProduct"), individual(graph, "product", "Product")))
    assert not reasoning.infer(graph).consistent


def test_two_upper_ages_are_caught() -> None:
    graph = axioms()
    broken = individual(graph, "broken", "Trial")
    for age in ("18.0", "70.0"):
        graph.add((broken, class_of("maxAgeYears"), Literal(age, datatype=XSD.decimal)))
    assert not reasoning.infer(graph).consistent
