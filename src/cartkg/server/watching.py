"""What every request passes: a lease on the build, headers, counts, a line in the log, an answer when the program fails."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cartkg.server import logs
from cartkg.server.live import Build, Live
from cartkg.server.metrics import Metrics
from cartkg.server.site import SECURITY

# A picture that is opened by itself styles itself and runs nothing.
PICTURE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
RDF = ("text/turtle", "application/n-triples", "application/n-quads", "application/trig", "application/ld+json",
       "application/rdf+xml")  # fmt: skip
LEFT = 499  # the client went before there was an answer: no status of the standard, but a usual one in logs

Broken = Callable[[Request, str], Response]


@dataclass(slots=True)
class _Exchange:
    """One request while it is answered."""

    scope: Scope
    build: Build
    send: Send
    started: float
    status: int = 0
    sent: int = 0

    async def sending(self, message: Message) -> None:
        """`send`, which counts, and puts the headers of every answer into its head."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            _head(MutableHeaders(scope=message), self.build)
        else:
            self.sent += len(message.get("body", b""))
        await self.send(message)

    @property
    def route(self) -> str:
        """The template of the address, `/trial/{id}`, by which logs and metrics name it."""
        route = self.scope.get("route")
        return getattr(route, "path", "") or ("none" if self.status != 304 else "unchanged")


TWICE = PlainTextResponse(
    "Content-Length and Transfer-Encoding contradict each other\n", 400, {"Connection": "close", **SECURITY}
)


def _framed_twice(scope: Scope) -> bool:
    """Whether a request says in two ways where it ends: a proxy might see another end than we do (RFC 9112, section 6.1)."""
    names = {name for name, _ in scope["headers"]}
    return {b"content-length", b"transfer-encoding"} <= names


class Watch:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp, live: Live, metrics: Metrics, broken: Broken, queries: bool = False) -> None:
        self.app, self.live, self.metrics, self.broken, self.queries = app, live, metrics, broken, queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with self.live.reading() as build:
            exchange = _Exchange(scope, build, send, monotonic())
            try:
                if _framed_twice(scope):
                    await TWICE(scope, receive, exchange.sending)
                else:
                    await self.app(scope, receive, exchange.sending)
            except ClientDisconnect:
                pass
            except Exception as error:
                await self._failed(exchange, receive, error)
            finally:
                self._told(exchange)

    async def _failed(self, exchange: _Exchange, receive: Receive, error: Exception) -> None:
        """Says that this program is at fault. An answer that has begun is broken off, so that it does not look whole."""
        number = secrets.token_hex(4)
        self.metrics.failures.inc()
        logs.event("failure", {"number": number, "route": exchange.route}, error)
        if exchange.status:
            raise error
        response = self.broken(Request(exchange.scope, receive), number)
        await response(exchange.scope, receive, exchange.sending)

    def _told(self, exchange: _Exchange) -> None:
        seconds, status = monotonic() - exchange.started, exchange.status or LEFT
        self.metrics.request(exchange.scope["method"], exchange.route, status, seconds, exchange.sent)
        asked = exchange.scope.get(logs.ASKED)
        if asked:
            self.metrics.query(asked)
        fields = {
            "method": exchange.scope["method"],
            "route": exchange.route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "bytes": exchange.sent,
            "build": exchange.build.summary.short,
        }
        spoken = _spoken(exchange.scope, asked) if self.queries else {}
        logs.event("request", fields | (_asked(asked) if asked else {}) | spoken)


def _asked(asked: logs.LoggedQuery) -> dict[str, str]:
    return {"query": asked.digest, "form": asked.form, "outcome": asked.outcome}


def _spoken(scope: Scope, asked: logs.LoggedQuery | None) -> dict[str, str]:
    """What is logged only when the operator wants it: the address, who asked, the query's text."""
    query = scope["query_string"].decode("latin-1")
    client = scope.get("client") or ("", 0)
    address = scope["path"] + (f"?{query}" if query and not asked else "")
    return {"address": address, "client": client[0], **({"text": asked.query} if asked else {})}


def _head(headers: MutableHeaders, build: Build) -> None:
    media = headers.get("content-type", "").partition(";")[0]
    if media == "image/svg+xml":
        headers["content-security-policy"] = PICTURE
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    headers["cartkg-build"] = build.summary.short
    if media in RDF:
        headers.setdefault("access-control-allow-origin", "*")
