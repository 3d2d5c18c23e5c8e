"""Every named question on a small graph of made-up records: checked rows, equal on two engines.

The records are in queries/records, the rows in queries/expected; queries/README.md says how the rows were worked out.
"""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from cartkg.ask import questions
from cartkg.graph import queries
from cartkg.graph.build import build
from cartkg.graph.queries import Query
from cartkg.graph.store import GraphStore
from cartkg.model import namespaces

HERE = Path(__file__).parent / "queries"
NO_ROW = {
    "ungrounded-words": "the readers make statements of grounded terms only; reviewed statements may name others",
    "recent-trials": "the made-up records bear no such dates; see test_questions",
    "stopped-trials": "no made-up trial was stopped; see test_questions",
    "lymphodepletion": "no made-up record names it; see test_questions",
    "doses": "no made-up record states one; see test_questions",
    "primary-outcomes": "no made-up record has outcomes; see test_questions",
}


QUESTIONS = {question.name: question for question in questions.listed()}


@dataclass(frozen=True)
class Case:
    """A question with parameters, and the rows that the records give."""

    name: str
    parameters: dict[str, str]
    columns: tuple[str, ...]
    rows: Counter[tuple[str, ...]]


def case(path: Path) -> Case:
    """The case of a file `<question>[@<parameter>=<value>].csv`, over all trials; ~ stands for the colon of a CURIE."""
    name, _, given = path.stem.partition("@")
    key, _, value = given.partition("=")
    columns, *rows = csv.reader(path.open(encoding="utf-8", newline=""))
    scope = {"scope": "all"} if any(p.name == "scope" for p in QUESTIONS[name].parameters) else {}
    parameters = scope | ({key: value.replace("~", ":")} if given else {})
    return Case(name, parameters, tuple(columns), Counter(map(tuple, rows)))


FILES = sorted((HERE / "expected").glob("*.csv"))


@dataclass(frozen=True)
class Golden:
    """The graph of the made-up records under both engines."""

    store: GraphStore
    union: Graph


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Golden:
    out = tmp_path_factory.mktemp("golden") / "graph"
    build([HERE / "records"], out)
    union = Graph()
    lines = (out / "graph.nq").read_text(encoding="utf-8").splitlines()
    union.parse(data="\n".join(sorted({line.rsplit(" <", 1)[0] + " ." for line in lines})), format="nt")
    return Golden(GraphStore.open(out), union)


def second_engine(question: Query, parameters: dict[str, str], graph: Graph) -> Counter[tuple[str, ...]]:
    """The same .rq file under rdflib."""
    found = graph.query(queries.bound(question, parameters))
    return Counter(tuple(plain(value) for value in row) for row in found)  # type: ignore[union-attr]


def plain(value: object) -> str:
    if isinstance(value, URIRef):
        return namespaces.compact(str(value))
    return "" if value is None else str(value)


def test_every_question_has_a_case() -> None:
    assert len(QUESTIONS) >= 40
    assert {case(path).name for path in FILES} >= QUESTIONS.keys() - NO_ROW.keys()
    assert {case(path).name for path in FILES if not case(path).rows} <= NO_ROW.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows(path: Path, golden: Golden) -> None:
    one = case(path)
    answer = questions.ask(one.name, one.parameters, golden.store)
    assert answer.columns == one.columns
    assert Counter(answer.rows) == one.rows


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_second_engine_gives_the_same_rows(path: Path, golden: Golden) -> None:
    one = case(path)
    assert second_engine(QUESTIONS[one.name], one.parameters, golden.union) == one.rows


def test_what_is_not_stated_is_named(golden: Golden) -> None:
    """The trial without a text is in no answer about what trials exclude, and is named beside each of them."""
    for question in QUESTIONS.values():
        if question.unknown:
            scope = {"scope": "all"} if "scope" in {p.name for p in question.parameters} else {}
            answer = questions.ask(question.name, scope, golden.store)
            assert "NCT90000004" in answer.unknown, question.name


def test_the_field_is_the_default_scope_and_what_is_left_out_is_said(golden: Golden) -> None:
    """NCT90000004 is outside the field: it is in no answer, and each answer says that a trial is left out."""
    scoped = [question for question in QUESTIONS.values() if any(p.name == "scope" for p in question.parameters)]
    assert len(scoped) > 50
    for question in scoped:
        answer = questions.ask(question.name, {}, golden.store)
        assert not any("NCT90000004" in row for row in answer.rows), question.name
        assert "NCT90000004" not in answer.unknown
        assert answer.notes == ("left out: 1 trial outside the field (scope=all holds it)",), question.name


WHOLE = {  # the tables that show the whole graph, and questions that are about no trials of the field
    "trials", "conditions", "targets", "criteria", "therapies", "thresholds", "diagnoses", "conflicts", "disagreements",
    "scope", "ledger", "sources", "mentions", "ungrounded-words", "washout-recommendations", "immune-mediated-conditions",
    "outside-immune-mediated", "doubts",
}  # fmt: skip


def test_every_question_that_counts_lists_or_compares_has_a_scope() -> None:
    assert {name for name, q in QUESTIONS.items() if not any(p.name == "scope" for p in q.parameters)} <= WHOLE


def test_three_values_of_a_verdict(golden: Golden) -> None:
    """Each trial has exactly one verdict on each topic."""
    rows = golden.store.select(
        "SELECT ?trial ?term (COUNT(?edge) AS ?n) { VALUES ?edge { cartkg:excludesPeopleWith cartkg:excludesSomePeopleWith "
        "cartkg:excludesForATimePeopleWith cartkg:asksForPeopleWith cartkg:permitsPeopleWith "
        "cartkg:doesNotExcludePeopleWith cartkg:leavesOpenPeopleWith } ?trial ?edge ?term } GROUP BY ?trial ?term"
    )
    counts = Counter(row["n"] for row in rows)
    topics = list(golden.store.select("SELECT ?term { ?topic cartkg:topicTerm ?term }"))
    assert counts == {"1": 4 * len(topics)}


def test_the_page_of_questions_is_the_catalogues() -> None:
    page = (HERE.parents[1] / "docs" / "questions.md").read_text(encoding="utf-8")
    for question in QUESTIONS.values():
        assert f"\n### {question.name}\n\n{question.summary}\n" in page, "run scripts/question_list.py"
        assert all(f"“{alias}”" in page for alias in question.aliases), "run scripts/question_list.py"
