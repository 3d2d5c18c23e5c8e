"""How well the match agrees with persons that were worked out by hand: verdicts, false "possible", criteria.

    python scripts/score_match.py GRAPH FOLDER

FOLDER holds `persons-verdicts.csv`, `persons-criteria.csv`, `trials.csv` and the persons in `dev/`; the graph is built from
the records that they were held against. Exits 1 where a person that is surely excluded comes out as possible.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from cartkg.graph.store import GraphStore
from cartkg.use.match import Match, match, read_person, read_trials

Row = Mapping[str, str]


def rows(path: Path) -> Iterator[Row]:
    """The lines of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def matches(graph: Path, folder: Path) -> dict[tuple[str, str], Match]:
    """Every person against every trial that was worked out for anybody, by person and the table's name of the trial."""
    names = {row["doc"]: row["trial"] for row in rows(folder / "trials.csv")}
    held = {trial.id: trial for trial in read_trials(GraphStore.open(graph))}
    wanted = defaultdict(list)
    for row in rows(folder / "persons-verdicts.csv"):
        wanted[row["person"]].append(row["trial"])
    found = {}
    for who, trials in wanted.items():
        ids = {names.get(trial, trial): trial for trial in trials}
        for one in match(read_person(next(folder.glob(f"*/{who}.yaml"))), [held[trial] for trial in ids]):
            found[who, ids[one.trial]] = one
    return found


def main(graph: str, folder: str) -> int:
    """Print the agreement; the number of persons that must not have been called possible decides the status."""
    found = matches(Path(graph), Path(folder))
    verdicts = list(rows(Path(folder) / "persons-verdicts.csv"))
    right, false = 0, []
    for row in verdicts:
        ours = found[row["person"], row["trial"]].verdict.value
        fair = {row["verdict"], *row["also_fair"].split(";")}
        right += ours in fair
        if ours == "possible" and "possible" not in fair and row["verdict"] == "excluded":
            false.append(f"{row['person']} {row['trial']}: {row['deciding']}")
        if ours not in fair:
            print(f"{row['person']} {row['trial']}: {row['verdict']}, here {ours}")
    agreement = Counter(_statuses(found, Path(folder)))
    same = sum(count for (asked, ours), count in agreement.items() if asked == ours)
    print(f"verdicts right: {right} of {len(verdicts)}; falsely possible: {len(false)} {false or ''}")
    print(f"criteria right: {same} of {sum(agreement.values())}")
    for (asked, ours), count in sorted(agreement.items(), key=lambda one: -one[1]):
        print(f"  {asked} → {ours}: {count}")
    return 1 if false else 0


def _statuses(found: Mapping[tuple[str, str], Match], folder: Path) -> Iterator[tuple[str, str]]:
    for row in rows(folder / "persons-criteria.csv"):
        ours = {(one.section, one.number): one.status.value for one in found[row["person"], row["trial"]].criteria}
        if row["section"] == "field":
            ages = {status for (section, _), status in ours.items() if section == "field"}
            yield row["status"], next((one for one in ("violated", "unknown", "met") if one in ages), "none")
        else:
            yield row["status"], ours.get((row["section"], row["number"]), "none")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python scripts/score_match.py GRAPH FOLDER")
    sys.exit(main(*sys.argv[1:]))
