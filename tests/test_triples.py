"""Every field of a trial has its place in the graph, IRIs are stable, and exclusion is never a qualifier of a positive edge."""

from dataclasses import fields

import pytest
from rdflib import URIRef

from cartkg.graph import iri, triples
from cartkg.model import Age, Arm, Field, Outcome, Person, Section, Site, Source, Stance, Trial, TrialDate
from graphs import RITUXIMAB, TARGETED, criterion, graph, sample, therapy, trial

SAMPLE: dict[str, object] = {
    "secondary_ids": ("SECOND-1",), "aliases": ("NCT00000000",), "phases": ("PHASE1",), "enrollment": 7,
    "collaborators": ("Friends",), "condition_qualifiers": ("refractory",), "phases_in_text": ("PHASE2",),
    "dates": (TrialDate("unclear", "2026", note="made up"),), "min_age": Age(6, "months"), "max_age": Age(99),
    "healthy_volunteers": False, "results_posted": True, "conditions": (), "keywords": ("word",),
    "arms": (Arm("arm"),),
    "sites": (Site("made-up facility"),), "officials": (Person("Dr Example Person"),),
    "contacts": (Person("Ms Example Contact"),),
    "outcomes": (Outcome("primary", "safety"),), "fields": (Field("path", "made-up value"),), "design_words": ("open-label",),
    "notes": ("a note",), "interventions": (), "mentions": (), "targets": (), "generic_title": False,
}  # fmt: skip
ELSEWHERE = {"id", "source", "eligibility", "conditions", "interventions", "mentions", "targets", "modality", "cell_source",
    "generic_title", "title", "named_products", "from_named_products", "made", "doubts"}  # fmt: skip


@pytest.mark.parametrize("name", [f.name for f in fields(Trial) if f.name not in ELSEWHERE])
def test_every_field_of_a_trial_is_emitted(name: str) -> None:
    bare = Trial("NCT99999901", Source("made-up.json", "cartkg", "0" * 64))
    value = SAMPLE.get(name, "made-up value")
    full = Trial(**{**{f.name: getattr(bare, f.name) for f in fields(Trial)}, name: value})
    assert set(triples.trial_triples(full)) - set(triples.trial_triples(bare)), name


def test_the_same_input_gives_the_same_iri() -> None:
    assert iri.part("whole", "site", "a", "b") == iri.part("whole", "site", "a", "b")
    assert iri.part("whole", "site", "a", "b") != iri.part("whole", "site", "ab")
    assert iri.trial("NCT99999901") == "https://w3id.org/cartkg/trial/NCT99999901"
    assert iri.criterion("t", Section.EXCLUSION, "9.1.2") == "t/exclusion/9.1.2"
    assert iri.organisation("Made-up  Hospital") == iri.organisation("made-up hospital")


def test_a_new_statement_renames_no_other() -> None:
    one, two = therapy(Stance.EXCLUDES, RITUXIMAB), therapy(Stance.EXCLUDES, TARGETED)

    def names(*therapies: object) -> set[str]:
        items = (criterion(Section.EXCLUSION, "1", *therapies),)  # type: ignore[arg-type]
        return {row["s"] for row in graph((trial(1, 18, None), items)).select("SELECT ?s { ?c cartkg:states ?s }")}

    assert names(two) < names(one, two)


def test_no_positive_edge_leads_from_an_excluding_trial_to_what_it_excludes() -> None:
    """A statement hangs on its term by a neutral link; the trial's own edges carry the stance in their name."""
    rows = list(sample().select("SELECT ?trial ?edge { ?trial a cartkg:Trial ; ?edge NCIT:C1702 }"))
    assert {(row["trial"][-1], row["edge"].rsplit("/", 1)[-1]) for row in rows} == {
        ("1", "excludesTherapy"), ("4", "requiresTherapy"),
        ("1", "excludesForATimePeopleWith"), ("2", "excludesPeopleWith"), ("3", "doesNotExcludePeopleWith"),
        ("4", "doesNotExcludePeopleWith"), ("5", "leavesOpenPeopleWith"),
    }  # fmt: skip


def test_each_statement_names_stance_span_rule_record_and_program() -> None:
    incomplete = """SELECT ?s { ?c cartkg:states ?s
        OPTIONAL { ?s cartkg:stance ?a ; cartkg:spanStart ?b ; cartkg:spanEnd ?e ; cartkg:rule ?r ; prov:wasDerivedFrom ?d ;
            prov:wasAttributedTo ?p }
        FILTER(!BOUND(?p)) }"""
    assert list(sample().select(incomplete)) == []
    assert len(list(sample().select("SELECT ?s { ?c cartkg:states ?s }"))) == 6


def test_registry_facts_reading_and_derivation_stand_in_graphs_of_their_own() -> None:
    def graphs(predicate: str) -> set[str]:
        return {
            row["g"].split("/cartkg/")[1].split("/")[0] + row["g"][-8:]
            for row in sample().select(f"SELECT ?g {{ GRAPH ?g {{ ?s cartkg:{predicate} ?o }} }}")
        }

    assert all(name.startswith("record") and not name.endswith("/reading") for name in graphs("status"))
    assert all(name.endswith("/reading") for name in graphs("stance"))
    assert all(name.startswith("derived") for name in graphs("population") | graphs("excludesTherapy") | graphs("covers"))


def test_a_mentioned_trial_is_one_node_with_the_trial_it_names() -> None:
    store = graph((trial(1, 18, None), ()))
    kinds = {row["k"].rsplit("/", 1)[-1] for row in store.select(f"SELECT ?k {{ <{iri.trial('NCT99999999')}> a ?k }}")}
    assert kinds == {"MentionedTrial"}
    assert URIRef(iri.trial("NCT99999999"))
