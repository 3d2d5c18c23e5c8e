"""Kills builds and fetches at random moments and looks at what they leave: `python scripts/crash.py [KILLS] [SEED]`.

After every kill the graph folder must be one that was built whole (the older or the newer), and a folder of records must hold
whole records only. Then: two builds at once, a place that cannot be written, a disk that is full (by a bound on the size of
files). The last build must leave nothing beside the graph. Exit 1 on a finding. Not part of the tests: a hundred kills take
some ten minutes. Linux only.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

from cartkg.graph.store import GraphStore

RECORD = Path(__file__).resolve().parents[1] / "tests" / "golden" / "record.json"
CLI = [sys.executable, "-c", "from cartkg.cli import main; main()"]


def study(number: int) -> str:
    """A made-up record of its own."""
    return RECORD.read_text(encoding="utf-8").replace("NCT99999901", f"NCT{99990000 + number}")


def started(*words: str, files: int | None = None) -> subprocess.Popen[bytes]:
    """A cartkg command, with a bound on the size of the files that it writes where one is given."""
    process = subprocess.Popen([*CLI, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if files:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (files, files))
    return process


def graph_problem(graph: Path) -> str:
    """What is wrong with a graph folder; "" where it is whole or not there at all."""
    if not graph.exists():
        return ""
    try:
        manifest = json.loads((graph / "manifest.json").read_text(encoding="utf-8"))
        if sha256((graph / "graph.nq").read_bytes()).hexdigest() != manifest["sha256"]:
            return "graph.nq is not what the manifest says"
        found = len(GraphStore.open(graph))
        return "" if found == manifest["counts"]["triples"] else f"the store holds {found} triples"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def records_problem(records: Path) -> str:
    """What is wrong with a folder of fetched records; "" where every record in it is whole."""
    for file in records.glob("*.json"):
        try:
            json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            return f"{file.name}: {error}"
    return ""


def killed(process: subprocess.Popen[bytes], after: float, by: signal.Signals) -> str:
    """Kills a command after so many seconds, unless it ended before; says which of the two happened."""
    try:
        process.communicate(timeout=after)
        return "ended before"
    except subprocess.TimeoutExpired:
        process.send_signal(by)
        process.communicate(timeout=120)
        return by.name


def main(kills: int, seed: int) -> int:
    """Runs it all; gives the number of findings."""
    chance, told, findings = random.Random(seed), Counter[str](), list[str]()
    with tempfile.TemporaryDirectory(prefix="cartkg-crash-") as name:
        place = Path(name)
        (place / "in").mkdir()
        for number in range(3):
            (place / "in" / f"{number}.json").write_text(study(number), encoding="utf-8")
        (place / "bulk.jsonl").write_text(
            "\n".join(json.dumps(json.loads(study(number))) for number in range(400)), encoding="utf-8"
        )
        (place / "field.toml").write_text(FIELD, encoding="utf-8")
        build = ("build", str(place / "in"), "--out", str(place / "graph"))
        fetch = (
            "fetch",
            "--bulk",
            str(place / "bulk.jsonl"),
            "--field",
            str(place / "field.toml"),
            "--out",
            str(place / "out"),
        )
        begun = time.monotonic()
        first = started(*build)
        said = first.communicate()[1].decode()
        whole = time.monotonic() - begun
        if first.returncode:
            print(said, file=sys.stderr)
            return 1
        for number in range(kills):
            command, by = chance.choice((build, build, fetch)), chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM))
            how = killed(started(*command), chance.uniform(0.2 * whole, 1.1 * whole), by)
            told[f"{command[0]} {how}"] += 1
            print(f"\r{number + 1} of {kills}", end="", file=sys.stderr)
            problem = (
                graph_problem(place / "graph")
                or records_problem(place / "out")
                or ("" if (place / "graph").exists() else "the graph is gone")
            )
            if problem:
                findings.append(f"kill {number} ({command[0]}, {how}): {problem}")
        findings += _two_at_once(build, place) + _full_and_closed(place)
        last = started(*build)
        last.communicate()
        left = sorted(path.name for path in place.glob(".graph-*"))
        findings += [f"left beside the graph: {left}"] if left or last.returncode else []
    for what, count in sorted(told.items()):
        print(f"{count:4} {what}")
    print(f"{kills} kills, seed {seed}, a build takes {whole:.1f} s: {len(findings)} findings")
    print("\n".join(findings), end="\n" if findings else "")
    return len(findings)


def _two_at_once(build: tuple[str, ...], place: Path) -> list[str]:
    both = [started(*build) for _ in range(2)]
    said = [one.communicate()[1].decode() for one in both]
    problem = graph_problem(place / "graph")
    return [f"two builds at once: {problem or said}"] if problem or any(one.returncode not in (0, 2) for one in both) else []


def _full_and_closed(place: Path) -> list[str]:
    """A disk that takes no more than 200 kB a file, and a closed folder: status 2, and the older graph stands."""
    found = []
    before = (place / "graph" / "manifest.json").read_bytes()
    full = started("build", str(place / "in"), "--out", str(place / "graph"), files=200_000)
    said = full.communicate()[1].decode()
    if full.returncode != 2 or (place / "graph" / "manifest.json").read_bytes() != before or graph_problem(place / "graph"):
        found.append(f"a full disk: status {full.returncode}, {said[-300:]}")
    if os.geteuid():  # root may write everywhere
        (place / "closed").mkdir(mode=0o500)
        closed = started("build", str(place / "in"), "--out", str(place / "closed" / "graph"))
        said = closed.communicate()[1].decode()
        found += [f"a closed folder: status {closed.returncode}, {said[-300:]}"] if closed.returncode != 2 else []
    return found


FIELD = """[api]
address = "http://127.0.0.1:9"
requests_per_second = 10
page_size = 100
[cells]
terms = ["CAR"]
[diseases]
terms = ["lupus"]
"""

if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sys.exit(1 if main(given[0] if given else 100, given[1] if len(given) > 1 else 0) else 0)
