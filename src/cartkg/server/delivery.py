"""An answer as HTTP: whole with its length where it is short, else in chunks; broken off where it must not look whole."""

import asyncio
from collections.abc import Callable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cartkg.server.reply import PIECE, Cut, Reply

AHEAD = 64  # parts (4 MB before compression) that are collected before any is sent, so that most faults have their status
STALLED = 60.0  # seconds that a client may take nothing


class Delivery(Response):
    """The response whose body is a reply. `settle` it first: that raises the fault of a query that fails early."""

    def __init__(self, reply: Reply, headers: Mapping[str, str], told: Callable[[str], None]) -> None:
        super().__init__(headers=headers)
        self.reply, self.told = reply, told
        del self.headers["content-length"]

    async def settle(self, http_version: str) -> None:
        """Waits for the whole answer, or for a good part of it. Raises the query's fault.

        A client of HTTP/1.0 cannot tell an answer that broke off from one that ended, so all of it is awaited.
        """
        whole = await self.reply.settled(float("inf") if http_version == "1.0" else AHEAD)
        if self.reply.encoding:
            self.headers["content-encoding"] = self.reply.encoding
        if whole:
            self.headers["content-length"] = str(self.reply.size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the answer. Returning without its last message makes the server break the connection off."""
        gone = asyncio.ensure_future(disconnection(receive))
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if self.reply.ended and self.reply.size <= PIECE:  # the usual case: one message
                await send({"type": "http.response.body", "body": b"".join([piece async for piece in self.reply.pieces()])})
                return
            async for piece in self.reply.pieces():
                await asyncio.wait_for(send({"type": "http.response.body", "body": piece, "more_body": True}), STALLED)
                if gone.done():
                    self.told("gone")
                    return
            await send({"type": "http.response.body", "body": b""})
        except (Cut, TimeoutError):
            self.told("cut")
        finally:
            gone.cancel()
            self.reply.close()


async def disconnection(receive: Receive) -> None:
    """Returns when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
