"""What tests of the running server share: graph folders built in a moment, and `cartkg serve` as a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import httpx

from cartkg.graph.packing import Contents, pack
from cartkg.graph.store import GraphStore
from cartkg.graph.validation import Report
from cartkg.sources import Reading
from graphs import graph, trial

COUNT = "SELECT (COUNT(?trial) AS ?n) { ?trial a cartkg:Trial }"


def made_up(trials: int) -> GraphStore:
    """The graph of so many made-up trials."""
    return graph(*((trial(number, 18, None), ()) for number in range(1, trials + 1)))


def put(store: GraphStore, out: Path, trials: int) -> str:
    """Writes a graph folder as `cartkg build` does, in the place of an older one; returns its digest."""
    return pack(out, store, Contents(Reading(), (), {}, (), {"trials": trials, "triples": len(store)}, Report(())))


@dataclass
class Served:
    """A server that runs: its process, its address, its own temporary folder and log."""

    process: subprocess.Popen[str]
    address: str
    temporary: Path
    log: Path

    def get(self, path: str, **more: object) -> httpx.Response:
        return httpx.get(self.address + path, timeout=60, **more)  # type: ignore[arg-type]

    def count(self) -> tuple[str, int]:
        """The build that an answer names in its head, and the number of trials in the answer."""
        answer = self.get("/sparql", params={"query": COUNT}, headers={"Accept": "text/csv"}).raise_for_status()
        return answer.headers["cartkg-build"], int(answer.text.split()[1])

    def lines(self) -> list[dict[str, object]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines(True) if line.endswith("\n")]

    def children(self) -> list[int]:
        """The processes that it started and that live."""
        return descendants(self.process.pid)

    def snapshots(self) -> list[Path]:
        """The private copies of builds that it holds now."""
        return sorted(self.temporary.glob("cartkg-serve-*/[0-9]*"))

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        return self.process.wait(timeout=60)


def descendants(pid: int) -> list[int]:
    """The living processes under a process, from /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = stat.read_text(encoding="utf-8").rpartition(") ")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if state != "Z":
            parents[int(stat.parent.name)] = int(parent)
    found, open_ = [], [pid]
    while open_:
        above = open_.pop()
        below = [child for child, parent in parents.items() if parent == above]
        found += below
        open_ += below
    return found


@contextmanager
def serving(folder: Path, temporary: Path, *options: str) -> Iterator[Served]:
    """`cartkg serve` over a graph folder, on a free port; killed at the end where a test has not ended it."""
    temporary.mkdir(exist_ok=True)
    log = temporary / "log"
    command = [
        sys.executable,
        "-c",
        "from cartkg.cli import main; main()",
        "serve",
        "--graph",
        str(folder),
        "--port",
        "0",
        "--log-format",
        "json",
        *options,
    ]
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stderr=out, text=True, env=os.environ | {"TMPDIR": str(temporary)})
    served = Served(process, "", temporary, log)
    try:
        served.address = _address(served)
        yield served
    finally:
        below = served.children()
        process.kill()
        process.wait()
        for pid in below:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _address(served: Served) -> str:
    """Where the server listens: its first line says so. What is sent before it answers waits in the socket."""
    while not (said := [line for line in served.lines() if line["event"] == "serving"]):
        assert served.process.poll() is None, served.log.read_text(encoding="utf-8")
        sleep(0.05)
    return str(said[0]["pages"]).rstrip("/")
