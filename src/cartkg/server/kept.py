"""Answers of one build as they were sent, compressed or not, so that the same page is not made twice.

They are held in memory up to a number of bytes, and go with their build; those longest unused go first.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from starlette.types import Message, Scope, Send

ROOM = 32 * 1024**2  # bytes of all answers together
LARGEST = 1024**2  # an answer beyond is made again each time


@dataclass(frozen=True, slots=True)
class Answer:
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
        self._held: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer under a key."""
        answer = self._held.get(key)
        if answer:
            self._held.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Holds an answer, and forgets others where there is no more room."""
        if len(answer.body) > LARGEST or key in self._held:
            return
        self._held[key] = answer
        self.size += len(answer.body)
        while self.size > ROOM:
            self.size -= len(self._held.popitem(last=False)[1].body)


class Recorder:
    """`send`, which writes a good answer down while it is sent, and holds it when it is whole."""

    def __init__(self, answers: Answers, key: Hashable, scope: Scope, send: Send) -> None:
        self.answers, self.key, self.scope, self.send = answers, key, scope, send
        self.headers: tuple[tuple[bytes, bytes], ...] | None = None
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        self._write(message)
        await self.send(message)

    def _write(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            good = message["status"] == 200 and self.scope["method"] == "GET"
            self.headers = tuple(message["headers"]) if good else None
        elif self.headers is not None and len(self.body) <= LARGEST:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                answer = Answer(self.headers, bytes(self.body), self.scope.get("route"))
                self.answers.put(self.key, answer)
