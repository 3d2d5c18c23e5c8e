"""The build that is served now, its successor, and the builds that are still being read.

A request holds a lease on the build that was served when it began (`Live.reading`), from its first line to the last byte of its
answer. A new build takes the place of the old one for requests that come later; the old one is closed when its last lease ends.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

from cartkg.graph.store import MANIFEST, STORE, GraphStore
from cartkg.model.errors import StoreError
from cartkg.server.protocol import Fault
from cartkg.server.snapshots import Mark, Moved, Snapshots, mark
from cartkg.server.workers import Bounds, Workers

Value = TypeVar("Value")

DAYS = "SELECT ?day (COUNT(?record) AS ?records) WHERE { ?record cartkg:retrieved ?day } GROUP BY ?day"
KEPT = 512  # values kept a build; those longest unused go first, so that odd requests do not fill the memory


@dataclass(frozen=True, slots=True)
class Summary:
    """What a graph folder's manifest says of the graph: its counts, a digest of its quads, the versions that built it."""

    counts: dict[str, int]
    digest: str
    versions: dict[str, str]

    @property
    def trials(self) -> int:
        return self.counts.get("trials", 0)

    @property
    def short(self) -> str:
        """The digest's first twelve digits, by which headers, logs and metrics name the build."""
        return self.digest[:12]

    @classmethod
    def of(cls, graph: Path) -> "Summary":
        """The summary of a graph folder. Raises StoreError when it holds no manifest."""
        try:
            manifest = json.loads((graph / MANIFEST).read_text(encoding="utf-8"))
            return cls(dict(manifest["counts"]), str(manifest["sha256"]), dict(manifest["versions"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(graph, "no built graph here", f"build one first: cartkg build --out {graph}") from error


class _Slot:
    """One kept value: made by the first who asks, while the others who ask for it (and only they) wait."""

    def __init__(self) -> None:
        self.lock, self.made, self.value = RLock(), False, None

    def get(self, make: Callable[[GraphStore], Any], store: GraphStore) -> Any:
        with self.lock:
            if not self.made:
                self.value, self.made = make(store), True
            return self.value


@dataclass
class Build:
    """One build of the graph while it is served. What pages make of it is kept until the next build (`kept`)."""

    summary: Summary
    store: GraphStore  # for our own, bounded queries; strangers' queries go to the workers
    workers: Workers
    day: str  # the day (ISO 8601) on which most records were retrieved, the newest of several; "" where no record says one
    newest: str  # the newest day on which a record was retrieved
    folder: Path = Path()  # the private copy that it is read from
    readers: int = 0  # requests that are being answered from it; counted by Live
    _kept: OrderedDict[object, _Slot] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, graph: Path, workers: int, bounds: Bounds | None) -> "Build":
        """The build in a graph folder that nobody changes. Raises StoreError when there is none, or not the whole."""
        summary, store = Summary.of(graph), GraphStore.open(graph)
        try:
            _check(graph, summary, store)
            day, newest = days(store)
        except (OSError, RuntimeError) as error:
            raise StoreError(graph, f"the graph does not read: {error}", "copy it whole, or build it again") from error
        return cls(summary, store, Workers(graph / STORE, workers, bounds), day, newest, graph)

    def kept(self, key: object, make: Callable[[GraphStore], Value]) -> Value:
        """What `make` gives for this build, made once and kept under `key`. A failure is not kept."""
        with self._lock:
            slot = self._kept.setdefault(key, _Slot())
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        value: Value = slot.get(make, self.store)
        return value


def days(store: GraphStore) -> tuple[str, str]:
    """The day on which most of a graph's records were retrieved (the newest of several), and the newest day; "" without any."""
    counts = {row["day"][:10]: int(row["records"]) for row in store.select(DAYS) if row["day"]}
    most = max(counts, key=lambda day: (counts[day], day), default="")
    return most, max(counts, default="")


def _check(graph: Path, summary: Summary, store: GraphStore) -> None:
    """That the store holds as many triples as the manifest says: a folder that is being copied in place does not yet."""
    found = len(store)
    promised = summary.counts.get("triples", found)
    if promised != found:
        raise StoreError(graph, f"holds {found:,} of {promised:,} triples", "copy it whole, or build it again")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the served build: when (UTC), and what."""

    at: datetime
    what: str

    @classmethod
    def now(cls, what: str) -> "Event":
        return cls(datetime.now(UTC), what)


_read: ContextVar[Build | None] = ContextVar("the build that this request reads", default=None)


class Live:
    """The build that is served now. `look` swaps in a new one; `close` ends all."""

    def __init__(self, graph: Path, workers: int = 2, bounds: Bounds | None = None) -> None:
        self.graph, self.count, self.bounds = graph, workers, bounds
        self.started = datetime.now(UTC)
        self.swaps = self.refusals = self.restarts = 0  # restarts: of workers of builds that are closed by now
        self.swapped: Event | None = None
        self.refused: Event | None = None  # None again after the next swap
        self.closed = False
        self._lock, self._looking = Lock(), Lock()
        self._snapshots = Snapshots()
        self._retired: list[Build] = []
        self._seen: Mark | None = None
        self._build = self._first()

    @property
    def build(self) -> Build:
        """The build to answer from: inside a request always the one with which it began, so that an answer is of one build."""
        return _read.get() or self._build

    @property
    def newest(self) -> Build:
        """The build that new requests get."""
        return self._build

    @property
    def retired(self) -> int:
        """How many older builds are still being read."""
        return len(self._retired)

    @contextmanager
    def reading(self, build: Build | None = None) -> Iterator[Build]:
        """A lease: within it `build` is one and the same build (by default the newest), and that one stays open."""
        with self._lock:
            leased = build or self._build
            leased.readers += 1
        token = _read.set(leased)
        try:
            yield leased
        finally:
            _read.reset(token)
            with self._lock:
                leased.readers -= 1

    def look(self, again: bool = False, ready: Callable[[Build], None] | None = None) -> bool:
        """Swaps in the build that stands at the graph's place if it is another one; says whether it did.

        A build that does not open is refused (logged in `refused`) and not tried again until its files change, or `again`.
        `ready` is called with the new build before requests get it. Older builds without readers are closed.
        """
        with self._looking:
            self._reap()
            seen = mark(self.graph)
            if self.closed or seen is None or (seen == self._seen and not again):
                return False
            self._seen = seen
            return self._tried(ready)

    def _tried(self, ready: Callable[[Build], None] | None) -> bool:
        try:
            if Summary.of(self.graph).digest == self._build.summary.digest:
                self.refused = None
                return False
            build = self._proven(self._open())
        except Moved:
            self._seen = None
            return False
        except StoreError as error:
            self.refusals, self.refused = self.refusals + 1, Event.now(str(error))
            return False
        if ready:
            ready(build)
        self._swap(build)
        return True

    def _proven(self, build: Build) -> Build:
        """A build whose workers have answered a question. Raises StoreError, and closes it, when they do not."""
        try:
            build.workers.prove()
        except Fault as fault:
            self._end(build)
            raise StoreError(self.graph, f"its workers do not answer: {fault.problem}", "see the memory bound") from fault
        return build

    def _swap(self, build: Build) -> None:
        with self._lock:
            self._retired.append(self._build)
            self._build = build
        self.swaps, self.swapped, self.refused = self.swaps + 1, Event.now(build.summary.short), None

    def _first(self) -> Build:
        self._seen = mark(self.graph)
        try:
            return self._open()
        except StoreError:
            self._snapshots.close()
            raise

    def _open(self) -> Build:
        folder = self._snapshots.take(self.graph)
        try:
            return Build.open(folder, self.count, self.bounds)
        except StoreError as error:
            self._snapshots.drop(folder)
            problem, remedy = (text.replace(str(folder), str(self.graph)) for text in (error.problem, error.remedy))
            raise StoreError(self.graph, problem, remedy) from error

    def _reap(self) -> None:
        """Closes the older builds that nobody reads any more."""
        with self._lock:
            ended = [build for build in self._retired if not build.readers]
            self._retired = [build for build in self._retired if build.readers]
        for build in ended:
            self._end(build)

    def _end(self, build: Build) -> None:
        build.workers.close()
        self.restarts += getattr(build.workers, "restarts", 0)
        self._snapshots.drop(build.folder)

    def close(self) -> None:
        """Ends every build with its workers and removes the server's own files; a second call does nothing."""
        with self._looking:
            if self.closed:
                return
            self.closed = True
            for build in (*self._retired, self._build):
                self._end(build)
            self._snapshots.close()
