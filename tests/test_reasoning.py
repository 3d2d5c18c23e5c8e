"""What HermiT infers agrees with what SPARQL answers, and what is broken on purpose is caught."""

from collections import defaultdict

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import XSD

from cartkg.ask import questions
from cartkg.graph import membership
from cartkg.graph.iri import TYPES
from cartkg.graph.store import GraphStore
from cartkg.model.errors import CartkgError
from cartkg.model.namespaces import BASE, ONTOLOGY
from cartkg.ontology import owl, reasoning
from graphs import sample


def class_of(name: str) -> URIRef:
    return URIRef(ONTOLOGY + name)


def axioms() -> Graph:
    return owl.schema(imports=False)


def types(store: GraphStore) -> dict[str, set[str]]:
    """The members of each of our classes, as the graph tells them."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in store.select(f'SELECT DISTINCT ?thing ?kind {{ ?thing a ?kind . FILTER(STRSTARTS(STR(?kind), "{ONTOLOGY}")) }}'):
        found[row["kind"]].add(row["thing"])
    return found


def test_the_types_of_the_graph_are_those_that_hermit_infers() -> None:
    """HermiT is given the facts without the types that follow; every class has the same members, none more and none fewer."""
    store = sample()
    inferred = reasoning.classify(store)
    assert inferred.consistent
    assert not inferred.unsatisfiable
    told = types(store)
    assert len(told) > 40
    assert told == inferred.members
    for browsed in (
        "TrialExcludingPriorBCellDepletion",
        "DualTargetTrial",
        "TrialRequiringPriorTreatment",
        "PriorTherapyCriterion",
    ):
        assert told[ONTOLOGY + browsed], browsed


def test_the_types_that_follow_stand_in_a_graph_of_their_own_and_repeat_nothing() -> None:
    store = sample()
    own = store.table(f"SELECT ?s ?c {{ GRAPH <{TYPES}> {{ ?s a ?c }} }}")[1]
    assert own
    assert not store.table(f"SELECT ?s ?c {{ GRAPH <{TYPES}> {{ ?s a ?c }} GRAPH ?g {{ ?s a ?c }} FILTER(?g != <{TYPES}>) }}")[
        1
    ]
    assert membership.derive(store, TYPES) == 0, "one pass is enough"


def test_the_classes_that_people_browse_by_are_asked_from_the_graph() -> None:
    asked = {row[0] for row in questions.ask("trial-classes", {}, sample()).rows}
    assert {"cartkg:PediatricOnlyTrial", "cartkg:CD19DirectedTrial", "cartkg:TrialExcludingPriorBCellDepletion"} <= asked
    assert not {kind for kind in asked if kind.startswith("cartkg:TrialBy")}


def test_a_definition_of_an_unknown_form_is_refused() -> None:
    graph = Graph().parse(
        data=f"""@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix : <{ONTOLOGY}> .
        :Odd owl:equivalentClass [ owl:onProperty :states ; owl:allValuesFrom :Statement ] ."""
    )
    with pytest.raises(CartkgError, match="a form that is not known"):
        membership.queries(graph)


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
