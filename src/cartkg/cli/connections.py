"""Connections that wait: a request's head must come whole within HEAD_SECONDS, and there is a bound on how many are open.

uvicorn cuts a connection that is idle between requests, and not one whose head never ends: a few hundred of these would take
all file handles, and every page with them. When all places are taken, the connection that has waited longest for its head loses
its own to the newcomer; requests that are being answered keep theirs.
"""

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15.0
MOST = 1000  # connections open at once
KEPT = 96  # file handles that the server needs for itself: its stores, its workers, its log
TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def bound() -> int:
    """How many connections may be open at once, under the limit of open files that this process has."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(8, min(MOST, files - KEPT))


class Connection(H11Protocol):
    """One connection; `waiting` is the time at which it began to wait for a request's head, None while it does not."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.waiting: float | None = None
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place, and the clock starts."""
        if len(self.connections) >= bound():
            self._make_place()
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        """The clock goes on until the head is whole; it starts again with the first bytes of the next one."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._end()
        elif self.waiting is None:
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """The place is free."""
        self._end()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self.waiting = self.loop.time()
        self._late = self.loop.call_later(HEAD_SECONDS, self._cut)

    def _end(self) -> None:
        self.waiting = None
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _cut(self) -> None:
        """Say so where bytes came, and close."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(TOO_LATE)
            self.transport.close()

    def _make_place(self) -> None:
        """Close the connection that waited longest for a head; where all are being answered, there is no place to make."""
        others = [one for one in self.connections if isinstance(one, Connection) and one.waiting is not None]
        if others:
            oldest = min(others, key=lambda one: one.waiting or 0.0)
            oldest._end()
            oldest.transport.abort()
