"""Verdicts of ten trials of the shipped field, made by hand from their statements before the program was asked.

`verdicts/field.csv`: a line for each trial and topic; `also` is a second fair reading. A text that is cut off leaves open what
it does not show; a list of failed treatments demands each of them by one reading, and none by itself by the other.
"""

import csv
from pathlib import Path

import pytest

from cartkg.ask import questions
from cartkg.graph.build import build
from cartkg.graph.store import GraphStore
from cartkg.model import VERDICTS
from cartkg.vocabulary.tables import rows

TABLE = Path(__file__).parent / "verdicts" / "field.csv"
ASKED = {"therapy": ("therapy-verdicts", "agent"), "condition": ("condition-verdicts", "condition")}
KEEPS_OUT = {"excludes", "excludes-within", "excludes-in-part"}

Line = dict[str, str]


def table() -> list[Line]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """The program's verdict on each trial and topic."""
    graph = tmp_path_factory.mktemp("shipped") / "graph"
    build((), graph)
    store, found = GraphStore.open(graph), dict[tuple[str, str], str]()
    for kind, topic in sorted({(line["kind"], line["topic"]) for line in table()}):
        name, parameter = ASKED[kind]
        answer = questions.ask(name, {parameter: topic}, store)
        trial, verdict = answer.columns.index("trial"), answer.columns.index("verdict")
        found |= {(row[trial], topic): row[verdict] for row in answer.rows}
    return found


def test_the_table_has_every_topic_for_ten_trials_in_the_one_list_of_words() -> None:
    topics = {row["id"] for _, row in rows(Path(__file__).parents[1] / "data/vocabulary/verdict_topics.tsv", ("id",))}
    trials = {line["trial"] for line in table()}
    assert len(trials) == 10
    assert {(line["trial"], line["topic"]) for line in table()} == {(trial, topic) for trial in trials for topic in topics}
    assert {line["verdict"] for line in table()} <= set(VERDICTS)
    assert {line["also"] for line in table()} <= {"", *VERDICTS}


def test_the_program_says_what_a_reader_says(answers: dict[tuple[str, str], str]) -> None:
    fair = [answers[line["trial"], line["topic"]] in (line["verdict"], line["also"]) for line in table()]
    assert sum(fair) >= 305, [line for line, right in zip(table(), fair, strict=True) if not right]


def test_nobody_is_kept_out_whom_a_reader_lets_in(answers: dict[tuple[str, str], str]) -> None:
    wrong = [
        line
        for line in table()
        if answers[line["trial"], line["topic"]] in KEEPS_OUT and not {line["verdict"], line["also"]} & KEEPS_OUT
    ]
    assert wrong == []
