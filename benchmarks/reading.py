"""How fast eligibility text is read, beside spaCy's plain tokenising of the same texts, in one run.

    python benchmarks/reading.py RECORDS [--rounds 3]

RECORDS is a file or folder of registry records (API v2 JSON or JSON lines). Run by hand; spaCy is in the extra `benchmark` and
is left out of the table where it is not installed.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from cartkg.model import Eligibility
from cartkg.reading import criteria, document
from cartkg.vocabulary import Terminology


def texts(path: Path) -> list[str]:
    """The eligibility texts of a file or folder of registry records."""
    files = sorted(path.rglob("*.json*")) if path.is_dir() else [path]
    found = (_text(record) for file in files for record in _records(file))
    return [text for text in found if text]


def _records(file: Path) -> Iterator[dict[str, dict[str, dict[str, str]]]]:
    lines = file.read_text("utf-8").splitlines() if file.suffix == ".jsonl" else [file.read_text("utf-8")]
    return (json.loads(line) for line in lines if line.strip())


def _text(record: dict[str, dict[str, dict[str, str]]]) -> str:
    return record.get("protocolSection", {}).get("eligibilityModule", {}).get("eligibilityCriteria", "")


def best(work: Callable[[], int], rounds: int) -> tuple[float, int]:
    """The shortest of several runs in seconds of this process, and what the work counted."""
    runs = []
    for _ in range(rounds):
        start = time.process_time()
        counted = work()
        runs.append((time.process_time() - start, counted))
    return min(runs)


def memory() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def readers() -> Iterator[tuple[str, Callable[[str], int]]]:
    """The contestants: each takes a text and gives the number of items (or tokens) it found."""
    yield "structure alone (items)", lambda text: len(document.items(text))
    terms = Terminology.shipped()
    yield "whole reading (items)", lambda text: len(criteria.read(Eligibility(text), terms))
    try:
        import spacy  # noqa: PLC0415  # only where the extra `benchmark` is installed
    except ImportError:
        print("spaCy is not installed: its line is left out")
        return
    blank = spacy.blank("en")
    yield "spaCy blank tokenising (tokens)", lambda text: len(blank(text))


def total(read: Callable[[str], int], found: Sequence[str]) -> int:
    """What a reader counts over all texts."""
    return sum(map(read, found))


def main() -> None:
    """Prints one line a reader: milliseconds a trial, things a second, memory so far."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found = texts(options.records)
    print(f"{len(found)} texts, {sum(map(len, found))} characters, best of {options.rounds} rounds")
    for name, read in readers():
        read(found[0])  # what is built once (vocabulary, patterns) is not timed
        seconds, counted = best(partial(total, read, found), options.rounds)
        speed = f"{seconds / len(found) * 1000:8.2f} ms a trial {counted / seconds:10.0f} a second"
        print(f"{name:34} {speed} {memory():7.0f} MB")


if __name__ == "__main__":
    main()
