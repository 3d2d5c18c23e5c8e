"""Statements as values, and which trials speak of a term, by itself or through others."""

import pytest

from cartkg.graph.view import View
from cartkg.model import Diagnosis, Section, Span, Stance
from cartkg.use import term_usage
from graphs import BIOLOGIC, RITUXIMAB, TARGETED, criterion, graph, named, sample, trial


@pytest.fixture(scope="module")
def view() -> View:
    return View.of(sample())


def told(found: tuple[term_usage.Use, ...]) -> list[tuple[str, str, str, str]]:
    return [(use.trial[-1], use.said.stance, use.how, use.via) for use in found]


def test_a_statement_is_read_with_its_place() -> None:
    (said,) = View.of(sample()).statements["NCT99999901"]
    assert (said.trial, said.section, said.number, said.kind, said.stance) == (
        "NCT99999901", "exclusion", "1", "therapy", "excludes",
    )  # fmt: skip
    assert (said.term, said.words, said.window, said.days, said.anchor) == (RITUXIMAB, "rituximab", "P6M", 182, "screening")
    assert said.timing == "within 6 months before screening"


def test_words_without_a_term_are_kept_and_limits_are_written_out() -> None:
    threshold, state = (one for one in View.of(sample()).statements["NCT99999904"] if not one.term)
    assert {threshold.kind, state.kind} == {"threshold", "diagnosis"}
    score = threshold if threshold.kind == "threshold" else state
    assert (score.words, score.limit) == ("made-up score", "≥ 1 × 10⁹/L")


def test_what_a_class_leaves_out_is_read() -> None:
    (said,) = View.of(sample()).statements["NCT99999903"]
    assert said.apart == (TARGETED,)


def test_a_drug_is_spoken_of_by_its_name_and_by_a_class_that_holds_it(view: View) -> None:
    # trial 3 excludes biologics apart from those that target B cells: it does not bear on rituximab
    assert told(term_usage.stated(view, RITUXIMAB)) == [
        ("1", "excludes", "named", ""),
        ("4", "requires", "named", ""),
        ("2", "excludes", "class", TARGETED),
    ]


def test_a_class_is_spoken_of_through_its_members(view: View) -> None:
    assert told(term_usage.stated(view, TARGETED)) == [
        ("2", "excludes", "named", ""),
        ("1", "excludes", "member", RITUXIMAB),
        ("4", "requires", "member", RITUXIMAB),
    ]
    assert told(term_usage.stated(view, BIOLOGIC))[0] == ("3", "excludes", "named", "")


def test_trials_study_a_disease_by_itself_or_as_something_narrower(view: View) -> None:
    assert {one.via for one in term_usage.studied(view, "MONDO:0007915")} == {""}
    wider = view.terms["MONDO:0007915"].broader[0]
    assert {one.via for one in term_usage.studied(view, wider)} == {"MONDO:0007915"}
    assert term_usage.trials(term_usage.studied(view, wider)) == 5


def test_trials_are_counted_once_under_each_broader_term(view: View) -> None:
    counts = term_usage.counts(view)
    assert counts[RITUXIMAB] == 2
    assert counts[TARGETED] == 3
    assert counts["cartkg:Therapy"] == 4
    assert counts["HGNC:1633"] == 5
    assert "NCIT:C91385" not in counts


def test_an_exclusion_of_something_wider_bears_on_a_condition_and_a_demand_does_not() -> None:
    def text(stance: Stance) -> tuple[term_usage.Use, ...]:
        said = Diagnosis(stance, named("MONDO:0005550"), Span(1, 4), "made-up rule")
        narrow = Diagnosis(Stance.EXCLUDES, named("MONDO:0005109"), Span(1, 4), "made-up rule")
        out = Section.EXCLUSION
        store = graph(
            (trial(1, 18, 70), (criterion(out, "1", diagnoses=(said,)),)),
            (trial(2, 18, 70), (criterion(out, "1", diagnoses=(narrow,)),)),
        )
        return term_usage.stated(View.of(store), "MONDO:0005109")

    assert told(text(Stance.EXCLUDES)) == [("2", "excludes", "named", ""), ("1", "excludes", "wider", "MONDO:0005550")]
    assert told(text(Stance.REQUIRES)) == [("2", "excludes", "named", "")]
