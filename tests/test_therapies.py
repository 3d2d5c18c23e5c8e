"""Therapies: the tables of own sentences, the vocabulary that stands behind them, and what holds for every text."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartkg.model import Therapy
from cartkg.reading.names import mentions
from cartkg.reading.readers import therapy as therapies
from cartkg.vocabulary import Terminology
from sentences import item, rows

CRITERIA = Path(__file__).parent / "criteria"
TERMS = Terminology.shipped()


def said(row: Therapy) -> str:
    """A statement as the tables write it: stance agent [window@anchor] (k) for how long."""
    time = row.window + (f"@{row.anchor}" if row.anchor else "")
    count = f" ({row.min_count})" if row.min_count else ""
    lasting = f" for {row.lasting}" if row.lasting else ""
    return f"{row.stance} {row.agent.label}{f' [{time}]' if time else ''}{count}{lasting}"


def read(section: str, text: str, lead_in: str = "") -> list[str]:
    """What the reading claims; what it holds in doubt is no claim."""
    return [said(row) for row in therapies.read(item(section, text, lead_in), TERMS) if not row.in_doubt]


TABLES = [(name, row) for name in ("therapies.tsv", "lists.tsv") for row in rows(CRITERIA / name)]


def test_the_tables_have_cases() -> None:
    assert len(rows(CRITERIA / "therapies.tsv")) >= 100
    assert len(TABLES) >= 150


@pytest.mark.parametrize(("table", "row"), TABLES, ids=[f"{table[:-4]}: {row['text'][:70]}" for table, row in TABLES])
def test_sentences(table: str, row: dict[str, str]) -> None:
    expected = [part.strip() for part in row["statements"].split(";") if part.strip()]
    assert sorted(read(row["section"], row["text"], row["lead_in"])) == sorted(expected), f"{table}: {row['about']}"


def agents(section: str, text: str) -> set[str]:
    return {row.agent.label for row in therapies.read(item(section, text), TERMS)}


def test_spans_quote_the_source() -> None:
    text = "No rituximab, JAK or BTK inhibitors within 3 months; allergy to aspirin."
    shifted = item("inclusion", text, offset=1000)
    for row in therapies.read(shifted, TERMS):
        assert text[row.span.start - 1000 : row.span.end - 1000] in ("rituximab", "JAK", "BTK inhibitors")


def test_a_rule_is_named_on_every_row() -> None:
    rows_ = therapies.read(item("exclusion", "CAR-T cells (except those in whom none are left); rituximab."), TERMS)
    assert [row.rule.count("; ") for row in rows_] == [1, 1, 1]


def test_unknown_names_keep_their_words_and_get_no_identifier() -> None:
    (row,) = therapies.read(item("exclusion", "Earlier treatment with zorvitinib."), TERMS)
    assert (row.agent.label, row.agent.id) == ("zorvitinib", "")


def test_what_a_class_is_said_not_to_cover_is_kept_beside_it() -> None:
    (row,) = therapies.read(item("exclusion", "A biologic other than B-cell targeted therapy."), TERMS)
    assert (row.agent.label, [named.label for named in row.apart_from]) == ("biologic", ["B-cell-targeted therapy"])


def test_exceptions_are_marked() -> None:
    rows_ = therapies.read(item("exclusion", "Immunosuppressants except hydroxychloroquine."), TERMS)
    assert [(row.agent.label, row.exception) for row in rows_] == [("immunosuppressant", False), ("hydroxychloroquine", True)]


def test_count_of_a_lead_in_only_where_the_list_is_open() -> None:
    assert read("inclusion", "Rituximab", "Has failed at least 2 of the following:") == ["requires rituximab (2)"]
    assert not any("(2)" in row for row in read("inclusion", "Rituximab", "Has failed at least 2 drugs. Details are below."))


DRUGS = st.sampled_from(
    ["rituximab", "belimumab", "azathioprine", "tacrolimus", "infliximab", "bortezomib", "warfarin", "telitacicept"]
)


@given(st.lists(DRUGS, min_size=1, max_size=6, unique=True))
def test_a_list_loses_nothing_by_reordering(names: list[str]) -> None:
    for order in (names, names[::-1]):
        assert agents("exclusion", f"Prior use of {', '.join(order)}.") == set(names)


@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_in_its_bounds(text: str) -> None:
    for row in therapies.read(item("exclusion", text), TERMS):
        assert 0 <= row.span.start < row.span.end <= len(text)


@given(st.sampled_from([row["text"] for row in rows(CRITERIA / "therapies.tsv")]))
def test_mentions_do_not_overlap(text: str) -> None:
    found = mentions(text, TERMS)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


# --- the vocabulary ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drug", "holders"),
    [
        (
            "rituximab",
            {"anti-CD20 antibody", "B-cell-depleting therapy", "B-cell-targeted therapy", "biologic"},
        ),
        ("belimumab", {"BAFF inhibitor", "B-cell-targeted therapy", "biologic"}),
        ("inebilizumab", {"CD19-targeted therapy", "B-cell-depleting therapy", "biologic"}),
        ("tacrolimus", {"calcineurin inhibitor", "immunosuppressant"}),
        ("tofacitinib", {"JAK inhibitor", "tsDMARD", "DMARD", "immunosuppressant"}),
        ("infliximab", {"TNF inhibitor", "bDMARD", "biologic"}),
        ("BCG vaccine", {"live vaccine", "vaccine"}),
    ],
)
def test_classes_that_hold_a_drug(drug: str, holders: set[str]) -> None:
    assert holders <= labels_above(drug)


@pytest.mark.parametrize(
    ("drug", "strangers"),
    [
        # Barring "immunosuppressants" does not by that word alone bar earlier rituximab (note in therapy_classes.tsv).
        ("rituximab", {"immunosuppressant", "anti-CD19 antibody", "chemotherapy", "vaccine"}),
        ("belimumab", {"B-cell-depleting therapy", "anti-CD20 antibody"}),
        ("aspirin", {"anticoagulant"}),
        ("Shingrix", {"live vaccine"}),
    ],
)
def test_classes_that_do_not_hold_a_drug(drug: str, strangers: set[str]) -> None:
    assert not strangers & labels_above(drug)


def labels_above(name: str) -> set[str]:
    term = TERMS.named(name, ["therapy"])[0].term
    return {TERMS[broader].label for broader in TERMS.broader(term.id)}


def test_parents_of_therapies_are_terms_of_the_vocabulary() -> None:
    dangling = {p for term in TERMS.of_kind(["therapy"]) for p in term.parents if p not in TERMS}
    assert not dangling


def test_no_name_belongs_to_two_therapies() -> None:
    owners: dict[str, set[str]] = {}
    for term in TERMS.of_kind(["therapy"]):
        for name in (term.label, *term.synonyms, *term.misspellings):
            owners.setdefault(name, set()).add(term.id)
    assert not {name: ids for name, ids in owners.items() if len(ids) > 1}


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_identifiers_of_reviewed_drugs_are_those_that_were_verified() -> None:
    with (SHARED / "terms" / "drugs.tsv").open(encoding="utf-8", newline="") as file:
        reviewed = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] != "class" and row["suggested_curie"]]
    assert reviewed
    known = {term.id for term in TERMS.of_kind(["therapy"])}
    # The anion "mycophenolate" of ChEBI is no drug, so that word has a term of our own.
    missing = {row["suggested_curie"] for row in reviewed if row["suggested_curie"] not in known}
    assert missing <= {"CHEBI:62932"}


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_every_agent_that_others_measure_by_is_a_name() -> None:
    with (SHARED / "tools" / "in_scope_agents.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert names
    assert [name for name in names if not TERMS.named(name, ["therapy"])] == []
