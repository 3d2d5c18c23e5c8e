"""The build that is served: a new one takes its place, a broken one does not, those that are read stay; what is kept."""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cartkg.graph.store import GraphStore
from cartkg.model.errors import StoreError
from cartkg.server import snapshots
from cartkg.server.live import KEPT, Build, Live, days
from cartkg.server.wire import Job
from cartkg.server.workers import Bounds
from serving import COUNT, descendants, made_up, put


@pytest.fixture(scope="module")
def stores() -> dict[int, GraphStore]:
    return {trials: made_up(trials) for trials in (1, 2)}


@pytest.fixture
def folder(tmp_path: Path, stores: dict[int, GraphStore], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A graph folder of one trial; the temporary folder is the test's own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    put(stores[1], tmp_path / "graph", 1)
    return tmp_path / "graph"


@pytest.fixture
def live(folder: Path) -> Iterator[Live]:
    served = Live(folder, 1, Bounds(seconds=20))
    yield served
    served.close()


def counted(build: Build) -> int:
    return int(next(iter(build.store.select(COUNT)))["n"])


def asked(build: Build) -> int:
    """The same from a worker."""

    async def answer() -> bytes:
        reply = await build.workers.answer(Job(COUNT, (), (), "text/csv"))
        found = b"".join([piece async for piece in reply.pieces()])
        reply.close()
        return found

    return int(asyncio.run(answer()).split()[1])


def copies(folder: Path) -> list[Path]:
    return sorted((folder.parent / "temporary").glob("cartkg-serve-*/[0-9]*"))


# --- a new build -------------------------------------------------------------------------------------------------------


def test_a_new_build_takes_the_place_of_the_old_one(live: Live, folder: Path, stores: dict[int, GraphStore]) -> None:
    assert not live.look()
    digest = put(stores[2], folder, 2)
    assert live.look()
    assert (live.build.summary.digest, counted(live.build), asked(live.build)) == (digest, 2, 2)
    assert live.swaps == 1
    assert not live.look()


def test_a_lease_keeps_the_old_build_until_it_ends(live: Live, folder: Path, stores: dict[int, GraphStore]) -> None:
    with live.reading() as leased:
        put(stores[2], folder, 2)
        assert live.look()
        assert live.build is leased  # in this request
        assert live.newest is not leased
        live.look()
        assert (counted(leased), asked(leased), len(copies(folder)), live.retired) == (1, 1, 2, 1)
    assert counted(live.build) == 2
    below = descendants(os.getpid())
    live.look()
    assert live.retired == 0
    assert copies(folder) == [live.build.folder]
    assert len(descendants(os.getpid())) < len(below)


def test_a_thread_of_a_request_reads_its_build(live: Live, folder: Path, stores: dict[int, GraphStore]) -> None:
    with live.reading() as leased:
        put(stores[2], folder, 2)
        live.look()
        with ThreadPoolExecutor(1) as pool:  # no context goes with it: it gets the newest, as a new request does
            assert pool.submit(lambda: live.build).result() is live.newest
        assert live.build is leased


def test_a_build_with_the_same_quads_changes_nothing(live: Live, folder: Path, stores: dict[int, GraphStore]) -> None:
    before = live.build
    put(stores[1], folder, 1)
    assert not live.look()
    assert live.build is before
    assert (counted(before), asked(before)) == (1, 1)


def test_the_instant_between_two_renames_is_no_fault(live: Live, folder: Path) -> None:
    folder.rename(folder.with_name("aside"))
    assert not live.look()
    assert live.refused is None
    assert asked(live.build) == 1


# --- a build that cannot be served -------------------------------------------------------------------------------------


def without_its_start(store: Path) -> None:
    (store / "CURRENT").unlink()


def with_a_torn_file(store: Path) -> None:
    largest = max(store.glob("*.sst"), key=lambda file: file.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:1000])


def without_a_file(store: Path) -> None:
    max(store.glob("*.sst"), key=lambda file: file.stat().st_size).unlink()


def of_another_graph(store: Path) -> None:
    put(made_up(3), store.with_name("other"), 3)
    shutil.rmtree(store)
    (store.parent / "other" / "store").rename(store)
    shutil.rmtree(store.parent / "other")


@pytest.mark.parametrize("spoil", [without_its_start, with_a_torn_file, without_a_file, of_another_graph])
def test_a_broken_build_is_refused_and_the_old_one_goes_on(
    live: Live, folder: Path, stores: dict[int, GraphStore], spoil: Callable[[Path], None]
) -> None:
    put(stores[2], folder, 2)
    spoil(folder / "store")
    assert not live.look()
    assert live.refused is not None
    assert str(folder) in live.refused.what
    assert (counted(live.build), asked(live.build)) == (1, 1)
    assert len(copies(folder)) == 1
    live.look()
    assert live.refusals == 1  # told once, not every two seconds
    put(stores[2], folder, 2)
    assert live.look()
    assert live.refused is None
    assert counted(live.build) == 2


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"counts": {}, "versions": {}}'])
def test_a_broken_manifest_is_refused(live: Live, folder: Path, manifest: str) -> None:
    (folder / "manifest.json").write_text(manifest)
    assert not live.look()
    assert live.refusals == 1
    assert asked(live.build) == 1


def test_a_refused_build_is_tried_again_when_told(live: Live, folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")
    live.look()
    live.look(again=True)
    assert live.refusals == 2


def test_a_folder_replaced_while_it_is_taken_is_looked_at_again(
    live: Live, folder: Path, stores: dict[int, GraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(stores[2], folder, 2)
    link = snapshots._link

    def replaced(source: Path, target: Path) -> None:
        link(source, target)
        monkeypatch.setattr(snapshots, "_link", link)
        put(stores[2], folder, 2)

    monkeypatch.setattr(snapshots, "_link", replaced)
    assert not live.look()
    assert live.refused is None
    assert live.look()
    assert counted(live.build) == 2


def test_a_first_build_that_does_not_open_is_an_error(folder: Path) -> None:
    without_its_start(folder / "store")
    with pytest.raises(StoreError, match="no built graph"):
        Live(folder, 1)
    assert not list((folder.parent / "temporary").iterdir())


# --- private copies ----------------------------------------------------------------------------------------------------


def test_a_copy_is_made_where_links_are_not_possible(
    folder: Path, stores: dict[int, GraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refused)
    live = Live(folder, 1)
    try:
        put(stores[2], folder, 2)
        assert (counted(live.build), asked(live.build)) == (1, 1)
    finally:
        live.close()


def test_links_take_no_room(live: Live, folder: Path) -> None:
    for file in (live.build.folder / "store").glob("*.sst"):
        assert file.samefile(folder / "store" / file.name)


def test_what_a_killed_server_left_is_removed_and_what_a_living_one_holds_is_not(live: Live, folder: Path) -> None:
    left = folder.parent / "temporary" / "cartkg-serve-left"
    left.mkdir()
    (left / "lock").touch()
    snapshots.sweep()
    assert not left.exists()
    assert copies(folder) == [live.build.folder]


def test_nothing_is_left_after_the_end(live: Live, folder: Path) -> None:
    live.close()
    live.close()
    assert not list((folder.parent / "temporary").iterdir())


# --- what is kept a build ----------------------------------------------------------------------------------------------


def test_a_value_is_made_once_a_build_and_a_failure_is_not_kept(live: Live) -> None:
    made: list[int] = []

    def make(store: GraphStore) -> int:
        made.append(len(store))
        if len(made) == 1:
            raise ValueError("made up")
        return len(store)

    with pytest.raises(ValueError, match="made up"):
        live.build.kept("size", make)
    assert {live.build.kept("size", make) for _ in range(3)} == {len(live.build.store)}
    assert len(made) == 2


def test_a_value_in_the_making_holds_up_no_other(live: Live) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: GraphStore) -> str:
        begun.set()
        assert go_on.wait(60)
        return "slow"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(live.build.kept, "slow", slow)
        assert begun.wait(60)
        assert live.build.kept("quick", lambda _: "quick") == "quick"
        assert live.build.kept("outer", lambda _: live.build.kept("inner", lambda _: "nested")) == "nested"
        again = pool.submit(live.build.kept, "slow", lambda _: "made twice")
        go_on.set()
        assert first.result() == again.result() == "slow"


def test_what_is_kept_is_bounded_and_what_is_used_stays(live: Live) -> None:
    live.build.kept("used", lambda _: "first")
    for number in range(2 * KEPT):
        live.build.kept(number, lambda _: "odd")
        live.build.kept("used", lambda _: "made again")
    assert live.build.kept("used", lambda _: "made again") == "first"
    assert live.build.kept(0, lambda _: "made again") == "made again"


def test_the_day_of_a_graph_is_the_one_of_most_records() -> None:
    record = "<http://example.org/{}> cartkg:retrieved '{}'^^xsd:date"
    told = [("a", "2026-08-22"), ("b", "2026-08-22"), ("c", "2026-07-21"), ("d", "2026-07-21"), ("e", "2026-11-22")]
    store = GraphStore.in_memory()
    assert days(store) == ("", "")
    triples = " . ".join(record.format(*one) for one in told)
    store.construct(f"CONSTRUCT {{ {triples} }} {{}}", "http://example.org/graph")
    assert days(store) == ("2026-08-22", "2026-11-22")
