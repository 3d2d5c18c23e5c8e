"""The user's guide is true: its commands run in its order, and give what it shows under them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cartkg.cli import VERBS, main

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "guide.md"
FENCE = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Command:
    """A command of the guide, the exit status it says, and the lines it shows."""

    words: str
    shown: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        said = re.search(r"# exit status (\d)", self.words)
        return int(said[1]) if said else 0


def commands(block: str) -> list[Command]:
    found: list[Command] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        elif line.strip() not in ("", "…"):
            found[-1].shown.append(" ".join(line.split()))
    return found


def blocks(language: str) -> Iterator[tuple[str, str]]:
    return ((note, body) for kind, note, body in FENCE.findall(GUIDE.read_text(encoding="utf-8")) if kind == language)


def run(command: Command) -> None:
    program, *arguments = shlex.split(command.words, comments=True)
    assert program == "cartkg"
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == command.status, f"{command.words}\n{result.output}"
    output = " ".join(result.output.split())
    for line in command.shown:
        assert line in output, f"{command.words}\n{result.output}"


def test_the_guide_runs_from_its_first_line_to_its_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, record in blocks("json"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(record, encoding="utf-8")
    ran = [command for note, block in blocks("console") if note != "not-run" for command in commands(block)]
    assert len(ran) > 20
    for command in ran:
        run(command)
    for _, code in blocks("python"):
        exec(compile(code, str(GUIDE), "exec"), {})


def _verb(name: str) -> click.Command:
    verb = main.get_command(click.Context(main), name)
    assert verb
    return verb


def test_commands_that_are_not_run_exist() -> None:
    named = [
        shlex.split(command.words, comments=True)
        for note, block in blocks("console")
        if note == "not-run"
        for command in commands(block)
    ]
    verbs = {words[1] for words in named if words[0] == "cartkg"}
    assert {"fetch", "serve"} <= verbs <= set(VERBS)
    for words in named:
        options = [word for word in words if word.startswith("--")] if words[0] == "cartkg" else []
        known = {option for parameter in _verb(words[1]).params for option in parameter.opts} if options else set()
        assert set(options) <= known


def test_a_command_that_shows_something_else_fails() -> None:
    with pytest.raises(AssertionError):
        run(Command("cartkg terms lookup SLE", ["MONDO:0000000"]))
    with pytest.raises(AssertionError):
        run(Command("cartkg ask trials --graph nowhere"))
