"""How far the verdicts of a graph agree with a careful reader's: `verdict_agreement.py GRAPH [--gold VERDICTS.csv]`.

The gold has a line for each seed page and topic (doc, topic, verdict); a page is found by its place in `documents.csv` beside
it. It is not part of this repository (../shared/gold/seeds); without it the script says so and ends with 2. Prints every line
that differs, and the count; ends with 1 where fewer than `--least` agree.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

from cartkg.ask import questions
from cartkg.graph.store import GraphStore
from cartkg.vocabulary import Terminology

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "seeds" / "verdicts.csv"
KINDS = {"therapy": ("therapy-verdicts", "agent"), "condition": ("condition-verdicts", "condition")}


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--least", type=int, default=0)
    given = parser.parse_args()
    if not given.gold.exists():
        print(f"{given.gold} is not here: nothing to measure against", file=sys.stderr)
        return 2
    right, wrong = compared(GraphStore.open(given.graph), given.gold)
    for line in wrong:
        print("  ".join(line))
    print(f"{right} of {right + len(wrong)} agree; " + ", ".join(f"{n} {k}" for k, n in _kinds(wrong).most_common()))
    return 0 if right >= given.least else 1


def compared(store: GraphStore, gold: Path) -> tuple[int, list[tuple[str, str, str, str, str]]]:
    """How many lines agree, and those that do not: trial, topic, the gold's verdict, ours, the item that decided."""
    trials = _trials(gold.with_name("documents.csv"), store)
    verdicts: dict[str, dict[str, tuple[str, str]]] = {}
    right, wrong = 0, []
    for line in csv.DictReader(gold.open(encoding="utf-8")):
        topic = line["topic"]
        if topic not in verdicts:
            verdicts[topic] = _verdicts(topic, store)
        trial = trials[line["doc"]]
        found, item = verdicts[topic].get(trial, ("no row", ""))
        if found == line["verdict"]:
            right += 1
        else:
            wrong.append((trial, topic, line["verdict"], found, item))
    return right, wrong


def _trials(documents: Path, store: GraphStore) -> dict[str, str]:
    """The trial of each seed page: by the registry's id, else the one that has none."""
    known = {row[0] for row in questions.ask("trials", {}, store).rows}
    rows = list(csv.DictReader(documents.open(encoding="utf-8")))
    nameless = next((trial for trial in sorted(known) if trial.startswith("cartkg-")), "")
    return {row["doc"]: row["nct"] if row["nct"] in known else nameless for row in rows}


def _verdicts(topic: str, store: GraphStore) -> dict[str, tuple[str, str]]:
    identifier, kind = _term(topic)
    name, parameter = KINDS[kind]
    answer = questions.ask(name, {parameter: identifier, "scope": "all"}, store)
    at = {column: answer.columns.index(column) for column in ("trial", "verdict", "section", "number")}
    return {row[at["trial"]]: (row[at["verdict"]], f"{row[at['section']]} {row[at['number']]}".strip()) for row in answer.rows}


def _term(words: str) -> tuple[str, str]:
    for kind in KINDS:
        for mention in Terminology.shipped().find(words, (kind,)):
            if len(mention.surface) == len(words):
                return mention.term.id, kind
    raise SystemExit(f"no term is called {words}")


def _kinds(wrong: list[tuple[str, str, str, str, str]]) -> Counter[str]:
    return Counter(f"{gold} read as {found}" for _, _, gold, found, _ in wrong)


if __name__ == "__main__":
    sys.exit(main())
