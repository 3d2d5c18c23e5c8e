"""Statements in doubt are shown and are no claim; statements with a condition never bear on everybody."""

from dataclasses import replace
from pathlib import Path

import pytest

from cartkg.ask import questions
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view import trial as browsing
from cartkg.model import Criterion, Diagnosis, Named, Section, Span, Stance, Therapy, Threshold
from cartkg.model.wording import in_words
from cartkg.server.terms import telling
from cartkg.sources import curation
from cartkg.use import comparison, term_usage
from cartkg.use.comparison import Difference, State
from cartkg.use.export import views
from graphs import BIOLOGIC, RITUXIMAB, criterion, graph, therapy, trial

OUT = Section.EXCLUSION
DOUBT = "a word that governs it was not understood"
IDS = ("NCT99999901", "NCT99999902", "NCT99999903")


def store(*given: Therapy) -> GraphStore:
    """Trial 1 says what is given of rituximab, trial 2 excludes it plainly, trial 3 is silent; all texts are whole."""
    return graph(
        (trial(1, 18, None), (criterion(OUT, "1", *given),)),
        (trial(2, 18, None), (criterion(OUT, "2", therapy(Stance.EXCLUDES, RITUXIMAB, time="ever")),)),
        (trial(3, 18, None), (criterion(OUT, "3"),)),
    )


def doubtful(**more: object) -> Therapy:
    return therapy(Stance.EXCLUDES, RITUXIMAB, doubt=DOUBT, **more)


def column(answer: questions.Answer, *names: str) -> list[tuple[str, ...]]:
    return [tuple(row[answer.columns.index(name)] for name in names) for row in answer.rows]


def test_the_tables_show_what_is_in_doubt() -> None:
    one = store(doubtful(lasting="P3M", provided="if B cells have recovered"))
    assert column(questions.ask("therapies", {}, one), "trial", "lasting", "time", "provided", "in_doubt") == [
        ("NCT99999901", "P3M", "", "if B cells have recovered", "true"), ("NCT99999902", "", "ever", "", "false"),
    ]  # fmt: skip
    answer = questions.ask("excludes-prior-therapy", {}, one)
    assert column(answer, "trial", "in_doubt") == [("NCT99999901", "true"), ("NCT99999902", "false")]
    assert answer.unknown == ("NCT99999901",)  # nothing is known of it, though its text is whole


def test_a_window_is_a_time() -> None:
    answer = questions.ask("therapies", {}, store(therapy(Stance.EXCLUDES, RITUXIMAB, window="P6M")))
    assert column(answer, "window", "time")[0] == ("P6M", "within")


@pytest.mark.parametrize(
    ("given", "edges"),
    [
        (therapy(Stance.EXCLUDES, RITUXIMAB), {"bearsOn"}),
        (therapy(Stance.EXCLUDES, RITUXIMAB, provided="unless B cells are normal"), {"bearsPartlyOn"}),
        (doubtful(), set()),
    ],
)
def test_what_bears_on_whom(given: Therapy, edges: set[str]) -> None:
    rows = store(given).select(
        "SELECT DISTINCT ?edge { <https://w3id.org/cartkg/trial/NCT99999901> cartkg:hasCriterion ?c . "
        "?c cartkg:states|cartkg:mayState ?s . ?s ?edge <http://purl.obolibrary.org/obo/NCIT_C1702> "
        "FILTER(?edge IN (cartkg:bearsOn, cartkg:bearsPartlyOn)) }"
    )
    assert {row["edge"].rsplit("/", 1)[-1] for row in rows} == edges


def test_only_what_is_sure_and_holds_for_all_is_an_edge_of_the_trial() -> None:
    def edges(given: Therapy) -> int:
        return len(list(store(given).select("SELECT ?t { ?t cartkg:excludesTherapy ?agent }")))

    assert edges(therapy(Stance.EXCLUDES, RITUXIMAB)) == 2
    assert edges(doubtful()) == edges(therapy(Stance.EXCLUDES, RITUXIMAB, provided="only in cohort-like cases")) == 1


@pytest.mark.parametrize("limit", [{"provided": "if B cells have recovered"}, {"cohort": "cohort A"}, {"doubt": DOUBT}])
def test_an_exception_that_is_limited_frees_nobody_wholly(limit: dict[str, str]) -> None:
    """ "Biologics, except rituximab if B cells have recovered" still excludes rituximab, in part."""
    exception = therapy(Stance.PERMITS, RITUXIMAB, exception=True, **limit)
    one = store(therapy(Stance.EXCLUDES, BIOLOGIC), exception)
    assert column(questions.ask("excludes-prior-therapy", {}, one), "trial")[0] == ("NCT99999901",)
    rows = one.select("SELECT ?t { ?t cartkg:excludesSomePeopleWith <http://purl.obolibrary.org/obo/NCIT_C1702> }")
    assert [row["t"] for row in rows] == ["https://w3id.org/cartkg/trial/NCT99999901"]


def test_side_by_side_a_doubt_is_shown_and_cannot_be_compared() -> None:
    view = View.of(store(doubtful()))
    found = {row.label: row for row in comparison.compare(view, IDS[:2]).rows if row.group == "therapies"}
    row = found["rituximab"]
    assert [cell.state for cell in row.cells] == [State.IN_DOUBT, State.STATED]
    assert row.difference is Difference.OPEN
    assert row.cells[0].text == f"in doubt ({DOUBT}): excludes [exclusion 1]"


def test_a_condition_makes_a_difference_side_by_side() -> None:
    view = View.of(store(therapy(Stance.EXCLUDES, RITUXIMAB, time="ever", provided="if given for lymphoma")))
    row = next(row for row in comparison.compare(view, IDS[:2]).rows if row.label == "rituximab")
    assert row.difference is Difference.DIFFERS
    assert row.cells[0].text == "excludes: ever, provided: if given for lymphoma [exclusion 1]"


def test_exports_and_counts_leave_doubts_out() -> None:
    one = store(doubtful())
    assert [edge.source for edge in views.criteria(one).edges] == ["trial/NCT99999902"]
    assert {said.trial for of in View.of(one).statements.values() for said in of if said.doubt} == {"NCT99999901"}
    assert term_usage.counts(View.of(one))[RITUXIMAB] == 1


def test_a_terms_page_sets_doubts_apart() -> None:
    sections = {section.stance: section for section in telling.sections(View.of(store(doubtful())), RITUXIMAB)}
    assert (sections["excludes"].trials, sections["in-doubt"].trials) == (1, 1)


def test_a_trials_page_shows_doubt_and_condition() -> None:
    page = browsing.read(store(doubtful(provided="if stopped", lasting="P3M")), IDS[0])
    assert isinstance(page, browsing.TrialPage)
    (one,) = page.items[0].statements
    assert (one.doubt, one.provided, one.timing) == (DOUBT, "if stopped", "for at least 3 months")


def test_a_statement_in_words() -> None:
    assert in_words(therapy(Stance.REQUIRES, RITUXIMAB, lasting="P3M", provided="unless contraindicated", doubt="why")) == (
        "requires rituximab, lasting at least P3M, provided: unless contraindicated, in doubt: why"
    )
    assert in_words(therapy(Stance.EXCLUDES, RITUXIMAB, time="current")) == "excludes rituximab, current"


def test_files_of_statements_keep_the_new_columns(tmp_path: Path) -> None:
    held = {"provided": "if it recurs, at all", "doubt": "two readings"}
    criteria = (
        Criterion(
            OUT, "1", ("other",), None, "",
            therapies=(replace(therapy(Stance.REQUIRES, RITUXIMAB, lasting="P3M", time="ever", **held), span=Span(0, 0)),),
            thresholds=(Threshold(Stance.EXCLUDES, Named("score"), "=", "6", "{score}", Span(0, 0), "rule", **held),),  # type: ignore[arg-type]
            diagnoses=(Diagnosis(Stance.EXCLUDES, Named("state"), Span(0, 0), "rule", **held),),  # type: ignore[arg-type]
        ),
    )  # fmt: skip
    curation.write(criteria, tmp_path / "one.csv")
    assert tuple(item.criterion for item in curation.read(tmp_path / "one.csv")) == criteria


def test_files_without_the_new_columns_stay_readable(tmp_path: Path) -> None:
    header = "section,number,category,item_cohort,kind,stance,term,label,comparator,value,unit,in_doubt\n"
    line = "exclusion,1,laboratory,,threshold,excludes,,score,=,6,{score},true\n"
    (tmp_path / "old.csv").write_text(header + line, "utf-8")
    (item,) = curation.read(tmp_path / "old.csv")
    assert item.criterion.thresholds[0].doubt == "marked as in doubt"
