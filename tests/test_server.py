"""The workers: what bounds a query, and that a runaway query is ended while others are served."""

import asyncio
import csv
import gzip
import io
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cartkg.graph.store import STORE
from cartkg.server import worker
from cartkg.server.process import Worker
from cartkg.server.protocol import Fault
from cartkg.server.reply import Kept, Reply
from cartkg.server.wire import Job
from cartkg.server.workers import Bounds, Workers
from endpoint import EX, RUNAWAY, folder, names

CSV = "text/csv"
JSON = "application/sparql-results+json"
EVERYTHING = "SELECT * { ?s ?p ?o }"
PAIRS = "SELECT * { ?s ?p ?o . ?a ?b ?c }"  # 160,000 rows


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("served") / "graph", names(400)) / STORE


def job(query: str, media_type: str = CSV, **more: Any) -> Job:
    return Job(query, more.pop("default_graphs", ()), more.pop("named_graphs", ()), media_type, **more)


async def ask(workers: Workers, query: str, media_type: str = CSV, **more: Any) -> bytes:
    reply = await workers.answer(job(query, media_type, **more))
    try:
        await reply.settled(float("inf"))
        return b"".join([piece async for piece in reply.pieces()])
    finally:
        reply.close()


async def status(asked: Awaitable[bytes]) -> int:
    """200, or the status of the fault."""
    try:
        await asked
    except Fault as fault:
        return fault.status
    return 200


@asynccontextmanager
async def crew(store: Path, count: int = 1, **bounds: Any) -> AsyncIterator[Workers]:
    workers = Workers(store, count, Bounds(**bounds))
    try:
        yield workers
    finally:
        workers.close()


async def until(true: Callable[[], object]) -> None:
    """Waits for what must come, on a busy machine too."""
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.01)


def running(test: Callable[[Path], Coroutine[Any, Any, None]]) -> Callable[[Path], None]:
    """A test that is a coroutine."""

    def run(store: Path) -> None:
        asyncio.run(test(store))

    run.__doc__ = test.__doc__
    return run


@running
async def test_solutions_in_csv(store: Path) -> None:
    async with crew(store) as workers:
        body = await ask(workers, f"SELECT ?n {{ <{EX}t7> ?p ?n }}")
        assert list(csv.reader(io.StringIO(body.decode()))) == [["n"], ["thing 7"]]


@running
async def test_the_default_graph_is_the_union_unless_graphs_are_named(store: Path) -> None:
    """By the request, or by the query; the request wins (SPARQL 1.1 Protocol, 2.1.4)."""
    count = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
    async with crew(store) as workers:
        assert (await ask(workers, count % "")).split() == [b"n", b"400"]
        assert (await ask(workers, count % "", default_graphs=(EX + "other",))).split() == [b"n", b"0"]
        assert (await ask(workers, count % "", default_graphs=(EX + "g",))).split() == [b"n", b"400"]
        assert (await ask(workers, count % "", named_graphs=(EX + "g",))).split() == [b"n", b"0"]
        assert (await ask(workers, count % f"FROM <{EX}g>")).split() == [b"n", b"400"]
        assert (await ask(workers, count % f"FROM <{EX}other>")).split() == [b"n", b"0"]
        assert (await ask(workers, count % f"FROM NAMED <{EX}g>")).split() == [b"n", b"0"]
        assert (await ask(workers, count % f"FROM <{EX}other>", default_graphs=(EX + "g",))).split() == [b"n", b"400"]


@running
async def test_from_fetches_nothing(store: Path) -> None:
    """A listener counts who comes: nobody does."""
    came = []

    def welcome(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(writer)
        writer.close()

    listener = await asyncio.start_server(welcome, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/data.ttl"
    async with crew(store) as workers, listener:
        for clause in (f"FROM <{address}>", f"FROM NAMED <{address}>"):
            assert (await ask(workers, f"SELECT ?s {clause} {{ ?s ?p ?o }}")).split() == [b"s"]
        for update in (f"LOAD <{address}>", f"LOAD SILENT <{address}> INTO GRAPH <{EX}g>"):
            assert await status(ask(workers, update)) == 403
        assert await status(ask(workers, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")) == 403
        assert not came


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="network namespaces are Linux's")
def test_a_worker_has_no_network() -> None:
    """Where the kernel allows it: what leaves the network cannot reach a listener on this machine."""
    child = os.fork()
    if not child:
        try:
            if not worker.leave_the_network():
                os._exit(2)
            socket.create_connection(("127.0.0.1", 9), 1)
            os._exit(1)
        except OSError as error:
            os._exit(0 if "unreachable" in str(error).lower() else 1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 2:
        pytest.skip("this kernel does not let a process leave the network")
    assert code == 0


@running
async def test_a_runaway_query_is_ended_and_others_are_served_meanwhile(store: Path) -> None:
    async with crew(store, seconds=3) as workers:
        runaway = asyncio.create_task(status(ask(workers, RUNAWAY)))
        await until(lambda: workers.state().busy)
        assert await status(ask(workers, "ASK {}", JSON)) == 200
        assert not runaway.done()
        assert await runaway == 504
        assert workers.restarts == 1
        assert await status(ask(workers, "ASK {}", JSON)) == 200


@running
async def test_long_queries_give_way_to_short_ones(store: Path) -> None:
    """One place for short queries, one for long ones: of two runaways one goes on, one is ended when somebody waits."""
    async with crew(store, seconds=12, patience=0.1, long=1) as workers:
        runaways = [asyncio.create_task(status(ask(workers, RUNAWAY + f" LIMIT {number}"))) for number in (1, 2)]
        await until(lambda: any(run.overdue for run in workers._runs))
        assert await status(ask(workers, "ASK {}", JSON)) == 200
        ended, running = await asyncio.wait(runaways, return_when=asyncio.FIRST_COMPLETED)
        assert [await one for one in ended] == [503]
        assert len(running) == 1


@running
async def test_a_query_that_was_long_waits_for_a_place_for_long_ones(store: Path) -> None:
    async with crew(store, seconds=1, long=1) as workers:
        assert await status(ask(workers, RUNAWAY)) == 504
        assert workers._long
    async with crew(store, seconds=8, long=1, wait=3) as workers:
        workers._remember(sha256(RUNAWAY.encode()).digest())
        first = asyncio.create_task(status(ask(workers, RUNAWAY)))
        await until(lambda: workers.state().busy)
        assert await status(ask(workers, RUNAWAY)) == 503
        assert await status(ask(workers, "ASK {}", JSON)) == 200
        assert not first.done()


@running
async def test_a_query_that_was_long_once_is_short_again_when_it_ends_soon(store: Path) -> None:
    async with crew(store, long=1) as workers:
        workers._remember(sha256(EVERYTHING.encode()).digest())
        await ask(workers, EVERYTHING)
        assert not workers._long


@running
async def test_more_than_the_queue_holds_is_turned_away_at_once(store: Path) -> None:
    async with crew(store, seconds=2, long=0, queue=1, wait=0.5, patience=9) as workers:
        asked = [asyncio.create_task(status(ask(workers, RUNAWAY + f" LIMIT {number}"))) for number in (1, 2, 3)]
        assert sorted(await asyncio.gather(*asked)) == [503, 503, 504]


@running
async def test_a_refusal_for_want_of_room_says_when_to_come_back(store: Path) -> None:
    async with crew(store, queue=0) as workers:
        with pytest.raises(Fault) as caught:
            await ask(workers, "ASK {}", JSON)
        assert caught.value.status == 503
        assert int(caught.value.headers["Retry-After"]) > 0


@running
async def test_an_answer_that_outgrows_its_bound_is_stopped(store: Path) -> None:
    async with crew(store, answer=2_000) as workers:
        with pytest.raises(Fault, match="larger than 2,000 bytes") as caught:
            await ask(workers, EVERYTHING)
        assert caught.value.status == 507
        assert await status(ask(workers, "ASK {}", JSON)) == 200
        assert not workers.restarts


@running
async def test_a_query_that_outgrows_its_memory_is_stopped(store: Path) -> None:
    async with crew(store, memory=600 * 1024**2, seconds=60) as workers:
        query = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?c ?i"
        assert await status(ask(workers, query)) == 507
        assert await status(ask(workers, "ASK {}", JSON)) == 200


@running
async def test_answers_together_do_not_outgrow_their_bound(store: Path) -> None:
    async with crew(store, kept=100_000) as workers:
        with pytest.raises(Fault, match="too many large answers") as caught:
            await ask(workers, PAIRS)
        assert caught.value.status == 503
        assert len(await ask(workers, EVERYTHING)) > 10_000
        assert workers._kept.size == 0


@running
async def test_a_query_nested_too_deeply_is_its_own_fault(store: Path) -> None:
    """The engine's stack overflows and its process ends: that is not a fault of this program."""
    async with crew(store) as workers:
        for query in ("SELECT * " + "{" * 40_000 + "}" * 40_000, "SELECT (" + "!" * 90_000 + "?x AS ?y) {}"):
            assert await status(ask(workers, query)) == 400
        assert await status(ask(workers, "ASK {}", JSON)) == 200


@running
async def test_a_function_that_there_is_not_is_the_querys_fault(store: Path) -> None:
    async with crew(store) as workers:
        with pytest.raises(Fault, match="nofunction") as caught:
            await ask(workers, "SELECT (<http://example.org/nofunction>(1) AS ?x) {}")
        assert caught.value.status == 400


@running
async def test_a_fault_of_ours_is_no_fault_of_the_query(store: Path) -> None:
    """A form that no answer of this kind has: the endpoint never asks for it."""
    async with crew(store) as workers:
        with pytest.raises(RuntimeError, match="StopIteration"):
            await ask(workers, "ASK {}", CSV)
        assert await status(ask(workers, "ASK {}", JSON)) == 200


@running
async def test_an_answer_that_nobody_awaits_frees_its_worker(store: Path) -> None:
    async with crew(store, seconds=60) as workers:
        reply = await workers.answer(job(RUNAWAY))
        await until(lambda: reply.clock)
        reply.close()
        assert reply.task
        await reply.task
        assert workers.state().busy == 0
        assert await status(ask(workers, "ASK {}", JSON)) == 200


@running
async def test_a_request_that_leaves_the_queue_takes_no_worker(store: Path) -> None:
    async with crew(store, seconds=1, long=0, patience=9) as workers:
        running = asyncio.create_task(status(ask(workers, RUNAWAY)))
        waiting = asyncio.create_task(status(ask(workers, "ASK {}", JSON)))
        await until(lambda: workers.state().waiting)
        waiting.cancel()
        assert await running == 504
        assert workers.state().waiting == 0
        assert workers.state().busy == 0


@running
async def test_a_worker_outlives_no_bound_though_its_server_be_dead(store: Path) -> None:
    """Its own timer ends it: here the server's is far off."""
    async with crew(store, seconds=60) as workers:
        for process in workers._idle:
            process.kill()
        workers._idle.clear()
        workers._idle.append(worker_with(workers, seconds=1))
        assert await status(ask(workers, RUNAWAY)) == 504


def worker_with(workers: Workers, seconds: float) -> Worker:
    return Worker(workers.store, workers.bounds.memory, workers.bounds.answer, seconds - worker.GRACE)


@running
async def test_closing_ends_busy_and_spare_workers_and_who_waits(store: Path) -> None:
    async with crew(store, seconds=60, long=0, patience=90) as workers:
        asked = [asyncio.create_task(status(ask(workers, RUNAWAY))) for _ in range(2)]
        await until(lambda: workers.state().busy)
        pids = workers.processes()
        assert len(pids) == 2
        workers.close()
        assert sorted(await asyncio.gather(*asked)) == [503, 503]
        assert all(not Path(f"/proc/{pid}").exists() for pid in pids)
        assert await status(ask(workers, "ASK {}", JSON)) == 503


@running
async def test_the_head_of_an_answer_is_had_without_the_answer(store: Path) -> None:
    async with crew(store, seconds=1) as workers:
        assert await ask(workers, PAIRS, head=True) == b""
        assert await status(ask(workers, "SELECT * {", head=True)) == 400


@running
async def test_an_answer_is_compressed_but_not_a_tiny_one(store: Path) -> None:
    async with crew(store) as workers:
        reply = await workers.answer(job(EVERYTHING, gzip=True))
        packed = b"".join([piece async for piece in reply.pieces()])
        assert reply.encoding == "gzip"
        assert gzip.decompress(packed) == await ask(workers, EVERYTHING)
        tiny = await workers.answer(job("ASK {}", JSON, gzip=True))
        assert await tiny.settled(0)
        assert tiny.encoding == ""


def test_a_reply_that_grows_is_read_as_it_comes() -> None:
    async def fed() -> list[bytes]:
        reply = Reply(Kept(1000))
        reply.add(b"one")
        pieces = []
        async for piece in reply.pieces():
            pieces.append(piece)
            if piece == b"one":
                reply.add(b"two")
            else:
                reply.end()
        return pieces

    assert asyncio.run(fed()) == [b"one", b"two"]
