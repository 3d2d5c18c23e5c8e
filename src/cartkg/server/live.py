"""The build that is served: its summary, its store, and the workers that run strangers' queries on it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from cartkg.errors import StoreError
from cartkg.server.workers import Bounds, Workers
from cartkg.store import MANIFEST, STORE, GraphStore

Value = TypeVar("Value")

NEWEST = "SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE { ?record cartkg:retrieved ?day }"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a graph folder's manifest says of the graph: its counts, a digest of its quads, the versions that built it."""

    counts: dict[str, int]
    digest: str
    versions: dict[str, str]

    @property
    def trials(self) -> int:
        return self.counts.get("trials", 0)

    @classmethod
    def of(cls, graph: Path) -> "Summary":
        """The summary of a graph folder. Raises StoreError when it holds no manifest."""
        try:
            manifest = json.loads((graph / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(graph, "no built graph here", f"build one first: cartkg build --out {graph}") from error
        return cls(dict(manifest["counts"]), str(manifest["sha256"]), dict(manifest["versions"]))


@dataclass
class Build:
    """One build of the graph while it is served. What pages make of it is kept until the next build (`kept`)."""

    summary: Summary
    store: GraphStore  # for our own, bounded queries; strangers' queries go to the workers
    workers: Workers
    day: str  # the newest day on which a record was retrieved (ISO 8601), "" where no record says one
    _kept: dict[object, Any] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, graph: Path, workers: int, bounds: Bounds | None) -> "Build":
        """The build in a graph folder. Raises StoreError when there is none."""
        summary, store = Summary.of(graph), GraphStore.open(graph)
        days = next(iter(store.select(NEWEST)), {})
        return cls(summary, store, Workers(graph / STORE, workers, bounds), days.get("last", ""))

    def kept(self, key: object, make: Callable[[GraphStore], Value]) -> Value:
        """What `make` gives for this build, made once and kept under `key`."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make(self.store)
            value: Value = self._kept[key]
        return value


class Live:
    """The build that is served now."""

    def __init__(self, graph: Path, workers: int = 2, bounds: Bounds | None = None) -> None:
        self.graph = graph
        self._build = Build.open(graph, workers, bounds)

    @property
    def build(self) -> Build:
        """The build to answer this request from; take it once a request, so that an answer comes from one build."""
        return self._build

    def close(self) -> None:
        """Ends the workers."""
        self._build.workers.close()
