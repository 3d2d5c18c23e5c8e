"""Follows the graph's folder while the server runs: looks every two seconds, and at once on SIGHUP."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
from starlette.applications import Starlette
from starlette.types import Message, Scope

from cartkg.server import logs
from cartkg.server.live import Build, Live

EVERY = 2.0  # seconds between looks
WARM = (
    "/",
    "/trials",
    "/search.json?q=pediatric+trials+that+exclude+prior+rituximab",  # reads the vocabulary, for plain words
    "/complete?q=rit",
    "/questions",
    "/questions/excludes-prior-therapy",
    "/ontology",
    "/graph",
    "/graph.json",
    "/term/NCIT:C1702",  # reads the tree of terms, for comparisons too
    "/figures",
    "/void",
)
PATIENCE = 60.0  # seconds that the first pages of a new build may take before it is served all the same


@asynccontextmanager
async def following(app: Starlette, live: Live, first: bool = False, every: float = EVERY) -> AsyncIterator[None]:
    """Follows while the block runs; `first`: makes the first pages of the first build ready too.

    Nothing goes on after the block: no task, no thread, no handler of a signal.
    """
    ended, wake = asyncio.Event(), asyncio.Event()
    with _on_hangup(wake):
        warming = asyncio.create_task(warm(app, live, live.newest, ended)) if first else None
        task = asyncio.create_task(_follow(app, live, every, ended, wake))
        try:
            yield
        finally:
            ended.set()
            wake.set()
            if warming:
                warming.cancel()
                await asyncio.wait([warming])
            await task


async def _follow(app: Starlette, live: Live, every: float, ended: asyncio.Event, wake: asyncio.Event) -> None:
    limiter = anyio.CapacityLimiter(1)  # its own, so that busy requests do not keep it from a thread
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), every)
        again = wake.is_set()
        wake.clear()
        if not ended.is_set():
            await _look(app, live, again, ended, limiter)


async def _look(app: Starlette, live: Live, again: bool, ended: asyncio.Event, limiter: anyio.CapacityLimiter) -> None:
    loop, refused = asyncio.get_running_loop(), live.refused

    def ready(build: Build) -> None:
        """Waits, in the thread that looks, until the first pages of the new build are made."""
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(warm(app, live, build, ended), loop).result(PATIENCE)

    try:
        swapped = await anyio.to_thread.run_sync(live.look, again, ready, limiter=limiter)
    except Exception as error:  # whatever is wrong with a new build, the old one goes on
        logs.event("swap failed", {}, error)
        return
    if swapped:
        summary = live.newest.summary
        logs.event("swapped", {"build": summary.short, "trials": summary.trials})
    elif live.refused and live.refused != refused:
        logs.event("new build refused", {"problem": live.refused.what, "build": live.newest.summary.short})


async def warm(app: Starlette, live: Live, build: Build, ended: asyncio.Event) -> None:
    """Makes the pages that most people open first from `build`, so that what it keeps is there when they come."""
    for address in WARM:
        if ended.is_set():
            return
        with live.reading(build), suppress(Exception):
            await app.router(_get(app, address), _nothing, _unheard)


def _get(app: Starlette, address: str) -> Scope:
    path, _, query = address.partition("?")
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": query.encode(),
        "headers": [(b"accept", b"text/html"), (b"host", b"localhost")],
        "http_version": "1.1",
        "server": ("localhost", 80),
        "client": None,
        "app": app,
    }


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _unheard(_: Message) -> None: ...


class _on_hangup:  # noqa: N801 - it reads as a phrase
    """SIGHUP sets an event; not on a terminal, where it means that the terminal has gone, nor outside the main thread."""

    def __init__(self, wake: asyncio.Event) -> None:
        self.wake, self.handled = wake, False

    def __enter__(self) -> None:
        if not sys.stderr.isatty():
            with suppress(ValueError, RuntimeError, NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.wake.set)
                self.handled = True

    def __exit__(self, *_: object) -> None:
        if self.handled:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
