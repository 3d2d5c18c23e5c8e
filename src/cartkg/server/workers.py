"""Who runs a query, and how it is stopped: a few worker processes over the store, killed when a query outlasts its bound.

pyoxigraph has no time-out, and a Python thread cannot be ended; a process can. A worker that is killed is replaced at once.
Memory is bounded by the operating system's address-space limit in each worker, so a query that outgrows it ends its worker,
not the server.
"""

import multiprocessing
import queue
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyoxigraph

from cartkg.namespaces import PREFIXES
from cartkg.server.negotiation import BOOLEANS, SOLUTIONS, TRIPLES, choose
from cartkg.server.protocol import Fault, Request

CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a query may take (`seconds`), what a worker may hold (`memory`, bytes), how long a reply may be (`answer`),
    how long a request waits for a free worker (`wait`, seconds)."""

    seconds: float = 20.0
    memory: int = 4 * 1024**3
    answer: int = 256 * 1024**2
    wait: float = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The beginning of a reply: its media type, and its bytes as they come."""

    media_type: str
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class State:
    """How many workers idle, run a query, live at all; how many requests wait for one."""

    free: int
    busy: int
    alive: int
    waiting: int


class _Worker:
    """One process with its pipe."""

    def __init__(self, store: Path, bounds: Bounds) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(str(store), bounds, theirs), daemon=True)
        self.process.start()
        theirs.close()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Workers:
    """A bounded set of workers. `run` waits for a free one; `close` ends them all."""

    def __init__(self, store: Path, count: int = 2, bounds: Bounds | None = None) -> None:
        self.store, self.count, self.bounds = store, count, bounds or Bounds()
        self.restarts = 0
        self._free: queue.Queue[_Worker] = queue.Queue()
        for _ in range(count):
            self._free.put(_Worker(store, self.bounds))

    def run(self, request: Request, accept: str | None) -> Answer:
        """Runs a query. Raises Fault: 503 when every worker stays busy, 504 on time-out, 400 and 406 from the worker."""
        worker = self._take()
        chunks = self._replies(worker, request, accept)
        media_type = next(chunks).decode()
        return Answer(media_type, chunks)

    def state(self) -> State:
        """What the workers do at this moment."""
        free = self._free.qsize()
        return State(free, self.count - free, self.count, 0)

    def close(self) -> None:
        """Ends every idle worker; busy ones end with the server, being daemons."""
        while not self._free.empty():
            self._free.get().end()

    def _take(self) -> _Worker:
        try:
            return self._free.get(timeout=self.bounds.wait)
        except queue.Empty:
            raise Fault(503, "every worker is busy", "try again in a moment", {"Retry-After": "2"}) from None

    def _replies(self, worker: _Worker, request: Request, accept: str | None) -> Iterator[bytes]:
        """The media type, then the chunks; the worker goes back when it has said its last, else it is replaced."""
        finished = False
        try:
            worker.pipe.send((request, accept))
            deadline = time.monotonic() + self.bounds.seconds
            while True:
                kind, payload = self._receive(worker, deadline)
                if kind == "end":
                    finished = True
                    return
                if kind == "fault":
                    finished = True
                    raise Fault(*payload)
                yield payload
        finally:
            if not finished:
                worker.end()
                worker = _Worker(self.store, self.bounds)
                self.restarts += 1
            self._free.put(worker)

    def _receive(self, worker: _Worker, deadline: float) -> tuple[str, bytes]:
        if not worker.pipe.poll(max(0.0, deadline - time.monotonic())):
            limit = f"{self.bounds.seconds:g} s"
            raise Fault(504, f"the query took longer than {limit} and was stopped", "make it more selective, or add LIMIT")
        try:
            reply: tuple[str, bytes] = worker.pipe.recv()
        except EOFError:
            raise Fault(507, "the query needed more memory than it may and was stopped", "ask for less at a time") from None
        return reply


# --- inside the worker process ---------------------------------------------------------------------------------------


def _serve(path: str, bounds: Bounds, pipe: Connection) -> None:
    """Answers requests from the pipe until it closes."""
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    store = pyoxigraph.Store.read_only(path)
    while True:
        try:
            request, accept = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            _answer(store, request, accept, _Output(pipe, bounds.answer))
            pipe.send(("end", b""))
        except Fault as fault:
            pipe.send(("fault", (fault.status, fault.problem, fault.remedy)))
        except (SyntaxError, ValueError) as error:
            pipe.send(("fault", (400, str(error), "mend the query")))
        except MemoryError:
            pipe.send(("fault", (507, "the query needed more memory than it may", "ask for less at a time")))


def _answer(store: pyoxigraph.Store, request: Request, accept: str | None, output: "_Output") -> None:
    results = _run(store, request)
    forms = {pyoxigraph.QueryBoolean: BOOLEANS, pyoxigraph.QuerySolutions: SOLUTIONS}.get(type(results), TRIPLES)
    form = choose(accept, forms)
    if form is None:
        offered = ", ".join(f.media_type for f in forms)
        raise Fault(406, "no acceptable form for this kind of query", f"accept one of {offered}")
    output.begin(form.media_type)
    results.serialize(output, form.engine)  # type: ignore[arg-type]  # one method, two enumerations of forms
    output.flush()


def _run(
    store: pyoxigraph.Store, request: Request
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
    """The answer over the protocol's dataset, without one over the union of all graphs; our prefixes need not be declared."""
    if not request.default_graphs and not request.named_graphs:
        return store.query(request.query, prefixes=PREFIXES, use_default_graph_as_union=True)
    return store.query(
        request.query,
        prefixes=PREFIXES,
        default_graph=[pyoxigraph.NamedNode(iri) for iri in request.default_graphs],
        named_graphs=[pyoxigraph.NamedNode(iri) for iri in request.named_graphs],
    )


class _Output:
    """A binary file to which an answer is written; it sends chunks and stops an answer that grows beyond its bound."""

    def __init__(self, pipe: Connection, bound: int) -> None:
        self.pipe, self.bound, self.sent, self.kept = pipe, bound, 0, bytearray()
        self.media_type = ""

    def begin(self, media_type: str) -> None:
        self.media_type = media_type

    def write(self, data: bytes) -> int:
        self.kept += data
        if len(self.kept) >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self.media_type:
            self.pipe.send(("chunk", self.media_type.encode()))
            self.media_type = ""
        if self.sent + len(self.kept) > self.bound:
            raise Fault(413, f"the answer is larger than {self.bound:,} bytes", "add LIMIT, or ask for less at a time")
        if self.kept:
            self.pipe.send(("chunk", bytes(self.kept)))
            self.sent += len(self.kept)
            self.kept.clear()
