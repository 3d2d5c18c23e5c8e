"""Answers of one build as they were sent, compressed or not, so that the same page is not made twice.

They are held in memory up to a number of bytes, and go with their build; those longest unused go first. Those who ask for a
page while it is made for another wait for it, so that many clients at once do not make it many times.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from starlette.types import Message, Scope, Send

ROOM = 32 * 1024**2  # bytes of all answers together
LARGEST = 1024**2  # an answer beyond is made again each time
PATIENCE = 10.0  # seconds that a request waits for what is made for another, before it makes its own


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A good answer: its headers, its body, and the route that gave it (the log and the metrics name it)."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: object

    async def sent(self, scope: Scope, send: Send) -> None:
        """Sends it; of a HEAD request the head."""
        scope["route"] = self.route
        await send({"type": "http.response.start", "status": 200, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})


class Answers:
    """The answers of one build. It belongs to the event loop; nothing else touches it."""

    def __init__(self) -> None:
        self.size = 0
        self._held: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self._coming: dict[Hashable, asyncio.Event] = {}

    async def wait(self, key: Hashable) -> KeptAnswer | None:
        """The answer under a key; where it is being made, once it is there. None: make it."""
        if coming := self._coming.get(key):
            with suppress(TimeoutError):
                await asyncio.wait_for(coming.wait(), PATIENCE)
        return self.get(key)

    @contextmanager
    def making(self, key: Hashable) -> Iterator[asyncio.Event]:
        """While an answer is made. Setting the event tells those who wait that it is there, or will not be."""
        event = asyncio.Event()
        self._coming.setdefault(key, event)
        try:
            yield event
        finally:
            event.set()
            if self._coming.get(key) is event:
                del self._coming[key]

    def get(self, key: Hashable) -> KeptAnswer | None:
        """The answer under a key."""
        answer = self._held.get(key)
        if answer:
            self._held.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: KeptAnswer) -> None:
        """Holds an answer, and forgets others where there is no more room."""
        if len(answer.body) > LARGEST or key in self._held:
            return
        self._held[key] = answer
        self.size += len(answer.body)
        while self.size > ROOM:
            self.size -= len(self._held.popitem(last=False)[1].body)


class Recorder:
    """`send`, which writes a good answer down while it is sent, and holds it when it is whole; `settled` is set then."""

    def __init__(self, answers: Answers, key: Hashable, scope: Scope, send: Send, settled: asyncio.Event) -> None:
        self.answers, self.key, self.scope, self.send, self.settled = answers, key, scope, send, settled
        self.headers: tuple[tuple[bytes, bytes], ...] | None = None
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        self._write(message)
        await self.send(message)

    def _write(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            good = message["status"] == 200 and self.scope["method"] == "GET"
            self.headers = tuple(message["headers"]) if good else None
        elif self.headers is not None:
            self._write_body(message, self.headers)
        if self.headers is None:
            self.settled.set()

    def _write_body(self, message: Message, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self.body += message.get("body", b"")
        if len(self.body) > LARGEST:
            self.headers = None
        elif not message.get("more_body"):
            self.answers.put(self.key, KeptAnswer(headers, bytes(self.body), self.scope.get("route")))
            self.settled.set()
