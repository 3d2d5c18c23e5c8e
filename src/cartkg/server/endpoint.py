"""/sparql: an HTTP request becomes a query, the query an answer in the form that the client asked for."""

import asyncio
import re
from collections.abc import Awaitable
from hashlib import sha256
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from cartkg.graph.sparql import form
from cartkg.server import negotiation, protocol
from cartkg.server.caching import edition, holds
from cartkg.server.delivery import Delivery, disconnection
from cartkg.server.description import service_description
from cartkg.server.live import Build, Live
from cartkg.server.logs import ASKED, LoggedQuery
from cartkg.server.negotiation import Form
from cartkg.server.protocol import Fault
from cartkg.server.refusals import refusal
from cartkg.server.wire import Job

Value = TypeVar("Value")

BODY = 10.0  # seconds within which a request's body must have come
VARY = {"Vary": "Accept, Accept-Encoding"}
EXPOSED = ("Cartkg-Build", "Content-Disposition", "ETag", "Retry-After")  # what a script of another site may read
VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
OUTCOMES = {503: "busy", 504: "time-out", 507: "memory"}


def routes(live: Live) -> list[Route]:
    """The endpoint's route. It takes every method, so that it refuses the wrong ones itself."""
    cors = CORSMiddleware(
        Endpoint(live), allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"], expose_headers=EXPOSED
    )
    return [Route("/sparql", cors)]


class Endpoint:
    """The ASGI application at /sparql."""

    def __init__(self, live: Live) -> None:
        self.live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._response(request)
        except Fault as fault:
            _told(scope, OUTCOMES.get(fault.status, "refused"))
            response = refusal(fault, request.headers)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        """The response to a request. Raises Fault."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": protocol.METHODS})
        if request.method in ("GET", "HEAD") and not protocol.asks(request.url.query):
            return await run_in_threadpool(service_description, request, self.live.build)
        asked = await _read(request)
        kind = form(asked.query)
        request.scope[ASKED] = LoggedQuery(asked.query, kind if kind in negotiation.OF else "")
        return await self._answer(request, asked, kind)

    async def _answer(self, request: Request, asked: protocol.Request, kind: str) -> Response:
        """The answer to a query, or 304 to a client that holds it already."""
        chosen, build = _form(request, asked, kind), self.live.build
        headers = _headers(request, asked, chosen, build)
        etag = headers.get("ETag", "")
        if etag and holds(request.headers.get("if-none-match", ""), etag):
            _told(request.scope, "not-modified")
            return Response(status_code=304, headers=headers)
        return await _unless_gone(request, self._delivery(request, asked, chosen, build, headers))

    async def _delivery(
        self, request: Request, asked: protocol.Request, chosen: Form, build: Build, headers: dict[str, str]
    ) -> Response:
        """The answer, begun: a fault that comes early still has its status."""
        job = Job(
            asked.query,
            asked.default_graphs,
            asked.named_graphs,
            chosen.media_type,
            gzip=negotiation.gzipped(request.headers.get("accept-encoding")),
            head=request.method == "HEAD",
        )
        reply = await build.workers.answer(job)
        delivery = Delivery(reply, {**headers, "Content-Type": chosen.content_type}, lambda how: _told(request.scope, how))
        try:
            await delivery.settle(request.scope.get("http_version", "1.1"))
        except BaseException:
            reply.close()
            raise
        _told(request.scope, "answered", chosen.media_type)
        if job.head:
            del delivery.headers["content-length"]
        return delivery


async def _read(request: Request) -> protocol.Request:
    """What the request asks. Raises Fault 408 when its body comes too slowly, 415 when it is compressed, those of `read`."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Fault(415, "compressed requests are not read", "send the query as it is", {"Accept-Encoding": "identity"})
    try:
        async with asyncio.timeout(BODY):
            body = await _body(request)
    except TimeoutError:
        raise Fault(408, f"the request did not come within {BODY:g} s", "send it in one go", {"Connection": "close"}) from None
    return protocol.read(request.method, request.url.query, request.headers.get("content-type", ""), body)


async def _body(request: Request) -> bytes:
    """The request's body, read no further than a query may be long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > protocol.MAX_ENCODED_BYTES:
            break
    return bytes(body)


def _form(request: Request, asked: protocol.Request, kind: str) -> Form:
    """The form of the answer. Raises Fault 406 when the kind of query has none that is asked for.

    The form of a query that does not parse does not matter: it is refused.
    """
    forms = negotiation.OF.get(kind, negotiation.SOLUTIONS)
    chosen = negotiation.called(asked.format, forms) or negotiation.choose(request.headers.get("accept"), forms)
    if chosen or kind not in negotiation.OF:
        return chosen or forms[0]
    offered = ", ".join(one.media_type for one in forms)
    raise Fault(406, "no acceptable form for this kind of query", f"accept one of {offered}")


def _headers(request: Request, asked: protocol.Request, chosen: Form, build: Build) -> dict[str, str]:
    """Headers of a good answer; an ETag where the same question to the same build has the same answer."""
    headers = dict(VARY)
    if VOLATILE.search(asked.query):
        headers["Cache-Control"] = "no-store"
    elif request.method != "POST":
        headers |= {"Cache-Control": "no-cache", "ETag": _etag(asked, chosen, build)}
    if asked.download:
        headers["Content-Disposition"] = f'attachment; filename="cartkg.{chosen.ending}"'
    return headers


def _etag(asked: protocol.Request, chosen: Form, build: Build) -> str:
    """Weak: the same answer compressed, or with its rows in another order, has the same."""
    parts = (asked.query, *asked.default_graphs, "", *asked.named_graphs, "", chosen.media_type)
    digest = sha256("\0".join(parts).encode()).hexdigest()[:16]
    return f'W/"{build.summary.digest[:12]}-{edition()}-{digest}"'


async def _unless_gone(request: Request, work: Awaitable[Value]) -> Value:
    """What `work` gives; when the client leaves meanwhile, the work is given up and ClientDisconnect raised."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(disconnection(request.receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
    finally:
        gone.cancel()
        task.cancel()
    _told(request.scope, "gone")
    raise ClientDisconnect


def _told(scope: Scope, outcome: str, media: str = "") -> None:
    """Notes for the log how a query went."""
    asked = scope.get(ASKED)
    if asked:
        asked.outcome, asked.media = outcome, media or asked.media
