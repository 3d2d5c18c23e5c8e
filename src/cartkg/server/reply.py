"""An answer on its way from a worker to a client: kept in between, so that a slow reader does not hold a worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from cartkg.server.protocol import Fault

IN_MEMORY = 1024 * 1024  # bytes of an answer beyond which it goes on in a temporary file
PIECE = 64 * 1024
DRAIN = 0.25  # seconds that a query has to end by itself when nobody waits for it any more


class Cut(Exception):  # noqa: N818 - what happened
    """An answer broke off after its beginning had been sent."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault
        super().__init__(str(fault))


@dataclass(slots=True)
class Kept:
    """How many bytes of answers are kept, and may be, together."""

    bound: int
    size: int = 0


class Reply:
    """The answer to one query. A worker's frames go in by `begin`, `add` and `end`; one reader takes them out."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.encoding = ""  # "gzip" or ""
        self.size = 0  # bytes so far
        self.parts = 0  # frames so far: PART bytes each, before compression
        self.begun = self.ended = self.abandoned = False
        self.fault: Exception | None = None
        self.clock: asyncio.Timeout | None = None  # the query's time-out, while it runs
        self.task: asyncio.Task[None] | None = None
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self._news = asyncio.Event()

    def begin(self, encoding: str) -> None:
        self.begun, self.encoding = True, encoding
        self._news.set()

    def add(self, data: bytes) -> None:
        """Keeps a part of the answer. Raises Fault 503 when all answers together grow beyond their bound."""
        if self.abandoned:
            return
        if self._kept.size + len(data) > self._kept.bound:
            raise Fault(503, "too many large answers are being sent", "try again in a moment", {"Retry-After": "10"})
        self._file.seek(self.size)
        self._file.write(data)
        self.size += len(data)
        self.parts += 1
        self._kept.size += len(data)
        self._news.set()

    def end(self, fault: Exception | None = None) -> None:
        self.ended, self.fault = True, fault
        self._news.set()
        if self.abandoned:
            self._drop()

    async def settled(self, enough: float) -> bool:
        """Waits until the answer is whole, or has more than `enough` parts; says whether it is whole. Raises its fault."""
        while not self.ended and self.parts <= enough:
            await self._wait()
        if self.fault:
            raise self.fault
        return self.ended

    async def pieces(self) -> AsyncIterator[bytes]:
        """The answer's bytes, as they come. Raises Cut when it breaks off."""
        position = 0
        while True:
            while position < self.size:
                self._file.seek(position)
                piece = self._file.read(min(PIECE, self.size - position))
                position += len(piece)
                yield piece
            if self.fault:
                raise Cut(self.fault)
            if self.ended:
                return
            await self._wait()

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()

    def close(self) -> None:
        """Nobody reads on. A query that still runs gets a moment to end by itself, so that its worker need not be killed."""
        if self.abandoned:
            return
        self.abandoned = True
        if self.ended:
            self._drop()
        elif self.clock:
            with suppress(RuntimeError):  # it has just run out
                now = asyncio.get_running_loop().time()
                self.clock.reschedule(min(now + DRAIN, self.clock.when() or now + DRAIN))

    def _drop(self) -> None:
        self._file.close()
        self._kept.size -= self.size


def stopped(seconds: float) -> Fault:
    """The fault of a query that outlasted its time."""
    return Fault(504, f"the query took longer than {seconds:g} s and was stopped", "make it more selective, or add LIMIT")
