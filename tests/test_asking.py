"""A question's form, its answer in readable cells, and the sentence over it."""

import pytest

from cartkg.ask import questions
from cartkg.ask.questions import Answer
from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.model.errors import QuestionError
from cartkg.server.asking import forms, lead
from cartkg.server.asking.around import Around
from cartkg.server.asking.readable import Cell, readable
from graphs import RITUXIMAB, TARGETED, sample


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return sample()


@pytest.fixture(scope="module")
def around(store: GraphStore) -> Around:
    return Around.of(store, View.of(store))


EXCLUDES = questions.named("excludes-prior-therapy")


def led(name: str, given: dict[str, str], store: GraphStore, around: Around) -> lead.Lead:
    return lead.lead(questions.named(name), given, questions.ask(name, given, store), around)


# --- forms -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["NCIT:C1702", "rituximab", " Rituximab ", "MabThera", "rituximab (NCIT:C1702)"])
def test_a_term_may_be_typed_in_several_ways(typed: str, around: Around) -> None:
    assert forms.resolved(EXCLUDES.parameters, {"agent": typed}, around) == {"agent": RITUXIMAB}


def test_an_empty_field_is_the_default(around: Around) -> None:
    assert forms.resolved(EXCLUDES.parameters, {"agent": " ", "population": ""}, around) == {}
    agent, population, *_ = forms.fields(EXCLUDES.parameters, {}, around)
    assert (agent.kind, agent.value, agent.shown) == ("term", RITUXIMAB, "rituximab (NCIT:C1702)")
    assert (population.kind, population.value) == ("choice", "all")
    assert population.choices == ("all", "under-18", "admits-minors", "pediatric-only")


def test_words_that_name_no_therapy_are_refused_with_near_ones(around: Around) -> None:
    with pytest.raises(QuestionError, match="no therapy is called “ritux”") as raised:
        forms.resolved(EXCLUDES.parameters, {"agent": "ritux"}, around)
    assert "rituximab (NCIT:C1702)" in raised.value.remedy


def test_a_disease_is_no_therapy(around: Around) -> None:
    with pytest.raises(QuestionError, match="no therapy is called"):
        forms.resolved(EXCLUDES.parameters, {"agent": "systemic lupus erythematosus"}, around)


def test_suggestions_are_what_the_graph_speaks_of(around: Around) -> None:
    agent, *_ = forms.fields(EXCLUDES.parameters, {}, around)
    assert {"rituximab (NCIT:C1702)", f"B-cell-targeted therapy ({TARGETED})"} <= set(agent.suggestions)
    assert not any("belimumab" in suggestion or "lupus" in suggestion for suggestion in agent.suggestions)


def test_every_question_has_a_form_and_a_sentence(store: GraphStore, around: Around) -> None:
    catalogue = questions.listed()
    assert len(catalogue) > 50
    for question in catalogue:
        assert all(field.value for field in forms.fields(question.parameters, {}, around))
        assert led(question.name, {}, store, around).sentence.endswith(".")


def test_sentences_are_of_questions_and_parameters_that_exist() -> None:
    for name, sentences in lead.SAYS.items():
        defaults = {parameter.name: "made up" for parameter in questions.named(name).parameters}
        assert all(sentence.format(**defaults) or sentence == "" for sentence in sentences)


# --- the sentence and the tally ----------------------------------------------------------------------------------------


def test_three_values_are_told_apart(store: GraphStore, around: Around) -> None:
    # of sample()'s five trials 1 excludes by name, 2 by class, 3 leaves rituximab out, 4 requires it, 5 is cut off
    found = led("excludes-prior-therapy", {}, store, around)
    assert found.sentence == "2 trials exclude people who had rituximab (1 by its own name, 1 through its drug class)."
    assert [(share.word, share.trials) for share in found.tally] == [
        ("excludes", ("NCT99999901", "NCT99999902")),
        ("does not exclude", ("NCT99999903", "NCT99999904")),
        ("not stated", ("NCT99999905",)),
    ]
    assert found.why == "1 does not state it, because its source shows its text in part (1)."


def test_a_population_narrows_every_value(store: GraphStore, around: Around) -> None:
    found = led("excludes-prior-therapy", {"population": "pediatric-only"}, store, around)
    assert found.sentence == "1 trial excludes people who had rituximab (1 through its drug class)."
    assert [share.trials for share in found.tally] == [("NCT99999902",), (), ()]
    minors = led("excludes-prior-therapy", {"population": "admits-minors"}, store, around)
    assert minors.sentence == "No trial is known to exclude people who had rituximab."
    assert minors.tally[1].trials == ("NCT99999903",)


def test_another_term_is_named_in_the_sentence(store: GraphStore, around: Around) -> None:
    assert "belimumab" in led("washouts", {"agent": "NCIT:C91385"}, store, around).sentence


def test_verdicts_are_counted(store: GraphStore, around: Around) -> None:
    found = led("therapy-verdicts", {}, store, around)
    assert found.sentence == "Rituximab: of 5 trials 1 excludes, 1 excludes within a time, 2 do not exclude."
    assert [(share.word, len(share.trials)) for share in found.tally] == [
        ("excludes", 1), ("excludes-within", 1), ("does-not-exclude", 2), ("not stated", 1),
    ]  # fmt: skip


def test_an_age_is_told(store: GraphStore, around: Around) -> None:
    assert (
        led("open-to-age", {"age": "12"}, store, around).sentence
        == "At 12 years 2 are open; the others are closed by their bounds."
    )


def test_a_count_names_the_most_frequent(store: GraphStore, around: Around) -> None:
    assert led("counts-by-target", {}, store, around).sentence.startswith("2 rows; most trials: ")
    assert led("ledger", {}, store, around).sentence.endswith("rows.")


# --- readable cells ----------------------------------------------------------------------------------------------------


def read(columns: tuple[str, ...], *rows: tuple[str, ...], around: Around) -> tuple[tuple[str, ...], tuple[Cell, ...]]:
    found = readable(Answer(columns, rows), around.terms)
    return found.headings, found.rows[0]


def test_label_and_identifier_are_one_cell(around: Around) -> None:
    headings, cells = read(("agent", "agent_label"), (RITUXIMAB, "rituximab"), around=around)
    assert headings == ("therapy",)
    assert cells == (Cell("term", "rituximab", RITUXIMAB, RITUXIMAB),)


def test_words_without_a_term_stand_alone(around: Around) -> None:
    _, (cell,) = read(("measure", "measure_label"), ("", "made-up score"), around=around)
    assert (cell.kind, cell.text, cell.link) == ("text", "made-up score", "")


def test_section_and_number_lead_to_the_item(around: Around) -> None:
    headings, cells = read(("trial", "section", "number"), ("NCT99999901", "exclusion", "9.1.2"), around=around)
    assert headings == ("trial", "stated in")
    assert cells[1] == Cell("item", "exclusion 9.1.2", "exclusion-9.1.2", "NCT99999901")


def test_codes_are_put_in_words(around: Around) -> None:
    columns = ("stance", "comparator", "value", "unit", "window", "verdict", "phase", "how")
    headings, cells = read(
        columns, ("excludes", "<", "1e9", "/L", "P6M", "not-stated", "PHASE1|PHASE2", "class"), around=around
    )
    assert headings == ("stance", "limit", "window", "verdict", "phase", "named how")
    assert [(cell.kind, cell.text) for cell in cells] == [
        ("stance", "excludes"), ("text", "< 1 × 10⁹/L"), ("text", "6 months"), ("stance", "not-stated"),
        ("text", "phase 1 / phase 2"), ("text", "through its drug class"),
    ]  # fmt: skip


def test_an_empty_fact_is_not_stated_and_an_empty_limitation_is_nothing(around: Around) -> None:
    found = readable(Answer(("window", "cohort", "anchor"), (("", "", ""), ("P6M", "made up", ""))), around.terms)
    assert found.rows[0] == (Cell("empty", "not stated"), Cell("empty", ""))
    assert found.silent == ("anchor",)


def test_a_missing_age_bound_is_never_a_number(around: Around) -> None:
    found = readable(Answer(("max_age_years",), (("",), ("70",))), around.terms)
    assert [row[0] for row in found.rows] == [Cell("empty", "not stated"), Cell("number", "70")]
    assert found.numbers == (True,)


def test_large_counts_are_written_as_limits_are(around: Around) -> None:
    columns = ("comparator", "unit", "lowest", "highest")
    headings, cells = read(columns, (">=", "/L", "300000000", "1500000000"), around=around)
    assert headings == ("lowest", "highest")
    assert [cell.text for cell in cells] == ["≥ 0.3 × 10⁹/L", "≥ 1.5 × 10⁹/L"]


def test_every_term_that_a_question_takes_has_a_kind(around: Around) -> None:
    terms = [parameter for question in questions.listed() for parameter in question.parameters if parameter.is_term]
    assert len(terms) > 8
    for parameter in terms:
        kind = parameter.of
        assert kind
        any_of_them = parameter.default in ("cartkg:Condition", "cartkg:Antigen")  # the class of all terms of the kind
        assert any_of_them or parameter.default not in around.terms or around.terms[parameter.default].kind == kind


def test_a_table_that_needs_more_than_a_page_scrolls_by_itself(around: Around) -> None:
    def room(columns: int, letters: int) -> str:
        names = tuple(f"made_up_{number}" for number in range(columns))
        return readable(Answer(names, (("x" * letters,) * columns,)), around.terms).room

    assert [room(3, 10), room(12, 10), room(20, 10), room(1, 300)] == ["", "wide", "widest", "widest"]


def test_a_cut_text_never_counts_as_one_that_does_not_exclude(around: Around) -> None:
    answer = Answer(EXCLUDES.columns, (), unknown=())  # as though the question did not name the trial whose text is cut off
    assert "NCT99999905" not in lead.lead(EXCLUDES, {}, answer, around).tally[1].trials
    assert len(lead.lead(EXCLUDES, {}, answer, around).tally[1].trials) == 4
