"""The documentation tells what is: columns and words of the answer tables, the notebooks, what the site lists."""

import json
import re
from enum import StrEnum
from pathlib import Path

import pytest

import cartkg
from cartkg.ask import questions
from cartkg.model import CATEGORIES, Completeness, Section, Stance

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
COLUMNS = (DOCS / "columns.md").read_text(encoding="utf-8")


def explained(name: str) -> str:
    """The paragraph on a column, up to the next column's."""
    found = re.search(rf"\*\*{name}\*\*(.*?)(?=\*\*\w|\n\n|\Z)", COLUMNS, re.DOTALL)
    assert found, f"docs/columns.md does not explain {name}"
    return found[1]


@pytest.mark.parametrize(("name", "columns"), re.findall(r"^\| `([\w-]+)` \| (.*) \|$", COLUMNS, re.MULTILINE))
def test_the_page_of_columns_names_those_of_each_question(name: str, columns: str) -> None:
    assert tuple(columns.split(", ")) == questions.named(name).columns


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("category", CATEGORIES),
        ("stance", tuple(Stance)),
        ("section", tuple(Section)),
        ("eligibility_text", tuple(Completeness)),
    ],
)
def test_the_page_of_columns_lists_the_words_of_the_code(column: str, words: tuple[str | StrEnum, ...]) -> None:
    assert {str(word) for word in words} == {word for word in re.findall(r"`([a-z-]+)`", explained(column)) if word != "true"}


def notebook_code(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    cartkg.build(
        ROOT / "tests" / "queries" / "records", out="build/graph"
    )  # a few made-up trials stand in for the shipped data
    space: dict[str, object] = {}
    for number, source in enumerate(notebook_code(path)):
        exec(compile(source, f"{path.name}[{number}]", "exec"), space)


def test_every_page_of_the_site_is_listed() -> None:
    listed = set(re.findall(r": ([\w/-]+\.(?:md|ipynb))$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
    there = {path.relative_to(DOCS).as_posix() for path in [*DOCS.glob("*.md"), *DOCS.glob("howto/*.md"), *NOTEBOOKS]}
    assert listed - {"decisions/README.md"} == there
    assert len(NOTEBOOKS) == 3
