"""Plain words find their question, fill its parameters, and are never guessed at."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cartkg.ask.plain_words import Candidates, Understood, find
from cartkg.cli import main

TABLE = Path(__file__).parent / "queries" / "phrasings.tsv"
LINES = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("words", "name", "parameters"), [(line[0], line[1], "".join(line[2:])) for line in LINES])
def test_phrasings(words: str, name: str, parameters: str) -> None:
    found = find(words)
    if name == "?":
        assert isinstance(found, Candidates)
    else:
        assert isinstance(found, Understood), found
        assert found.question.name == name
        assert " ".join(f"{key}={value}" for key, value in found.parameters.items()) == parameters


def test_there_are_phrasings_enough() -> None:
    assert len(LINES) >= 30


def test_equal_fits_are_all_named() -> None:
    found = find("number of trials")
    assert isinstance(found, Candidates)
    assert len(found.matches) > 1


def test_two_values_for_one_parameter_are_no_choice_of_ours() -> None:
    found = find("trials that exclude prior rituximab and belimumab")
    assert isinstance(found, Candidates)
    assert "several values for agent" in found.why


def test_the_command_names_candidates_and_ends_with_2() -> None:
    ended = CliRunner().invoke(main, ["ask", "number of trials"])
    assert ended.exit_code == 2
    assert "counts-by-" in ended.output
