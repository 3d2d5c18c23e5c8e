"""One trial as values: facts with their records, items in order, lines of statements, marked words, verdicts, conflicts."""

from dataclasses import replace

import pytest

from cartkg.graph.store import GraphStore
from cartkg.graph.view import facts, items, trial
from cartkg.graph.view.catalogue import NamedTerm
from cartkg.graph.view.facts import Fact
from cartkg.graph.view.items import MarkedPiece, Signature, Statement, lines, marked
from cartkg.graph.view.trial import MentionPage, TrialPage
from cartkg.model import Age as AgeOf
from cartkg.model import (
    AgeBound,
    Completeness,
    Criterion,
    Diagnosis,
    Eligibility,
    Named,
    Review,
    Section,
    Span,
    Stance,
    Threshold,
)
from graphs import BIOLOGIC, RITUXIMAB, TARGETED, criterion, graph, named, sample, source, therapy
from graphs import trial as made

OUT, INTO = Section.EXCLUSION, Section.INCLUSION
TEXT = "Made up: no rituximab within 6 months. Made up: a made-up score of 4 or more."


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return sample()


def read(store: GraphStore, identifier: str) -> TrialPage:
    found = trial.read(store, identifier)
    assert isinstance(found, TrialPage)
    return found


def fact(page: TrialPage, name: str) -> Fact:
    return next(one for group in page.groups for one in group.facts if one.name == name)


def words(page: TrialPage, name: str) -> list[str]:
    return [value.words for value in fact(page, name).values]


# --- facts -----------------------------------------------------------------------------------------------------------


def test_facts_in_words(store: GraphStore) -> None:
    page = read(store, "NCT99999902")
    assert page.title == "Made-up trial 2"
    assert words(page, "Ages") == ["5 to 17 years"]
    assert fact(page, "Ages").values[0].note == "from the registry's field"
    assert words(page, "Phase") == ["phase 1", "phase 2"]
    assert words(page, "Status") == ["recruiting"]
    assert words(page, "Start") == ["2026-01"]
    assert words(page, "Targets") == ["BCMA", "CD19"]
    assert fact(page, "Conditions").values[0].id == "MONDO:0007915"


def test_what_no_record_states_has_no_value(store: GraphStore) -> None:
    page = read(store, "NCT99999902")
    assert fact(page, "Healthy volunteers").values == ()
    assert fact(page, "Countries").values == ()


def test_each_fact_names_the_records_that_state_it() -> None:
    first = replace(made(1, 18, None), enrollment=None)
    second = replace(made(1, 18, None), source=source("other-made-up.json"), status="")
    page = read(graph((first, ()), (second, ())), "NCT99999901")
    assert [record.file for record in page.records] == ["made-up-1.json", "other-made-up.json"]
    assert fact(page, "Enrolment").values[0].records == (2,)
    assert fact(page, "Status").values[0].records == (1,)


def test_records_that_disagree_are_both_kept() -> None:
    second = replace(made(1, 18, None), source=source("other-made-up.json"), status="COMPLETED")
    page = read(graph((made(1, 18, None), ()), (second, ())), "NCT99999901")
    (one,) = page.disagreements
    assert (one.field, {one.ruling_value, one.other_value}) == ("status", {"RECRUITING", "COMPLETED"})
    assert words(page, "Status") == ["recruiting" if one.ruling_value == "RECRUITING" else "completed"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(5.0, 17.0, "5 to 17 years"), (0.5, None, "0.5 years and older"), (None, 17.0, "up to 17 years"), (None, None, "")],
)
def test_ages_in_words(low: float | None, high: float | None, expected: str) -> None:
    assert facts.ages_in_words(low, high) == expected


def test_an_unknown_trial_is_none(store: GraphStore) -> None:
    assert trial.read(store, "NCT00000000") is None
    assert trial.read(store, "no such > thing") is None


def test_a_mentioned_trial_is_only_that(store: GraphStore) -> None:
    page = trial.read(store, "NCT99999999")
    assert isinstance(page, MentionPage)
    assert page.titles == ("A trial that is only named",)
    assert [one.id for one in page.named_by] == [f"NCT9999990{number}" for number in range(1, 6)]


# --- items and statements --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def worded() -> TrialPage:
    """A trial with words at hand: one reading, one review, one item of which nothing was read."""
    excluded = therapy(Stance.EXCLUDES, RITUXIMAB, window="P6M", anchor="screening")
    limit = Threshold(Stance.EXCLUDES, Named("made-up score"), ">=", "4", "{score}", Span(62, 77), "reviewed")
    old = AgeBound(Stance.REQUIRES, ">=", AgeOf(6, "months"), Span(0, 0), "age")
    items = (
        Criterion(OUT, "1", ("prior-therapy",), Span(0, 38), TEXT[:38],
                  therapies=(replace(excluded, span=Span(12, 21)),)),
        Criterion(OUT, "2.1", ("laboratory", "other-condition"), Span(39, 77), TEXT[39:], cohort="the made-up arm",
                  review=Review("curator", "a made-up reader", "2026-02-03", "https://example.org/made-up", "made up"),
                  thresholds=(limit,),
                  diagnoses=(Diagnosis(Stance.PERMITS, Named("made-up state"), Span(50, 57), "reviewed", exception=True),)),
        Criterion(INTO, "1", ("age",), None, "", ages=(old,)),
        Criterion(INTO, "2", ("other",), None, ""),
    )  # fmt: skip
    one = replace(made(1, 18, None), eligibility=Eligibility(TEXT, Completeness.COMPLETE))
    return read(graph((one, items)), "NCT99999901")


def test_items_stand_in_the_order_of_the_text(worded: TrialPage) -> None:
    assert [item.anchor for item in worded.items] == ["exclusion-1", "exclusion-2.1", "inclusion-1", "inclusion-2"]
    assert [item.number for item in worded.section("exclusion")] == ["1", "2.1"]
    assert [item.depth for item in worded.section("exclusion")] == [0, 1]


def test_a_statement_in_words(worded: TrialPage) -> None:
    (said,) = worded.items[0].statements
    assert (said.kind, said.stance, said.term) == ("therapy", "excludes", NamedTerm(RITUXIMAB, "rituximab"))
    assert said.timing == "within 6 months before screening"
    assert (said.span, said.rule) == ((12, 21), "made-up rule")
    (age,) = worded.items[2].statements
    assert (age.kind, age.stance, age.limit) == ("age", "requires", "≥ 6 months")


def test_an_item_names_its_reader_and_cohort(worded: TrialPage) -> None:
    item = worded.items[1]
    assert item.signature == Signature("curator", "a made-up reader", "2026-02-03", "https://example.org/made-up")
    assert (item.cohort, item.review_reason) == ("the made-up arm", "made up")
    assert worded.items[0].signature is None
    assert worded.signature is None, "not all items are signed"
    assert item.categories == ("laboratory", "other-condition")
    permitted, limit = item.statements
    assert (permitted.exception, permitted.term.id, permitted.term.label) == (True, "", "made-up state")
    assert limit.limit == "≥ 4"


def test_what_nothing_was_read_from_is_named(worded: TrialPage) -> None:
    assert [item.anchor for item in worded.silent] == ["inclusion-2"]
    assert worded.silent[0].not_understood
    assert not worded.items[1].not_understood


def test_words_are_marked_where_statements_rest(worded: TrialPage) -> None:
    assert worded.has_words
    pieces = worded.items[0].pieces()
    assert [piece.words for piece in pieces if piece.stances == ("excludes",)] == ["rituximab"]
    assert "".join(piece.words for piece in pieces) == TEXT[:38]
    second = worded.items[1].pieces()
    assert {piece.words: piece.stances for piece in second if piece.stances} == {
        TEXT[62:77]: ("excludes",),
        TEXT[50:57]: ("permits",),
    }


def said(stance: str, label: str, **more: object) -> Statement:
    return Statement("therapy", stance, NamedTerm(f"NCIT:{label}", label), **more)  # type: ignore[arg-type]


def test_overlapping_stretches_keep_every_stance() -> None:
    both = (said("excludes", "a", span=(2, 6)), said("permits", "b", span=(4, 8)))
    assert marked("0123456789", 0, both) == (
        MarkedPiece("01"), MarkedPiece("23", ("excludes",)), MarkedPiece("45", ("excludes", "permits")),
        MarkedPiece("67", ("permits",)), MarkedPiece("89"),
    )  # fmt: skip


def test_a_span_beyond_the_item_marks_what_is_inside() -> None:
    assert marked("abc", 10, (said("excludes", "a", span=(0, 11)), said("excludes", "b", span=(50, 60)))) == (
        MarkedPiece("a", ("excludes",)),
        MarkedPiece("bc"),
    )


def test_exclusions_alike_are_one_line() -> None:
    found = lines((said("excludes", "a"), said("excludes", "b", rule="another"), said("excludes", "c", timing="within 1 day")))
    assert [(line.lead, [one.term.label for one in line.statements]) for line in found] == [("any of", ["a", "b"]), ("", ["c"])]


def test_requirements_are_joined_by_their_count_only() -> None:
    found = lines(
        (
            said("requires", "a"),
            said("requires", "b"),
            said("requires", "c", min_count="2"),
            said("requires", "d", min_count="2"),
        )
    )
    assert [(line.lead, len(line.statements)) for line in found] == [("", 1), ("", 1), ("at least 2 of", 2)]


def test_a_permission_never_joins_an_exclusion() -> None:
    assert len(lines((said("excludes", "a"), said("permits", "a"), said("permits", "b", exception=True)))) == 3


# --- verdicts and conflicts ------------------------------------------------------------------------------------------


def verdict(page: TrialPage, term: str) -> tuple[str, list[str]]:
    return next((one.verdict, [item.anchor for item in one.items]) for one in page.verdicts if one.term.id == term)


def test_a_verdict_names_the_items_that_settle_it(store: GraphStore) -> None:
    assert verdict(read(store, "NCT99999901"), RITUXIMAB) == ("excludes-within", ["exclusion-1"])
    assert verdict(read(store, "NCT99999902"), RITUXIMAB) == ("excludes", ["exclusion-2"])


def test_not_excluding_is_said_of_complete_texts_only(store: GraphStore) -> None:
    assert verdict(read(store, "NCT99999904"), RITUXIMAB) == ("does-not-exclude", [])
    assert verdict(read(store, "NCT99999905"), RITUXIMAB) == ("not-stated", [])


def test_a_class_apart_from_another_is_said_so(store: GraphStore) -> None:
    (one,) = read(store, "NCT99999903").items[0].statements
    assert (one.term.id, [term.id for term in one.apart_from]) == (BIOLOGIC, [TARGETED])


def test_field_and_text_that_disagree_are_both_kept() -> None:
    ages = (
        AgeBound(Stance.REQUIRES, ">=", AgeOf(21), Span(0, 4), "age"),
        AgeBound(Stance.REQUIRES, "<=", AgeOf(70), Span(4, 8), "age"),
    )
    page = read(graph((made(1, 18, 70), (criterion(INTO, "3", ages=ages),))), "NCT99999901")
    (one,) = page.conflicts
    assert (one.field, one.section, one.number) == ("age", "inclusion", "3")
    assert "18" in one.registry_value
    assert "21" in one.text_value
    assert words(page, "Ages") == ["18 to 70 years"]


def test_terms_without_a_label_show_their_words() -> None:
    item = criterion(
        OUT, "1", diagnoses=(Diagnosis(Stance.EXCLUDES, Named("words of the record"), Span(0, 5), "made-up rule"),)
    )
    (one,) = read(graph((made(1, 18, None), (item,))), "NCT99999901").items[0].statements
    assert one.term == NamedTerm("", "words of the record")


def test_named_terms_are_those_of_the_vocabulary() -> None:
    assert named(RITUXIMAB).label == "rituximab"
    assert items.KINDS.keys() == {f"cartkg:{kind}Statement" for kind in ("Therapy", "Threshold", "Diagnosis", "Age")}
