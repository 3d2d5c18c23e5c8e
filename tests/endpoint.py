"""What tests of /sparql share: a graph folder of a few quads, and the application served by uvicorn on a free port."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import sleep

import httpx
import pyoxigraph as ox
import uvicorn

from cartkg.graph.store import GraphStore
from cartkg.server.app import application
from cartkg.server.workers import Bounds
from serving import put

EX = "http://example.org/"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def folder(out: Path, quads: str) -> Path:
    """A graph folder with the quads of a TriG text."""
    store = GraphStore.in_memory()
    store.engine.load(quads.encode(), ox.RdfFormat.TRIG)
    put(store, out, 0)
    return out


def names(count: int) -> str:
    """TriG: so many things with a name, in one graph."""
    lines = "\n".join(f'<{EX}t{number}> <{EX}name> "thing {number}" .' for number in range(count))
    return f"<{EX}g> {{ {lines} }}"


@dataclass
class Endpoint:
    """A running endpoint, by its address (…/sparql)."""

    address: str

    def ask(self, query: str, accept: str = "*/*", **more: object) -> httpx.Response:
        """The answer to a query by GET."""
        return self.request("GET", params={"query": query}, headers={"Accept": accept}, **more)

    def request(self, method: str, **more: object) -> httpx.Response:
        return httpx.request(method, self.address, timeout=60, **more)  # type: ignore[arg-type]

    def raw(self, request: bytes) -> bytes:
        """What comes back at first for these bytes."""
        host, port = httpx.URL(self.address).host, httpx.URL(self.address).port
        with socket.create_connection((host, port or 80), timeout=60) as connection:
            connection.sendall(request)
            return connection.recv(65536)


@contextmanager
def endpoint(graph: Path, workers: int = 2, bounds: Bounds | None = None) -> Iterator[Endpoint]:
    """The application over a graph folder, while the block runs."""
    config = uvicorn.Config(application(graph, workers, bounds), host="127.0.0.1", port=0, log_level="critical")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Endpoint(f"http://127.0.0.1:{port}/sparql")
    finally:
        server.should_exit = True
        thread.join(30)
