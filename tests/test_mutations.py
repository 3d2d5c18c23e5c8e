"""Mistakes that a graph of ours can hold without a shape of one node seeing it: each is put into a whole graph and is found."""

# ruff: noqa: E501  # a mistake on a line

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from cartkg.graph import validation
from cartkg.graph.finding import Finding
from cartkg.graph.store import GraphStore
from cartkg.graph.validation import Report
from graphs import sample

PREFIXES = """PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX obo: <http://purl.obolibrary.org/obo/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX trial: <https://w3id.org/cartkg/trial/>
"""
FIRST = "trial:NCT99999901"


def put(subject: str, link: str, value: str) -> str:
    """An update that adds one value to a thing, beside those that it has."""
    where = f"GRAPH ?g {{ {subject} a ?kind }} FILTER(!CONTAINS(STR(?g), 'types'))"
    return f"INSERT {{ GRAPH ?g {{ {subject} {link} {value} }} }} WHERE {{ {where} }}"


def instead(pattern: str, link: str, value: str) -> str:
    """An update that puts one value in the place of those that ?s has for a link."""
    where = f"GRAPH ?g {{ ?s {link} ?old }} {pattern}"
    return f"DELETE {{ GRAPH ?g {{ ?s {link} ?old }} }} INSERT {{ GRAPH ?g {{ ?s {link} {value} }} }} WHERE {{ {where} }}"


def without(pattern: str, link: str) -> str:
    return f"DELETE {{ GRAPH ?g {{ ?s {link} ?old }} }} WHERE {{ GRAPH ?g {{ ?s {link} ?old }} {pattern} }}"


THRESHOLD = "GRAPH ?h { ?s a cartkg:ThresholdStatement }"
THERAPY = "GRAPH ?h { ?s a cartkg:TherapyStatement ; cartkg:window 'P6M' }"
MUTATIONS = {
    "two start dates": (
        "INSERT { GRAPH ?g { ?t cartkg:hasDate trial:other-day . trial:other-day a cartkg:TrialDate ; "
        "cartkg:dateKind 'start' ; cartkg:dateValue '2027-01'^^xsd:gYearMonth } } WHERE { GRAPH ?g { ?t cartkg:hasDate ?d } }",
        "date-told-twice",
    ),
    "a window of dots": (instead(THERAPY, "cartkg:window", "'P..M'"), "TherapyStatementShape-window PatternConstraintComponent"),
    "a unit that is not UCUM": (
        instead(THRESHOLD, "cartkg:unit", "'mL/min/1.73m2'"), "ThresholdStatementShape-unit PatternConstraintComponent",
    ),
    "a misspelt property": (put(FIRST, "cartkg:enrolment", "12"), "undeclared"),
    "a misspelt class": (put(FIRST, "a", "cartkg:Trail"), "undeclared"),
    "a condition that points to a drug": (
        instead("GRAPH ?h { ?s a cartkg:StudiedCondition }", "cartkg:condition", "obo:CHEBI_44185"), "range",
    ),
    "an agent that is a disease": (instead(THERAPY, "cartkg:agent", "obo:MONDO_0007915"), "range"),
    "a statement of two kinds": (put("?s", "a", "cartkg:AgeStatement").replace("WHERE { ", f"WHERE {{ {THERAPY} "), "disjoint"),
    "an enrolment of a product": (put("<https://w3id.org/cartkg/trial/NCT99999901/product>", "cartkg:enrollment", "12"), "domain"),
    "a section against its class": (
        instead("GRAPH ?h { ?s a cartkg:ExclusionCriterion }", "cartkg:section", "'inclusion'"), "section-against-class",
    ),
    "a date that is nowhere": (put(FIRST, "cartkg:hasDate", "trial:nowhere"), "range"),
    "an identifier against its IRI": (
        instead("GRAPH ?h { ?s cartkg:registryId 'NCT99999901' }", "dcterms:identifier", "'NCT99999902'"), "identifier-against-iri",
    ),
    "a registry id against the identifier": (
        instead("GRAPH ?h { ?s dcterms:identifier 'NCT99999901' }", "cartkg:registryId", "'NCT99999902'"), "identifier-against-iri",
    ),
    "a population against the ages": (
        instead("GRAPH ?h { ?s dcterms:identifier 'NCT99999901' }", "cartkg:population", "'pediatric-only'"),
        "population-against-ages",
    ),
    "wrong days of a window": (instead(THERAPY, "cartkg:windowDays", "90"), "windowDays"),
    "a threshold without a unit": (without(THRESHOLD, "cartkg:unit"), "threshold-without-unit"),
    "a trial without a sponsor": (
        without("FILTER(?s = trial:NCT99999901)", "cartkg:sponsorName|cartkg:leadSponsor").replace("|cartkg:leadSponsor", "")
        + " ; " + without("FILTER(?s = trial:NCT99999901)", "cartkg:leadSponsor"),
        "trial-without-sponsor",
    ),
    "a number that is none": (
        instead("GRAPH ?h { ?s dcterms:identifier 'NCT99999901' }", "cartkg:enrollment", "'twelve'^^xsd:integer"),
        "TrialShape-enrollment DatatypeConstraintComponent",
    ),
    "a date that is none": (
        instead("GRAPH ?h { ?s a cartkg:TrialDate }", "cartkg:dateValue", "'2026-99'^^xsd:gYearMonth"),
        "TrialDateShape-value PatternConstraintComponent",
    ),
}  # fmt: skip


@cache
def lines() -> bytes:
    """The graph that is mutated; building it takes longer than reading it."""
    return "\n".join(sample().lines()).encode()


def report(*updates: str) -> Report:
    store = GraphStore.in_memory()
    store.engine.bulk_load(lines(), ox.RdfFormat.N_QUADS)
    for update in updates:
        store.engine.update(PREFIXES + update)
    return validation.validate(store)


def test_the_graph_that_is_mutated_has_no_finding() -> None:
    assert report().findings == ()


@pytest.mark.parametrize("mistake", MUTATIONS)
def test_a_mistake_is_found(mistake: str) -> None:
    update, rule = MUTATIONS[mistake]
    assert rule in {finding.rule for finding in report(update).findings}


def test_a_misspelling_is_a_warning_and_a_wrong_link_a_violation() -> None:
    def severities(mistake: str) -> set[str]:
        update, rule = MUTATIONS[mistake]
        return {finding.severity for finding in report(update).findings if finding.rule == rule}

    assert severities("a misspelt property") == {"warning"}
    assert severities("a condition that points to a drug") == {"violation"}


def test_it_is_said_what_was_looked_at() -> None:
    made = report()
    assert made.checked["Trial"] == 5
    assert "5 Trial" in made.as_text()
    assert '"Trial": 5' in made.as_json()


def test_a_file_that_holds_nothing_of_ours_is_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "other.ttl"
    file.write_text('<https://example.org/a> <https://example.org/b> "c" .')
    found = validation.validate_path(file)
    assert not found.conforms
    assert [finding.rule for finding in found.findings] == ["nothing-checked"]
    assert "holds nothing of ours" in found.as_text()


def test_a_term_outside_the_file_is_held_against_the_shipped_vocabulary() -> None:
    store = GraphStore.in_memory()
    store.engine.update(PREFIXES + "INSERT DATA { GRAPH <https://example.org/g> { trial:a a cartkg:StudiedCondition ; "
                        "cartkg:condition obo:MONDO_0007915 , obo:CHEBI_44185 } }")  # fmt: skip
    faults: list[Finding] = [f for f in validation._report(store, ()).findings if f.rule == "range"]
    assert [fault.value.rpartition("/")[2] for fault in faults] == ["CHEBI_44185"]
