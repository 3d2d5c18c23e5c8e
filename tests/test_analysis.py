"""Analyses: clusters, gaps and centralities worked out by hand on toys, and what an answer says of itself."""

import csv
import io
from dataclasses import replace
from math import log
from pathlib import Path

import pytest
from click.testing import CliRunner

from cartkg.cli import main
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import Field, FieldTrial
from cartkg.model import Completeness, Criterion, Diagnosis, Named, Section, Span, Stance, Target, Trial
from cartkg.model.errors import QuestionError
from cartkg.use.analysis import ANALYSES, bridging_sponsors, eligibility_families, gaps, shared_targets
from cartkg.use.analysis.statement_keys import Key, in_words
from graphs import RITUXIMAB, criterion, graph, therapy, trial

LUPUS, SCLEROSIS = "systemic lupus erythematosus", "multiple sclerosis"
CD19, CD20 = Target("HGNC:1633", "CD19"), Target("HGNC:7315", "MS4A1")


def toy(name: str, *diseases: str, **facts: object) -> FieldTrial:
    return FieldTrial(name, diseases=diseases, **facts)  # type: ignore[arg-type]


def key(name: str, **more: object) -> Key:
    plain: dict[str, object] = {
        "stance": "excludes",
        "bound": ("", "", ""),
        "window": "",
        "anchor": "",
        "cohort": "",
        "least": "",
    }
    return Key(thing=name, name=name, **{**plain, **more})  # type: ignore[arg-type]


# --- shared targets ----------------------------------------------------------------------------------------------------


def test_the_profile_of_a_disease_is_its_shares_of_target_combinations() -> None:
    trials = [toy("1", LUPUS, targets=("CD19",)), toy("2", LUPUS, targets=("CD19",)), toy("3", LUPUS, targets=("BCMA", "CD19"))]
    assert shared_targets.profile(trials, LUPUS) == {"CD19": 2 / 3, "BCMA+CD19": 1 / 3}


def test_likeness_is_what_two_profiles_have_in_common() -> None:
    assert shared_targets.likeness({"CD19": 0.75, "BCMA": 0.25}, {"CD19": 0.5, "CD20": 0.5}) == 0.5
    assert shared_targets.likeness({"CD19": 1.0}, {"CD20": 1.0}) == 0


def test_an_edge_weighs_as_many_trials_as_join_its_ends() -> None:
    network = shared_targets.joined(
        [toy("1", LUPUS, targets=("CD19",)), toy("2", LUPUS, SCLEROSIS, targets=("CD19", "BCMA"))], [LUPUS, SCLEROSIS]
    )
    assert network[LUPUS]["target", "CD19"]["weight"] == 2
    assert network[SCLEROSIS]["target", "BCMA"]["weight"] == 1


def test_a_basket_trial_is_left_out_of_likeness_apart(field_of_four: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lupus: CD19, CD19+CD20 (basket); sclerosis: CD20, CD19+CD20 (basket). Without the basket nothing is alike."""
    (row,) = ANALYSES["shared-targets"].run(field_of_four, {"least": "2"}).rows
    assert not row[5], "one trial of each is too few to be compared"
    monkeypatch.setattr(shared_targets, "FEWEST", 1)
    (row,) = ANALYSES["shared-targets"].run(field_of_four, {"least": "2"}).rows
    assert row == (LUPUS, SCLEROSIS, "CD19 CD20", "1.00", "0.50", "0.00", "1", "2", "2", "", "")


# --- bridging sponsors -------------------------------------------------------------------------------------------------

CHAIN = [toy("1", LUPUS, sponsor="A"), toy("2", LUPUS, SCLEROSIS, sponsor="B"), toy("3", SCLEROSIS, sponsor="C")]


def test_only_the_bridge_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """A - lupus - B - sclerosis - C: all four ways from one side to the other run through B, as many as there can be."""
    monkeypatch.setattr(View, "field", lambda *_: Field(tuple(CHAIN), ()))
    rows = ANALYSES["bridging-sponsors"].run(GraphStore.in_memory(), {"least": "1"}).rows
    assert [(row[0], row[2], row[3]) for row in rows] == [("B", "1.000", "1"), ("A", "0.000", "0"), ("C", "0.000", "0")]
    assert rows[0][-1] == f"{LUPUS} + {SCLEROSIS}"


def test_a_pair_that_two_sponsors_join_is_joined_by_neither_alone() -> None:
    found = bridging_sponsors.joined_alone({"A": ["x", "y"], "B": ["x", "y", "z"], "C": ["x"]})
    assert found == {"A": [], "B": ["x + z", "y + z"], "C": []}


# --- centrality --------------------------------------------------------------------------------------------------------


def test_what_only_one_target_holds_is_cut_off_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three trials share CD19, two of them lupus too: without CD19 the third is alone. Of three pairs, one goes by two ways."""
    trials = (toy("1", LUPUS, targets=("CD19",)), toy("2", LUPUS, targets=("CD19",)), toy("3", targets=("CD19",)))
    monkeypatch.setattr(View, "field", lambda *_: Field(trials, ()))
    rows = ANALYSES["centrality"].run(GraphStore.in_memory()).rows
    assert rows == (("target", "CD19", "3", "0.833", "1"), ("disease", LUPUS, "2", "0.167", "0"))


# --- eligibility families ----------------------------------------------------------------------------------------------

A, B, C, D, X = (key(name) for name in ("a", "b", "c", "d", "x"))
STATED = {"1": frozenset((A, B, C)), "2": frozenset((A, B, D)), "3": frozenset((X,))}


def test_rare_exclusions_weigh_more() -> None:
    """Three trials: a and b are held by two (log 2.5), c, d and x by one (log 4)."""
    weights = eligibility_families.weigh(STATED)
    assert weights[A] == pytest.approx(log(2.5))
    assert weights[C] == pytest.approx(log(4))


def test_likeness_is_the_weight_shared_over_the_weight_of_all() -> None:
    """(2 log 2.5) / (2 log 2.5 + 2 log 4) = log 2.5 / log 10."""
    found = eligibility_families.likenesses(STATED)
    assert found == {frozenset(("1", "2")): pytest.approx(log(2.5) / log(10))}


def test_a_family_tells_its_least_likeness_and_what_all_share() -> None:
    stated = {"1": frozenset((A, B)), "2": frozenset((A, B, C)), "3": frozenset((A, C)), "4": frozenset((X,))}
    alike = {frozenset(("1", "2")): 0.8, frozenset(("2", "3")): 0.7, frozenset(("1", "3")): 0.3}
    (family,) = eligibility_families.families(stated, alike, 0.6)
    assert (family.members, family.least, family.common) == (("1", "2", "3"), 0.3, frozenset((A,)))


def test_nobody_is_joined_below_the_threshold() -> None:
    assert eligibility_families.families(STATED, eligibility_families.likenesses(STATED), 0.4) == []


def test_another_window_is_another_exclusion() -> None:
    half, whole = key("rituximab", window="P6M"), key("rituximab", window="P12M")
    assert half != whole
    assert in_words(half) == "rituximab within 6 months"
    assert in_words(key("LVEF", stance="requires", bound=(">=", "50", "%"))) == "requires LVEF ≥ 50%"
    assert in_words(key("x", stance="requires", least="2")) == "requires x (of a list, at least 2 of them)"


def test_what_a_cut_off_text_lacks_is_not_told(templates: GraphStore) -> None:
    result = ANALYSES["eligibility-families"].run(templates, {"least": "3", "likeness": "0.5"})
    found = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    assert [(row["trial"], row["sponsors"], row["common"]) for row in found] == [
        ("NCT99999901", "2", "asthma; malignancy; rituximab within 6 months"),
        ("NCT99999902", "2", "asthma; malignancy; rituximab within 6 months"),
    ]
    assert [(row["only_here"], row["lacks"]) for row in found] == [("epilepsy", ""), ("", "")], "the second text is cut off"
    assert "Speaks of 2 of the 3 trials" in result.says[0]


def test_a_whole_text_tells_what_it_lacks(templates_complete: GraphStore) -> None:
    result = ANALYSES["eligibility-families"].run(templates_complete, {"least": "3", "likeness": "0.5"})
    assert [dict(zip(result.columns, row, strict=True))["lacks"] for row in result.rows] == ["", "epilepsy"]


# --- gaps --------------------------------------------------------------------------------------------------------------


def test_a_gap_is_empty_and_expected_by_chance() -> None:
    """Four trials, two of each disease, CD19 in three, CD20 in one, adults in all: sclerosis × CD20 is expected 2·1·4/16."""
    adult = {"population": "adult-only"}
    trials = (
        toy("1", LUPUS, targets=("CD19",), **adult), toy("2", LUPUS, targets=("CD20",), **adult),
        toy("3", SCLEROSIS, targets=("CD19",), **adult), toy("4", SCLEROSIS, targets=("CD19",), **adult),
    )  # fmt: skip
    adults = [cell for cell in gaps.empty(trials, "target", 1) if cell.ages == "adults"]
    assert [(cell.disease, cell.product, cell.expected, cell.could) for cell in adults] == [(SCLEROSIS, "CD20", 0.5, 0)]
    assert gaps.missing(adults[0]) == "product"
    minors = [cell for cell in gaps.empty(trials, "target", 1) if cell.ages == "minors"]
    assert {(cell.disease, cell.product, gaps.missing(cell)) for cell in minors} == {
        (LUPUS, "CD19", "ages"), (LUPUS, "CD20", "ages"), (SCLEROSIS, "CD19", "ages"), (SCLEROSIS, "CD20", "ages and product")
    }  # fmt: skip


def test_a_cell_that_an_unknown_might_fill_is_no_certain_gap() -> None:
    adult = {"population": "adult-only"}
    trials = (
        toy("1", LUPUS, targets=("CD20",), **adult), toy("2", SCLEROSIS, targets=(), **adult),
        toy("3", SCLEROSIS, targets=("CD20",)), toy("4", SCLEROSIS, targets=("CD19",), **adult),
    )  # fmt: skip
    (cell,) = (c for c in gaps.empty(trials, "target", 1) if (c.disease, c.ages, c.product) == (SCLEROSIS, "adults", "CD20"))
    assert cell.could == 2, "the trial without a target and the one without ages; not the one of CD19"


def test_a_trial_that_admits_minors_fills_both_ages() -> None:
    trials = (toy("1", LUPUS, targets=("CD19",), population="admits-minors"),)
    assert list(gaps.empty(trials, "target", 1)) == []


def test_rows_and_columns_of_few_trials_are_no_gaps() -> None:
    trials = (toy("1", LUPUS, modality="CAR-T", population="adult-only"), toy("2", SCLEROSIS, modality="CAR-NK"))
    assert list(gaps.empty(trials, "modality", 2)) == []
    assert list(gaps.empty(trials, "modality", 1))


# --- answers and the command -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def field_of_four() -> GraphStore:
    lupus, sclerosis = "Systemic Lupus Erythematosus", "Multiple Sclerosis"
    return graph(
        (replace(trial(1, 18, 70), conditions=(lupus,), targets=(CD19,)), ()),
        (replace(trial(2, 5, None), conditions=(lupus, sclerosis), targets=(CD19, CD20), sponsor="Made-up Institute"), ()),
        (replace(trial(3, 18, None), conditions=(sclerosis,), targets=(CD20,)), ()),
        (replace(trial(4, 18, None), conditions=(sclerosis,), targets=()), ()),
    )


def excluding(*conditions: str) -> tuple[Criterion, ...]:
    found = tuple(
        Diagnosis(Stance.EXCLUDES, Named(label, identifier, "label"), Span(2, 4), "made-up rule")
        for identifier, label in (condition.split("=") for condition in conditions)
    )
    return (
        criterion(Section.EXCLUSION, "1", therapy(Stance.EXCLUDES, RITUXIMAB, window="P6M")),
        criterion(Section.EXCLUSION, "2", diagnoses=found),
    )


ASTHMA, MALIGNANCY, EPILEPSY = "MONDO:0004979=asthma", "MONDO:0004992=malignancy", "MONDO:0005027=epilepsy"


def handed_on(whole: Completeness) -> GraphStore:
    """Two trials of two sponsors from one template, the first with one exclusion more, and one with too few to compare."""
    other: Trial = replace(trial(2, 18, 70, whole), sponsor="Made-up Institute")
    return graph(
        (trial(1, 18, 70), excluding(ASTHMA, MALIGNANCY, EPILEPSY)),
        (other, excluding(ASTHMA, MALIGNANCY)),
        (trial(3, 18, 70), excluding(EPILEPSY)),
    )


@pytest.fixture(scope="module")
def templates() -> GraphStore:
    return handed_on(Completeness.PARTIAL)


@pytest.fixture(scope="module")
def templates_complete() -> GraphStore:
    return handed_on(Completeness.COMPLETE)


def test_statements_are_read_once_each(templates: GraphStore) -> None:
    view = View.of(templates)
    found = view.claims("field", "therapy", "threshold", "diagnosis", "age")
    assert len(found) == len({one.node for one in found}) == 3 + 1 + 2 + 1 + 1 + 1
    assert view.texts() == {"complete": 2, "partial": 1, "none": 0}


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_every_answer_says_of_how_many_trials_it_speaks(field_of_four: GraphStore, name: str) -> None:
    result = ANALYSES[name].run(field_of_four)
    assert result.says[0].startswith("Speaks of ")
    assert all(len(row) == len(result.columns) for row in result.rows)


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_an_empty_graph_has_empty_answers(name: str) -> None:
    assert ANALYSES[name].run(GraphStore.in_memory()).rows == ()


@pytest.mark.parametrize("parameters", [{"nothing": "1"}, {"axis": "colour"}, {"least": "many"}])
def test_a_wrong_parameter_is_named(field_of_four: GraphStore, parameters: dict[str, str]) -> None:
    with pytest.raises(QuestionError):
        ANALYSES["gaps"].run(field_of_four, parameters)


def test_the_command_gives_rows_and_says_how_to_read_them(tmp_path: Path, field_of_four: GraphStore) -> None:
    store = GraphStore.create(tmp_path / "store")
    (tmp_path / "graph.nq").write_text("".join(f"{line}\n" for line in field_of_four.lines()), encoding="utf-8")
    store.load(tmp_path / "graph.nq")
    store.close()
    call = ["analyse", "centrality", "--param", "kind=target", "--format", "csv", "--graph", str(tmp_path)]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0, result.output
    assert [row["name"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["CD19", "CD20"]
    assert "Speaks of 4 of the 4 trials" in result.stderr
    assert CliRunner().invoke(main, ["analyse", "nothing", "--graph", str(tmp_path)]).exit_code == 2


def test_the_command_lists_the_analyses() -> None:
    listed = CliRunner().invoke(main, ["analyse"]).stdout
    assert [name for name in ANALYSES if name not in listed] == []
