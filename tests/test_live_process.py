"""`cartkg serve` as a process: builds swapped under load, its end by each signal, what a killed one leaves."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import httpx
import pytest

from cartkg.graph.store import GraphStore
from serving import Served, made_up, put, serving

BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000"


@pytest.fixture(scope="module")
def stores() -> dict[int, GraphStore]:
    return {trials: made_up(trials) for trials in (1, 2)}


def until(happened: Callable[[], bool]) -> None:
    """Waits for something that must come; pytest's own end is the bound."""
    for _ in range(3600):
        if happened():
            return
        sleep(0.05)
    raise AssertionError("it did not come within three minutes")


@contextmanager
def asking(server: Served, clients: int) -> Iterator[list[tuple[str, int]]]:
    """Clients that ask without a pause while the block runs: the builds and numbers of trials that they were told."""
    stop = threading.Event()
    told: list[tuple[str, int]] = []

    def ask() -> None:
        while not stop.is_set():
            told.append(server.count())
            page = server.get("/")
            assert page.status_code == 200
            assert page.headers["cartkg-build"][:10] in page.text

    with ThreadPoolExecutor(clients) as pool:
        askers = [pool.submit(ask) for _ in range(clients)]
        try:
            yield told
        finally:
            stop.set()
        for asker in askers:
            asker.result()


def test_no_request_fails_while_a_new_build_is_swapped_in(tmp_path: Path, stores: dict[int, GraphStore]) -> None:
    folder = tmp_path / "graph"
    digests = {put(stores[1], folder, 1)[:12]: 1}
    with serving(folder, tmp_path / "temporary", "--seconds", "300") as server:
        big = {"url": server.address + "/sparql", "params": {"query": BIG}, "timeout": 120}
        with httpx.stream("GET", **big, headers={"Accept-Encoding": "identity"}) as long:  # type: ignore[arg-type]
            assert long.status_code == 200
            with asking(server, 3) as told:
                until(lambda: len(told) > 5)
                before = set(server.children())
                digests[put(stores[2], folder, 2)[:12]] = 2
                until(lambda: told[-1][1] == 2)
                assert server.get("/health").json()["retired_builds"] == 1  # the long answer still reads the old one
                body = b"".join(long.iter_bytes())
        assert long.headers["cartkg-build"] == next(iter(digests))
        assert body.count(b'"a"') == 50_000 + 1  # each row, and the column's name in the head
        assert {answer for _, answer in told} == {1, 2}
        assert all(digests[build] == answer for build, answer in told)
        until(lambda: not before & set(server.children()))
        until(lambda: len(server.snapshots()) == 1)
        assert [line for line in server.lines() if line["level"] == "error"] == []


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_the_server_is_told_to_end(
    tmp_path: Path, stores: dict[int, GraphStore], by: signal.Signals
) -> None:
    put(stores[1], tmp_path / "graph", 1)
    with serving(tmp_path / "graph", tmp_path / "temporary") as server:
        assert server.count()[1] == 1
        below = server.children()
        assert below
        server.end(by)
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
        assert [file.name for file in server.temporary.iterdir()] == ["log"]


def test_a_killed_server_leaves_no_process_and_its_files_go_with_the_next_start(
    tmp_path: Path, stores: dict[int, GraphStore]
) -> None:
    put(stores[1], tmp_path / "graph", 1)
    with serving(tmp_path / "graph", tmp_path / "temporary") as server:
        server.count()
        below = server.children()
        server.end(signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
        assert len(server.snapshots()) == 1
    with serving(tmp_path / "graph", tmp_path / "temporary") as server:
        assert len(server.snapshots()) == 1
        server.end()


def test_a_hang_up_makes_it_look_at_once_and_a_refusal_is_logged(tmp_path: Path, stores: dict[int, GraphStore]) -> None:
    put(stores[1], tmp_path / "graph", 1)
    with serving(tmp_path / "graph", tmp_path / "temporary") as server:
        assert server.get("/health").json()["status"] == "ok"
        (tmp_path / "graph" / "manifest.json").write_text("{}")
        for _ in range(2):
            server.process.send_signal(signal.SIGHUP)
            sleep(0.5)
        until(lambda: any(line["event"] == "new build refused" for line in server.lines()))
        health = server.get("/health")
        assert (health.status_code, health.json()["status"]) == (200, "degraded")
        assert "no built graph" in health.json()["last_refusal"]["problem"]
        assert server.count()[1] == 1
        assert "cartkg_swap_refusals_total" in server.get("/metrics").text
