"""How long one person against many trials takes: the first time, and again when what depends on the texts alone is known.

    python benchmarks/match.py GRAPH PERSON [--trials 1000]

The trials of the graph are repeated until there are as many as asked for. Times are seconds of this process itself.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

from cartkg.graph.store import GraphStore
from cartkg.use.match import match, read_person, read_trials


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("graph", type=Path)
    parser.add_argument("person", type=Path)
    parser.add_argument("--trials", type=int, default=1000)
    given = parser.parse_args()
    started = time.process_time()
    held = read_trials(GraphStore.open(given.graph))
    print(f"read {len(held)} trials: {time.process_time() - started:.2f} s")
    many = [replace(trial, id=f"{trial.id}-{copy}") for copy in range(-(-given.trials // len(held))) for trial in held]
    person = read_person(given.person)
    for what in ("first", "again", "again"):
        started = time.process_time()
        found = match(person, many[: given.trials])
        seconds = time.process_time() - started
        items = sum(len(one.criteria) for one in found)
        print(
            f"{what}: {len(found)} trials, {items:,} criteria: {seconds:.2f} s ({1000 * seconds / len(found):.2f} ms a trial)"
        )


if __name__ == "__main__":
    main()
