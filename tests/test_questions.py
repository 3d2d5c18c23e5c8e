"""The answer tables: columns as the contract names them, rows that follow from the facts, unknown where text is missing."""

import csv
import io
import json
from dataclasses import replace
from functools import cache

import pytest
from rdflib.plugins.sparql.parser import parseQuery

from cartkg.ask import questions
from cartkg.graph import queries
from cartkg.graph.store import GraphStore
from cartkg.model import Field, Intervention, Outcome, Section, Stance, TrialDate
from cartkg.model.errors import QuestionError
from cartkg.model.resources import folder
from graphs import BIOLOGIC, RITUXIMAB, criterion, graph, sample, therapy, trial

CONTRACT = {
    "trials": "trial, title, registry_id, status, phase, enrollment, start, completion, sponsor, sponsor_class, modality, "
    "cell_source, min_age_years, max_age_years, sex, population, eligibility_text, source, in_scope",
    "conditions": "trial, condition, condition_label, source_text",
    "targets": "trial, target, symbol, intervention",
    "criteria": "trial, section, number, category, statements",
    "therapies": "trial, section, number, stance, agent, agent_label, min_count, window, anchor, cohort, lasting, time, "
    "provided, in_doubt",
    "thresholds": "trial, section, number, stance, measure, measure_label, comparator, value, unit, cohort, repaired, "
    "provided, in_doubt",
    "diagnoses": "trial, section, number, stance, condition, condition_label, window, cohort, provided, in_doubt",
    "excludes-prior-therapy": "trial, title, min_age_years, max_age_years, how, named_agent, named_agent_label, window, "
    "anchor, section, number, time, provided, in_doubt",
    "conflicts": "trial, field, registry_value, text_value, section, number",
}


@cache
def store() -> GraphStore:
    return sample()


def ask(name: str, **parameters: str) -> questions.Answer:
    return questions.ask(name, parameters, store())


def rows(name: str, *columns: str, **parameters: str) -> list[tuple[str, ...]]:
    answer = ask(name, **parameters)
    return [tuple(row[answer.columns.index(column)] for column in columns) for row in answer.rows]


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_are_the_contracts(name: str) -> None:
    assert ", ".join(questions.named(name).columns) == CONTRACT[name]


@pytest.mark.parametrize("path", sorted(folder("queries").glob("*/*.rq")), ids=lambda path: path.stem)
def test_a_second_engine_parses_every_query(path) -> None:  # type: ignore[no-untyped-def]
    assert parseQuery(path.read_text(encoding="utf-8"))
    assert queries.read(path).summary


def test_trials() -> None:
    assert ask("trials").rows[0] == (
        "NCT99999901", "Made-up trial 1", "NCT99999901", "RECRUITING", "PHASE1|PHASE2", "12", "2026-01", "2028-06-30",
        "Made-up Hospital", "", "CAR-T", "autologous", "18", "70", "ALL", "adult-only", "complete", "made-up-1.json", "true",
    )  # fmt: skip
    assert len(ask("trials").rows) == 5  # what a record merely mentions is no trial


def test_population_of_open_bounds() -> None:
    assert rows("trials", "population") == [
        ("adult-only",),
        ("pediatric-only",),
        ("admits-minors",),
        ("adult-only",),
        ("adult-only",),
    ]


def test_a_dual_product_has_a_row_for_each_antigen() -> None:
    assert rows("targets", "target", "symbol", "intervention")[:2] == [
        ("HGNC:1633", "CD19", "CD19/BCMA CAR-T cells"), ("HGNC:11913", "TNFRSF17", ""),
    ]  # fmt: skip


def test_conditions_are_grounded() -> None:
    assert rows("conditions", "condition", "source_text")[0] == ("MONDO:0007915", "Systemic Lupus Erythematosus")


def test_statements_without_a_term_keep_their_words() -> None:
    assert rows("thresholds", "measure", "measure_label", "comparator", "value", "unit", "repaired") == [
        ("", "made-up score", ">=", "1e9", "/L", "false")
    ]
    assert rows("diagnoses", "stance", "condition", "condition_label") == [("requires", "", "made-up state")]
    assert rows("criteria", "number", "statements")[-1] == ("4", "3")


def test_exclusion_by_name_and_by_class() -> None:
    """Not trial 3, whose biologics leave B-cell-targeted therapy out, and not trial 4, where rituximab must have failed."""
    assert rows("excludes-prior-therapy", "trial", "how", "named_agent", "window", "anchor") == [
        ("NCT99999901", "named", RITUXIMAB, "P6M", "screening"),
        ("NCT99999902", "class", "cartkgv:b-cell-targeted-therapy", "", ""),
    ]


def test_another_agent() -> None:
    found = rows("excludes-prior-therapy", "trial", agent="MESH:D001688")
    assert found == [("NCT99999903",)]  # excluding rituximab or B-cell-targeted therapy does not exclude every biologic


def test_population_is_a_parameter() -> None:
    assert rows("excludes-prior-therapy", "trial", population="pediatric-only") == [("NCT99999902",)]
    assert rows("excludes-prior-therapy", "trial", population="admits-minors") == []


def test_a_trial_whose_text_is_cut_off_is_unknown() -> None:
    assert ask("excludes-prior-therapy").unknown == ("NCT99999905",)
    assert ask("excludes-prior-therapy", population="pediatric-only").unknown == ()


def test_a_question_is_found_by_its_former_name() -> None:
    assert ask("prior-therapy-verdicts") == ask("therapy-verdicts")


@pytest.mark.parametrize(("permitted", "windowed", "expected"), [(RITUXIMAB, "", 0), (RITUXIMAB, "P1Y", 1), (BIOLOGIC, "", 1)])
def test_an_exception_of_the_same_item(permitted: str, windowed: str, expected: int) -> None:
    """ "Biologics, except rituximab" frees rituximab; an exception for some people, or within a window, does not."""
    out, exception = Section.EXCLUSION, therapy(Stance.PERMITS, permitted, exception=True, window=windowed)
    one = graph((trial(1, 18, None), (criterion(out, "1", therapy(Stance.EXCLUDES, BIOLOGIC), exception),)))
    assert len(questions.ask("excludes-prior-therapy", {}, one).rows) == expected


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("no-such", {}, "excludes-prior-therapy"),
        ("../trials", {}, "no such question"),
        ("trials", {"agent": RITUXIMAB}, "no parameter agent"),
        ("excludes-prior-therapy", {"population": "all } #"}, "no value"),
        ("excludes-prior-therapy", {"agent": "rituximab"}, "unknown identifier prefix"),
        ("excludes-prior-therapy", {"agent": "NCIT:C1> } #"}, "is not a CURIE"),
        ("excludes-prior-therapy", {"agent": "NCIT:C0"}, "is not in the graph"),
    ],
)
def test_wrong_calls(name: str, parameters: dict[str, str], words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        questions.ask(name, parameters, store())


def test_forms() -> None:
    answer = questions.Answer(("trial", "title"), (("NCT99999901", 'A "quoted", made-up [title]'),))
    assert questions.as_csv(answer) == 'trial,title\nNCT99999901,"A ""quoted"", made-up [title]"\n'
    assert '"trial": "NCT99999901"' in questions.as_json(answer)
    assert "made-up [title]" in questions.as_table(answer, 80)


def test_a_table_never_breaks_an_identifier() -> None:
    answer = questions.Answer(("trial", "title", "number"), (("NCT99999901", "long " * 60, "9.1.2"),))
    for width in (40, 60, 80, 160):
        text = questions.as_table(answer, width)
        assert "NCT99999901" in text
        assert "9.1.2" in text
        assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49 30 1", "'+49 30 1"),
        ("-x", "'-x"),
        ("\t=1", "'\t=1"),
        ("=", "="),
        (">=", ">="),
        ("-5", "-5"),
        ("+1e9", "+1e9"),
        ("2 = 2", "2 = 2"),
        ("", ""),
    ],
)
def test_a_cell_of_csv_is_no_formula(cell: str, shown: str) -> None:
    answer = questions.Answer(("a",), ((cell,),))
    assert list(csv.reader(io.StringIO(questions.as_csv(answer))))[1:] == ([[shown]] if shown else [[""]])
    assert json.loads(questions.as_json(answer)) == [{"a": cell}]  # programs get the cell as it is


def test_questions_on_what_a_record_says_of_dates_ends_doses_and_outcomes() -> None:
    """Each from one made-up trial that says it."""
    told = replace(
        trial(1, 18, None), status="WITHDRAWN", dates=(TrialDate("first_posted", "2026-02-03"), TrialDate("start", "2026-05")),
        fields=(Field("statusModule.whyStopped", "no funds"),),
        interventions=(
            Intervention("Fludarabine phosphate"), Intervention("Made-up cells", doses_cells_per_kg=(1000000.0,)),
        ),
        outcomes=(Outcome("primary", "SLEDAI-2K", "3 months"), Outcome("secondary", "BILAG")),
    )  # fmt: skip
    one = graph((told, ()))

    def answered(name: str, *columns: str, **parameters: str) -> list[tuple[str, ...]]:
        answer = questions.ask(name, parameters, one)
        return [tuple(row[answer.columns.index(column)] for column in columns) for row in answer.rows]

    assert answered("recent-trials", "what", "day") == [("registered", "2026-02-03")]
    assert answered("recent-trials", "what", since="2026-03") == []
    assert answered("stopped-trials", "status", "why", "start") == [("WITHDRAWN", "no funds", "2026-05")]
    assert answered("lymphodepletion", "intervention") == [("Fludarabine phosphate",)]
    assert answered("doses", "intervention", "cells_per_kg") == [("Made-up cells", "1000000")]
    assert answered("primary-outcomes", "measure", "time_frame") == [("SLEDAI-2K", "3 months")]
    assert answered("find-trials", "status", disease="MONDO:0007915", target="HGNC:1633") == [("WITHDRAWN",)]
    assert answered("find-trials", "status", status="RECRUITING") == []
