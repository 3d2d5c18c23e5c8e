"""How long each part of a build takes, in processor seconds and records a second.

    python benchmarks/build.py [RECORDS ...]

RECORDS are files or folders of records (the shipped data where none is given). Run by hand; nothing is kept of what is built.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from cartkg import sources
from cartkg.ask import questions
from cartkg.facts import products
from cartkg.graph import build, emission, packing, validation
from cartkg.graph.store import GraphStore
from cartkg.model.resources import folder
from cartkg.sources import merging
from cartkg.vocabulary import Terminology

T = TypeVar("T")


class Clock:
    """The parts with their processor seconds, in the order in which they ran."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    def time(self, part: str, work: Callable[[], T]) -> T:
        """What the work gives; its time goes to the part."""
        start = time.process_time()
        result = work()
        self.parts[part] = self.parts.get(part, 0.0) + time.process_time() - start
        return result


def walk(paths: tuple[Path, ...], statements: Path | None, out: Path) -> tuple[Clock, int]:
    """`cartkg.graph.build.build`, part by part; the parts' times and the number of trials."""
    clock = Clock()
    terms = clock.time("vocabulary", Terminology.shipped)
    read = clock.time("records", lambda: sources.read(paths))
    merged = clock.time("merging", lambda: merging.merge(read.trials))
    trials = clock.time("products", lambda: tuple(replace(m, trial=products.completed(m.trial, terms)) for m in merged))
    trials, criteria, differences, _ = clock.time("eligibility", lambda: build._all_criteria(trials, statements, terms))
    store = GraphStore.in_memory()
    for one in trials:
        graphs = clock.time("triples", lambda one=one: list(emission.trial_graphs(one, criteria[one.trial.id], terms)))
        for graph, triples in graphs:
            held = clock.time("triples", lambda triples=triples: list(triples))
            clock.time("store", lambda graph=graph, held=held: store.add(graph, held))
    for graph, triples in clock.time("triples", lambda: list(emission.shared_graphs(trials, criteria, terms))):
        clock.time("store", lambda graph=graph, triples=triples: store.add(graph, triples))
    for rule in questions.listed(folder("queries/derive")):
        target = emission.derived_graph(rule.name)
        clock.time("derivations", lambda rule=rule, target=target: store.construct(rule.text, target))
    report = clock.time("shapes and checks", lambda: validation.validate(store))
    counts = build._counts(trials, criteria, store, report)
    contents = packing.Contents(read, tuple(d for m in trials for d in m.disagreements), differences, counts, report)
    clock.time("writing", lambda: packing.pack(out, store, contents))
    return clock, len(trials)


def main() -> None:
    """Prints one line a part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path, nargs="*")
    given = tuple(parser.parse_args().records)
    shipped = (folder("data/trials"),), folder("data/statements")
    paths, statements = (given, None) if given else shipped
    with tempfile.TemporaryDirectory() as place:
        clock, trials = walk(paths, statements, Path(place) / "graph")
    print(f"{trials} trials")
    for part, seconds in [*clock.parts.items(), ("whole", sum(clock.parts.values()))]:
        print(f"{part:18} {seconds:8.2f} s {trials / max(seconds, 1e-9):9.1f} a second")


if __name__ == "__main__":
    main()
