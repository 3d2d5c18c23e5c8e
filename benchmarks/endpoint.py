"""The endpoint beside rdflib-endpoint, on the same graph in one run; and the endpoint under 200 clients, ten of them runaways.

    python benchmarks/endpoint.py build/graph [--seconds 10] [--port 8640]

Each server is a process of its own, and so is the load (this program). Answers are not compressed. The clients keep their
connection and ask again as soon as they have an answer; runaways ask again at once too, whatever they were told.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from cartkg.ask.questions import named

PREFIXES = """PREFIX cartkg: <https://w3id.org/cartkg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
ONE = PREFIXES + "SELECT ?t { ?t a cartkg:Trial ; dcterms:identifier ?id } LIMIT 1"
TRIAL = "?t a cartkg:Trial ; rdfs:label ?title ; cartkg:status ?status"
PAGE = PREFIXES + f"SELECT * {{ {TRIAL} ; dcterms:identifier ?id }} LIMIT 85"
CONSTRUCT = PREFIXES + f"CONSTRUCT {{ {TRIAL} }} WHERE {{ {TRIAL} }}"
LARGE = "SELECT * { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != ?f && ?f != ?i) } LIMIT %d"
JSON, TURTLE = "application/sparql-results+json", "text/turtle"

RDFLIB = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@dataclass
class Server:
    """A server that runs: what it is called, its process, its port."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def megabytes(self) -> float:
        """The resident memory of the process and its children; pages that they share count in proportion."""
        return sum(_share(pid) for pid in _tree(self.process.pid)) / 1024

    def worked(self) -> float:
        """Processor time of the process and its children, in seconds."""
        return sum(_worked(pid) for pid in _tree(self.process.pid))


@dataclass
class Run:
    """What clients saw: seconds of each answer that was good, and the other statuses."""

    seconds: float
    times: list[float] = field(default_factory=list)
    others: Counter[object] = field(default_factory=Counter)
    size: int = 0
    worked: float = 0.0  # processor time of the server, in seconds

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def at(self, percent: float) -> float:
        """A percentile in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else float("nan")

    def table(self) -> str:
        """The same with the processor time that the server needed for an answer, which other programs do not change."""
        each = f"{1000 * self.worked / len(self.times):,.3g}" if self.times else ""
        return f"{self.line()} {each} |"

    def line(self) -> str:
        others = ", ".join(f"{count} × {status}" for status, count in sorted(self.others.items(), key=str))
        return f"{self.rate:.3g} | {self.at(50):,.0f} | {self.at(95):,.0f} | {self.at(99):,.0f} |" + (
            f" {others} |" if others else ""
        )


class Client:
    """One connection that is kept; it is opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self.port, self.reader, self.writer = port, None, None

    async def ask(self, query: str, accept: str) -> tuple[object, int]:
        """The status, or what went wrong, and how many bytes came."""
        try:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
            head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n"
            self.writer.write(head.encode())
            return await self._answer()
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            return type(error).__name__, 0

    async def _answer(self) -> tuple[int, int]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        status, size = int(head.split(" ", 2)[1]), 0
        if "content-length:" in head:
            size = int(head.partition("content-length:")[2].split("\r\n")[0])
            await self.reader.readexactly(size)
        else:
            while length := int(await self.reader.readuntil(b"\r\n"), 16):
                size += len(await self.reader.readexactly(length + 2)) - 2
            await self.reader.readexactly(2)
        if "connection: close" in head:
            self.close()
        return status, size

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def load(port: int, query: str, accept: str, clients: int, seconds: float) -> Run:
    """So many clients that ask one query again and again for so long."""
    run, until = Run(seconds), time.monotonic() + seconds
    started = time.monotonic()
    await asyncio.gather(*(_asking(Client(port), query, accept, until, run) for _ in range(clients)))
    run.seconds = time.monotonic() - started
    return run


async def _asking(client: Client, query: str, accept: str, until: float, run: Run) -> None:
    while time.monotonic() < until:
        started = time.monotonic()
        status, size = await client.ask(query, accept)
        if status == 200:
            run.times.append(time.monotonic() - started)
            run.size = size
        else:
            run.others[status] += 1
            await asyncio.sleep(0.01)
    client.close()


def measured(server: Server, query: str, accept: str, seconds: float) -> Run:
    """Four clients, and what the server worked for them."""
    before = server.worked()
    run = asyncio.run(load(server.port, query, accept, 4, seconds))
    run.worked = server.worked() - before
    return run


async def storm(server: Server, seconds: float, runaways: int) -> tuple[Run, Run, float]:
    """190 clients that ask for a row, and so many runaways; what both saw, and the greatest memory meanwhile."""
    short, long, until = Run(seconds), Run(seconds), time.monotonic() + seconds
    asking = [_asking(Client(server.port), ONE, JSON, until, short) for _ in range(190)]
    running = [_asking(Client(server.port), RUNAWAY % (number + 1), JSON, until, long) for number in range(runaways)]
    watching = asyncio.create_task(_watch(server))
    left = [asyncio.create_task(one) for one in (*asking, *running)]
    await asyncio.wait(left, timeout=seconds + 30)
    for task in left:
        task.cancel()
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return short, long, max(PEAK)


PEAK: list[float] = []


async def _watch(server: Server) -> None:
    PEAK[:] = [0.0]
    while True:
        PEAK.append(await asyncio.to_thread(server.megabytes))
        await asyncio.sleep(0.5)


@contextmanager
def ours(graph: Path, port: int) -> Iterator[Server]:
    arguments = ["serve", "--graph", str(graph), "--port", str(port), "--log-format", "json"]
    command = [sys.executable, "-c", "from cartkg.cli import main; main()", *arguments]
    with _running("cartkg", command, port) as server:
        yield server


@contextmanager
def theirs(graph: Path, port: int) -> Iterator[Server]:
    triples = graph.parent / "benchmark.nt"
    lines = (graph / "graph.nq").read_text(encoding="utf-8").splitlines()
    triples.write_text("\n".join(sorted({line.rpartition(" <")[0] + " ." for line in lines})) + "\n", encoding="utf-8")
    try:
        with _running("rdflib-endpoint", [sys.executable, "-c", RDFLIB, str(triples), str(port)], port) as server:
            yield server
    finally:
        triples.unlink()


@contextmanager
def _running(name: str, command: list[str], port: int) -> Iterator[Server]:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    server = Server(name, process, port)
    try:
        asyncio.run(_up(port))
        yield server
    finally:
        for pid in reversed(_tree(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        process.wait()


async def _up(port: int) -> None:
    client = Client(port)
    while (await client.ask("ASK {}", JSON))[0] != 200:
        await asyncio.sleep(0.2)
    client.close()


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [below for child in task.read_text().split() for below in _tree(int(child))]
    return found


def _worked(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")  # its own, and its children's that have ended


def _share(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(rollup.partition("\nPss:")[2].split()[0])
    except (OSError, IndexError, ValueError):
        return 0


def side_by_side(graph: Path, port: int, seconds: float) -> None:
    queries = (
        ("one row", ONE, JSON),
        ("page of trials", PAGE, JSON),
        ("excludes-prior-therapy", named("excludes-prior-therapy").text, JSON),
        ("CONSTRUCT", CONSTRUCT, TURTLE),
        ("every triple", LARGE, JSON),
    )
    print("| query | answer | server | a second | p50 ms | p95 ms | p99 ms | processor ms |\n" + "| --- " * 8 + "|")
    with ours(graph, port) as one, theirs(graph, port + 1) as other:
        for name, query, accept in queries:
            for server in (one, other):
                run = measured(server, query, accept, seconds)
                print(f"| {name} | {run.size / 1000:,.1f} kB | {server.name} | {run.table()}", flush=True)
        print(f"memory afterwards: {one.name} {one.megabytes():,.0f} MB, {other.name} {other.megabytes():,.0f} MB", flush=True)


def under_load(graph: Path, port: int, seconds: float) -> None:
    for start, name in ((ours, "cartkg"), (theirs, "rdflib-endpoint")):
        for runaways in (0, 10):
            with start(graph, port + 2) as server:
                before = server.megabytes()
                short, long, peak = asyncio.run(storm(server, seconds, runaways))
                after = server.megabytes()
                print(f"{name}, 190 clients and {runaways} runaways")
                print(f"  the 190: {short.line()}")
                print(f"  the runaways: {dict(long.others)}, {len(long.times)} answered")
                print(f"  memory {before:,.0f} MB before, {peak:,.0f} at most, {after:,.0f} after", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--port", type=int, default=8640)
    asked = parser.parse_args()
    side_by_side(asked.graph, asked.port, asked.seconds)
    under_load(asked.graph, asked.port, 3 * asked.seconds)


if __name__ == "__main__":
    main()
