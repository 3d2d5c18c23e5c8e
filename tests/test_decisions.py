"""Decision records: each has its number in name and heading, stands in the index, and refers to records that exist."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))


def heading(record: Path) -> str:
    return record.read_text(encoding="utf-8").split("\n", 1)[0]


def test_the_index_lists_every_record_with_its_heading() -> None:
    rows = re.findall(r"^\| \[(\d+)\]\((.*)\) \| (.*) \|$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [(name, f"# {number} {title}") for number, name, title in rows] == [(r.name, heading(r)) for r in RECORDS]
    assert len(rows) > 10


def test_no_number_is_given_twice() -> None:
    numbers = [record.name[:4] for record in RECORDS]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_names_only_records_and_files_that_exist(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    numbers = {other.name[:4] for other in RECORDS}
    assert set(re.findall(r"\bsee (\d{4})\b", text)) <= numbers
    for path in re.findall(r"`((?:tests|docs|data|ontology|queries|shapes|src|requirements|benchmarks)/[\w./-]+)`", text):
        assert (FOLDER.parents[1] / path).exists(), path
