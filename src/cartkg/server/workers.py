"""Who runs strangers' queries, and how each is stopped: a few processes over the store, killed when a query outgrows a bound.

pyoxigraph has no time-out, and a Python thread cannot be ended; a process can. A spare one is ready, so that one that was
killed is replaced without a wait.

Runaway queries must not keep short ones out. A query that has run longer than `patience` leaves its place to others: it goes on
in one of a few places for long queries, with a low priority. Where these are full it stays until a short query needs its place,
and is then ended with 503. A query that was long the last time waits for a place for long ones from the start.

Nothing here belongs to one event loop, and nothing blocks one.
"""

import asyncio
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import RLock

from cartkg.server import wire
from cartkg.server.process import Worker
from cartkg.server.protocol import Fault
from cartkg.server.reply import DRAIN, Kept, Reply, stopped

SPARE = 1
TICK = 0.02  # seconds between two looks at a process
REMEMBERED = 1_000  # queries that are known to be long
CLOSED = "this build of the graph is closed"
START = 30.0  # seconds in which a new process must have opened the store


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a query may take. Sizes are in bytes, times in seconds."""

    seconds: float = 20.0  # from its start to its last byte
    memory: int = 2 * 1024**3  # address space of its process
    answer: int = 256 * 1024**2  # before compression
    wait: float = 10.0  # until its turn comes
    queue: int = 256  # requests that may wait at once
    patience: float = 0.2  # of processor time, after which a query counts as long
    long: int = 2  # long queries that may run beside the short ones
    kept: int = 2 * 1024**3  # of all answers that are being sent, together


@dataclass(frozen=True, slots=True)
class State:
    """How many workers idle, run a query, live at all; how many requests wait for one."""

    free: int
    busy: int
    alive: int
    waiting: int


@dataclass(eq=False)
class _Run:
    """A query that a worker runs."""

    worker: Worker
    digest: bytes
    polite: bool  # it runs in a place for long ones
    timer: asyncio.TimerHandle | None = None
    worked: float = 0.0  # what its process had worked when it began
    overdue: bool = False  # it has outlasted patience and holds a place for short queries
    verdict: Fault | None = None  # why it was ended, when it was


@dataclass(eq=False)
class _Turn:
    """A request that waits for its run."""

    digest: bytes
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    run: "asyncio.Future[_Run]" = field(init=False)

    def __post_init__(self) -> None:
        self.run = self.loop.create_future()


class Workers:
    """The workers over one store. `answer` runs a query; `close` ends them all, those that are busy too."""

    def __init__(self, store: Path, count: int = 2, bounds: Bounds | None = None) -> None:
        self.store, self.count, self.bounds = store, count, bounds or Bounds()
        self.restarts = 0  # workers that were replaced
        self.closed = False
        self._kept = Kept(self.bounds.kept)
        self._lock = RLock()
        self._idle: deque[Worker] = deque()
        self._dying: list[Worker] = []
        self._runs: dict[_Run, None] = {}
        self._turns: dict[bool, deque[_Turn]] = {False: deque(), True: deque()}  # for places for long queries: True
        self._long: OrderedDict[bytes, None] = OrderedDict()  # digests of queries that were long the last time
        with self._lock:
            self._settle()

    def state(self) -> State:
        """What the workers do at this moment."""
        with self._lock:
            free, busy = len(self._idle), len(self._runs)
            return State(free, busy, free + busy, self._waiting())

    def processes(self) -> list[int]:
        """The workers' process ids."""
        with self._lock:
            return [worker.process.pid for worker in (*self._idle, *(run.worker for run in self._runs))]

    def prove(self) -> None:
        """Runs a query that every store answers. Raises Fault when the workers do not; not for use inside an event loop."""
        asyncio.run(self._proof())

    async def _proof(self) -> None:
        reply = await self.answer(wire.Job("ASK {}", (), (), "application/sparql-results+json"))
        try:
            await reply.settled(float("inf"))
        finally:
            reply.close()

    def close(self) -> None:
        """Ends every worker and waits for its end; a second call does nothing."""
        with self._lock:
            self.closed = True
            ending = [*self._idle, *self._dying, *(run.worker for run in self._runs)]
            for worker in self._idle:
                worker.kill()
            for run in self._runs:
                self._stop(run, _busy(CLOSED))
            for turn in (*self._turns[False], *self._turns[True]):
                turn.loop.call_soon_threadsafe(turn.run.cancel)
            self._idle.clear()
            self._dying.clear()
            self._turns[False].clear()
            self._turns[True].clear()
        for worker in ending:
            worker.wait(5.0)

    # --- a query --------------------------------------------------------------------------------------------------------

    async def answer(self, job: wire.Job) -> Reply:
        """The answer to a query, which comes while it is read. Raises Fault 503 when its turn does not come."""
        run = await self._turn(sha256(job.query.encode()).digest())
        reply = Reply(self._kept)
        reply.task = asyncio.create_task(self._collect(run, job, reply))
        return reply

    async def _collect(self, run: _Run, job: wire.Job, reply: Reply) -> None:
        """Puts a worker's frames into the reply. The worker goes back when it has said its last, else it is replaced."""
        fault: Exception | None = EOFError()
        finished = False
        try:
            async with asyncio.timeout(START) as reply.clock:
                await run.worker.ready()
                self._begin(run, reply)
                async for kind, payload in run.worker.frames(job):
                    fault = self._take(kind, payload, reply)
            finished = True
        except TimeoutError:
            fault = stopped(self.bounds.seconds)
            if not reply.abandoned:
                self._remember(run.digest)
        except EOFError:
            fault = run.verdict or run.worker.verdict() or RuntimeError("a worker process ended")
        except Fault as refused:
            fault = refused
        finally:
            self._release(run, finished)
            reply.end(fault)

    def _begin(self, run: _Run, reply: Reply) -> None:
        """Starts the query's clocks: its bound, and patience."""
        loop = asyncio.get_running_loop()
        if reply.clock:
            reply.clock.reschedule(loop.time() + (DRAIN if reply.abandoned else self.bounds.seconds))
        run.worked = run.worker.worked()
        run.timer = loop.call_later(self.bounds.patience, self._lose_patience, run)

    def _take(self, kind: bytes, payload: bytes, reply: Reply) -> Exception | None:
        """Puts one frame into the reply; gives the fault that it tells of."""
        if kind == wire.BEGUN:
            reply.begin(payload.decode())
        elif kind == wire.CHUNK:
            reply.add(payload)
        elif kind == wire.FAULT:
            return wire.unpacked(payload)
        elif kind == wire.BROKEN:
            return RuntimeError(payload.decode())
        return None

    # --- turns: everything below holds the lock -------------------------------------------------------------------------

    async def _turn(self, digest: bytes) -> _Run:
        """A worker for a query, when its turn comes. Raises Fault 503 when it does not within its bound."""
        turn = _Turn(digest)
        with self._lock:
            if self.closed or self._waiting() >= self.bounds.queue:
                raise _busy(CLOSED if self.closed else "too many requests wait")
            self._turns[digest in self._long].append(turn)
            self._settle()
        try:
            async with asyncio.timeout(self.bounds.wait):
                return await turn.run
        except TimeoutError:
            self._leave(turn)
            raise _busy(f"its turn did not come within {self.bounds.wait:g} s") from None
        except asyncio.CancelledError:
            self._leave(turn)
            if self.closed:
                raise _busy(CLOSED) from None
            raise

    def _leave(self, turn: _Turn) -> None:
        """Takes a request out of the queue that waits no more, and back the worker that it was given in that instant."""
        with self._lock:
            for turns in self._turns.values():
                with suppress(ValueError):
                    turns.remove(turn)
        if turn.run.done() and not turn.run.cancelled():
            self._release(turn.run.result(), True)

    def _hand(self, turn: _Turn, run: _Run) -> None:
        """Gives a run to its request, or takes the worker back when the request has left meanwhile."""
        if turn.run.done():
            self._release(run, True)
        else:
            turn.run.set_result(run)

    def _lose_patience(self, run: _Run) -> None:
        """Marks a query as long when it has worked for so long; on a busy machine that takes more time than has passed."""
        left = self.bounds.patience - (run.worker.worked() - run.worked)
        if left > 0:
            run.timer = asyncio.get_running_loop().call_later(max(left, TICK), self._lose_patience, run)
            return
        with self._lock:
            self._remember(run.digest)
            run.overdue = run in self._runs and not run.polite
            self._settle()

    def _remember(self, digest: bytes) -> None:
        with self._lock:
            self._long[digest] = None
            if len(self._long) > REMEMBERED:
                self._long.popitem(last=False)

    def _release(self, run: _Run, finished: bool) -> None:
        """A query has ended. Its worker is used again, unless it was interrupted or has a low priority now."""
        with self._lock:
            if run.timer:
                run.timer.cancel()
                if finished and run.digest in self._long and run.worker.worked() - run.worked < self.bounds.patience:
                    self._long.pop(run.digest, None)
            self._runs.pop(run, None)
            if finished and not run.polite and not self.closed:
                self._idle.append(run.worker)
            else:
                self._end(run.worker)
                self.restarts += not finished
            self._settle()

    def _end(self, worker: Worker) -> None:
        worker.kill()
        self._dying = [*(one for one in self._dying if not one.wait(0)), worker]

    def _settle(self) -> None:
        """What follows from any change: long queries make room, waiting requests get workers, new processes start."""
        if self.closed:
            return
        self._promote()
        self._fill()
        self._serve()
        self._evict()
        self._fill()

    def _free(self, long: bool) -> int:
        """How many places for long queries, or for short ones, are free."""
        taken = sum(run.polite is long for run in self._runs)
        return (self.bounds.long if long else self.count) - taken

    def _promote(self) -> None:
        """Moves queries that outlasted patience to places for long ones, while there are some."""
        for run in [run for run in self._runs if run.overdue][: self._free(long=True)]:
            run.overdue, run.polite = False, True
            run.worker.be_polite()

    def _fill(self) -> None:
        """Starts processes so that each free place for short queries has one, and one is spare; ends those beyond."""
        wanted = max(0, self._free(long=False)) + SPARE
        while len(self._idle) < wanted:
            self._idle.appendleft(Worker(self.store, self.bounds.memory, self.bounds.answer, self.bounds.seconds))
        while len(self._idle) > wanted:
            self._end(self._idle.popleft())

    def _waiting(self) -> int:
        return sum(len(turns) for turns in self._turns.values())

    def _serve(self) -> None:
        """Gives workers to waiting requests, each kind in the order of coming."""
        for long, turns in self._turns.items():
            for _ in range(self._free(long)):
                if turns and self._idle:
                    self._start(turns.popleft(), long)

    def _start(self, turn: _Turn, long: bool) -> None:
        run = _Run(self._idle.pop(), turn.digest, long)
        self._runs[run] = None
        if long:
            run.worker.be_polite()
        turn.loop.call_soon_threadsafe(self._hand, turn, run)

    def _evict(self) -> None:
        """Ends a query that outlasted patience, the oldest first, for each short one that waits."""
        waiting = len(self._turns[False])
        ending = sum(run.verdict is not None for run in self._runs)
        overdue = [run for run in self._runs if run.overdue and not run.verdict]
        for run in overdue[: max(0, waiting - ending)]:
            self._stop(run, _busy(f"others wait, and this query has run longer than {self.bounds.patience:g} s"))

    def _stop(self, run: _Run, verdict: Fault) -> None:
        """Ends a query. Who reads its answer sees the end of the process, and replaces it."""
        run.verdict = verdict
        run.worker.process.kill()


def _busy(why: str) -> Fault:
    return Fault(503, f"the server is busy: {why}", "try again in a moment", {"Retry-After": "5"})
