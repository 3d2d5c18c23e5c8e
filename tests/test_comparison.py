"""Trials side by side: what counts as the same, what as different, and what an incomplete text leaves open."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from cartkg.ask import questions
from cartkg.cli import main
from cartkg.graph.view import View
from cartkg.model import Completeness, Criterion, Diagnosis, Section, Span, Stance, Therapy, Threshold
from cartkg.model.errors import QuestionError
from cartkg.use.comparison import GROUPS, Cell, Comparison, Difference, Phrase, Row, State, compare
from cartkg.use.comparison.model import judge
from graphs import BIOLOGIC, RITUXIMAB, TARGETED, criterion, graph, named, sample, therapy, trial
from serving import put

OUT, INTO = Section.EXCLUSION, Section.INCLUSION
EXCLUDES, REQUIRES, PERMITS = Stance.EXCLUDES, Stance.REQUIRES, Stance.PERMITS
INFECTION, HIV, LVEF, SLE, NEPHRITIS = "MONDO:0005550", "MONDO:0005109", "NCIT:C99524", "MONDO:0007915", "MONDO:0005556"


def compared(*texts: Sequence[Criterion], whole: Completeness = Completeness.COMPLETE) -> Comparison:
    """The comparison of made-up trials, one for each list of criteria; `whole` is how much the last one's text shows."""
    last = len(texts)
    pairs = [
        (trial(number, 18, 70, whole if number == last else Completeness.COMPLETE), tuple(text))
        for number, text in enumerate(texts, 1)
    ]
    return compare(View.of(graph(*pairs)), [one.id for one, _ in pairs])


def row(found: Comparison, group: str, label: str) -> Row:
    return next(one for one in found.rows if (one.group, one.label) == (group, label))


def limit(stance: Stance, comparator: str, value: str, unit: str = "%") -> Threshold:
    return Threshold(stance, named(LVEF), comparator, value, unit, Span(1, 4), "made-up rule")


def diagnosis(stance: Stance, condition: str, **more: object) -> Diagnosis:
    return Diagnosis(stance, named(condition), Span(1, 4), "made-up rule", **more)  # type: ignore[arg-type]


def item(number: str, *therapies: Therapy, section: Section = OUT, **more: object) -> Criterion:
    return criterion(section, number, *therapies, **more)


def test_a_class_that_holds_the_drug_excludes_it_too() -> None:
    found = compared([item("1", therapy(EXCLUDES, RITUXIMAB))], [item("2", therapy(EXCLUDES, TARGETED))])
    rituximab = row(found, "therapies", "rituximab")
    assert [one.text for one in rituximab.cells] == [
        "excludes [exclusion 1]",
        "excludes, by class: B-cell-targeted therapy [exclusion 2]",
    ]
    assert rituximab.difference is Difference.SAME
    assert rituximab.term == RITUXIMAB


def test_a_member_speaks_for_its_class_in_part_only() -> None:
    found = compared([item("1", therapy(EXCLUDES, RITUXIMAB))], [item("2", therapy(EXCLUDES, TARGETED))])
    targeted = row(found, "therapies", "B-cell-targeted therapy")
    assert [one.state for one in targeted.cells] == [State.IN_PART, State.STATED]
    assert targeted.cells[0].text == "excludes, only its member: rituximab [exclusion 1]"
    assert targeted.difference is Difference.DIFFERS


def test_members_of_one_item_are_told_in_one_phrase() -> None:
    listed = item("1", therapy(EXCLUDES, RITUXIMAB), therapy(EXCLUDES, "NCIT:C91385"))
    found = compared([listed], [item("2", therapy(EXCLUDES, BIOLOGIC))])
    (phrase,) = row(found, "therapies", "biologic").cells[0].phrases
    assert phrase.text == "excludes, only its members: belimumab, rituximab [exclusion 1]"


def test_a_class_that_leaves_the_drug_out_does_not_exclude_it() -> None:
    apart = therapy(EXCLUDES, BIOLOGIC, apart_from=(named(TARGETED),))
    found = compared([item("1", therapy(EXCLUDES, RITUXIMAB))], [item("3", apart)])
    rituximab = row(found, "therapies", "rituximab")
    assert rituximab.cells[1] == Cell(State.NOT_STATED)
    assert rituximab.difference is Difference.SOME


def test_what_the_same_item_gives_free_is_not_excluded() -> None:
    free = therapy(PERMITS, RITUXIMAB, exception=True)
    found = compared([item("1", therapy(EXCLUDES, RITUXIMAB))], [item("3", therapy(EXCLUDES, BIOLOGIC), free)])
    assert row(found, "therapies", "rituximab").cells[1].text == "permits: as an exception [exclusion 3]"


def test_an_exception_of_a_time_only_leaves_the_exclusion() -> None:
    free = therapy(PERMITS, RITUXIMAB, exception=True, window="P6M")
    found = compared([item("1", therapy(EXCLUDES, RITUXIMAB))], [item("3", therapy(EXCLUDES, BIOLOGIC), free)])
    assert row(found, "therapies", "rituximab").cells[1].text == (
        "excludes, by class: biologic [exclusion 3]; permits: within 6 months, as an exception [exclusion 3]"
    )


def test_a_required_class_counts_the_drug_and_does_not_demand_it() -> None:
    listed = therapy(REQUIRES, TARGETED, min_count=2)
    found = compared([item("1", therapy(EXCLUDES, RITUXIMAB))], [item("4", listed, section=INTO)])
    assert row(found, "therapies", "rituximab").cells[1].text == (
        "requires: at least 2 of a list that names it, counts as: B-cell-targeted therapy [inclusion 4]"
    )


def test_silence_of_a_whole_text_and_of_a_cut_one_are_two_things() -> None:
    says = [item("1", therapy(EXCLUDES, RITUXIMAB))]
    whole, cut = compared(says, []), compared(says, [], whole=Completeness.PARTIAL)
    assert row(whole, "therapies", "rituximab").cells[1].text == "not stated"
    assert row(whole, "therapies", "rituximab").difference is Difference.SOME
    assert row(cut, "therapies", "rituximab").cells[1].text == "text incomplete"
    assert row(cut, "therapies", "rituximab").difference is Difference.OPEN


def test_windows_of_as_many_days_are_the_same() -> None:
    found = compared(
        [item("1", therapy(EXCLUDES, RITUXIMAB, window="P12W"))], [item("1", therapy(EXCLUDES, RITUXIMAB, window="P84D"))]
    )
    washout = row(found, "washouts", "rituximab")
    assert [one.text for one in washout.cells] == [
        "excludes: within 12 weeks [exclusion 1]",
        "excludes: within 84 days [exclusion 1]",
    ]
    assert washout.difference is Difference.SAME


@pytest.mark.parametrize("other", [{"window": "P3M"}, {"window": "P6M", "anchor": "screening"}, {}])
def test_another_window_or_anchor_or_none_differs(other: dict[str, str]) -> None:
    found = compared(
        [item("1", therapy(EXCLUDES, RITUXIMAB, window="P6M"))], [item("1", therapy(EXCLUDES, RITUXIMAB, **other))]
    )
    assert row(found, "washouts", "rituximab").difference is Difference.DIFFERS


def test_an_exclusion_without_a_time_is_no_washout_of_zero() -> None:
    found = compared([item("1", therapy(EXCLUDES, RITUXIMAB, window="P6M"))], [item("1", therapy(EXCLUDES, RITUXIMAB))])
    assert row(found, "washouts", "rituximab").cells[1].text == "excludes: time not stated [exclusion 1]"


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((REQUIRES, ">=", "45"), (REQUIRES, ">=", "45"), Difference.SAME),
        ((REQUIRES, ">=", "45"), (EXCLUDES, "<", "45"), Difference.SAME),
        ((REQUIRES, ">", "45"), (EXCLUDES, "<=", "45"), Difference.SAME),
        ((REQUIRES, ">=", "45"), (EXCLUDES, "<=", "45"), Difference.DIFFERS),
        ((REQUIRES, ">=", "45"), (REQUIRES, ">=", "50"), Difference.DIFFERS),
        ((REQUIRES, ">=", "45"), (PERMITS, ">=", "45"), Difference.DIFFERS),
    ],
)
def test_to_exclude_below_is_to_require_at_least(
    one: tuple[Stance, str, str], other: tuple[Stance, str, str], difference: Difference
) -> None:
    texts = [[item("1", thresholds=(limit(*bound),))] for bound in (one, other)]
    assert row(compared(*texts), "limits", "LVEF").difference is difference


def test_limits_in_other_units_are_not_called_the_same() -> None:
    texts = [[item("1", thresholds=(limit(REQUIRES, ">=", "45", unit),))] for unit in ("%", "{score}")]
    assert row(compared(*texts), "limits", "LVEF").difference is Difference.DIFFERS


def test_a_wider_condition_settles_a_narrower_one_in_part() -> None:
    found = compared(
        [item("1", diagnoses=(diagnosis(EXCLUDES, HIV),))], [item("2", diagnoses=(diagnosis(EXCLUDES, INFECTION),))]
    )
    hiv = row(found, "infections", "HIV infection")
    assert (hiv.cells[1].state, hiv.cells[1].text) == (State.IN_PART, "excludes, by the wider: infection [exclusion 2]")
    assert hiv.difference is Difference.DIFFERS


def test_to_require_something_wider_says_nothing_of_the_narrower() -> None:
    found = compared(
        [item("1", section=INTO, diagnoses=(diagnosis(REQUIRES, NEPHRITIS),))],
        [item("1", section=INTO, diagnoses=(diagnosis(REQUIRES, SLE),))],
    )
    assert row(found, "diagnoses", "lupus nephritis").cells[1].state is State.NOT_STATED


def test_a_statement_for_a_cohort_is_not_one_for_all() -> None:
    found = compared(
        [item("1", therapy(EXCLUDES, RITUXIMAB))], [item("1", therapy(EXCLUDES, RITUXIMAB, cohort="made-up cohort"))]
    )
    assert row(found, "therapies", "rituximab").difference is Difference.DIFFERS
    assert row(found, "therapies", "rituximab").cells[1].text == "excludes, for made-up cohort [exclusion 1]"


def test_facts_of_the_registry_are_laid_out_with_terms() -> None:
    found = compare(View.of(sample()), ["NCT99999901", "NCT99999902"])
    assert [one.text for one in row(found, "ages", "highest age, years").cells] == ["70", "17"]
    assert [one.text for one in row(found, "facts", "phase").cells] == ["PHASE1; PHASE2", "PHASE1; PHASE2"]
    targets = row(found, "product and disease", "targets")
    assert [phrase.via for phrase in targets.cells[0].phrases] == [(("HGNC:1633", "CD19"),), (("HGNC:11913", "TNFRSF17"),)]
    assert targets.difference is Difference.SAME


def test_a_missing_bound_is_not_stated() -> None:
    found = compare(View.of(sample()), ["NCT99999902", "NCT99999903"])
    assert row(found, "ages", "highest age, years").cells[1] == Cell(State.NOT_STATED)


def test_groups_stand_in_order_and_differences_first_in_each() -> None:
    found = compare(View.of(sample()), ["NCT99999901", "NCT99999903"])
    places = [(GROUPS.index(one.group), one.difference.order) for one in found.rows]
    assert places == sorted(places)
    assert len({one.difference for one in found.rows}) > 2
    assert sum(found.count(difference) for difference in Difference) == len(found.rows)


SAID, OTHER = Cell(State.STATED, (Phrase("excludes", "", ("x",)),)), Cell(State.STATED, (Phrase("requires", "", ("y",)),))
SILENT, CUT = Cell(State.NOT_STATED), Cell(State.INCOMPLETE)


@pytest.mark.parametrize(
    ("cells", "difference"),
    [
        ((SAID, SAID), Difference.SAME),
        ((SAID, OTHER), Difference.DIFFERS),
        ((SAID, OTHER, CUT), Difference.DIFFERS),
        ((SAID, SILENT), Difference.SOME),
        ((SAID, SILENT, CUT), Difference.SOME),
        ((SAID, CUT), Difference.OPEN),
        ((SAID, SAID, CUT), Difference.OPEN),
        ((SAID, Cell(State.IN_PART, SAID.phrases)), Difference.DIFFERS),
    ],
)
def test_a_row_is_judged(cells: tuple[Cell, ...], difference: Difference) -> None:
    assert judge(cells) is difference
    assert judge(cells[::-1]) is difference


@pytest.mark.parametrize(
    ("trials", "problem"),
    [
        (["NCT99999901"], "1 trials cannot be compared"),
        (["NCT99999901", "NCT99999901"], "1 trials cannot be compared"),
        (["NCT99999901", "NCT00000000"], "NCT00000000 is not a trial"),
        (["NCT99999901", "NCT99999999"], "NCT99999999 is not a trial"),  # only named by a record
    ],
)
def test_what_cannot_be_compared_is_refused(trials: list[str], problem: str) -> None:
    with pytest.raises(QuestionError, match=problem):
        compare(View.of(sample()), trials)


def test_nine_trials_are_too_many() -> None:
    pairs = [(trial(number, 18, 70), ()) for number in range(1, 10)]
    view = View.of(graph(*pairs))
    assert len(compare(view, [one.id for one, _ in pairs[:8]]).heads) == 8
    with pytest.raises(QuestionError, match="9 trials cannot be compared"):
        compare(view, [one.id for one, _ in pairs])


def test_the_answer_table_has_a_column_for_each_trial() -> None:
    answer = compare(View.of(sample()), ["NCT99999902", "NCT99999901"]).answer()
    assert answer.columns == ("group", "term", "label", "difference", "NCT99999902", "NCT99999901")
    rows = list(csv.DictReader(io.StringIO(questions.as_csv(answer))))
    rituximab = next(one for one in rows if one["group"] == "therapies" and one["term"] == RITUXIMAB)
    assert rituximab["NCT99999901"] == "excludes: within 6 months before screening [exclusion 1]"
    assert rituximab["difference"] == "differs"


def test_the_verb_prints_the_table_and_says_which_texts_are_cut(tmp_path: Path) -> None:
    put(sample(), tmp_path / "graph", 5)
    call = ["compare", "NCT99999901", "NCT99999905", "--graph", str(tmp_path / "graph"), "--format", "csv"]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0
    assert "text incomplete" in result.stdout
    assert "NCT99999905: the eligibility text is partial" in result.stderr
    only = CliRunner().invoke(main, [*call, "--differences"])
    assert "not comparable" in result.stdout
    assert {one["difference"] for one in csv.DictReader(io.StringIO(only.stdout))} == {"stated by some only"}
    assert CliRunner().invoke(main, ["compare", "NCT99999901", "--graph", str(tmp_path / "graph")]).exit_code == 2
