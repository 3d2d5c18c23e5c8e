"""/sparql: an HTTP request becomes a query, the query an answer in the form that the client asked for."""

import logging
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from time import monotonic

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from cartkg.server import guard, protocol
from cartkg.server.live import Live

log = logging.getLogger("cartkg.server")


def routes(live: Live) -> list[Route]:
    """The endpoint's route."""

    async def sparql(request: Request) -> Response:
        started = monotonic()
        body = await _body(request)
        try:
            asked = protocol.read(request.method, request.url.query, request.headers.get("content-type", ""), body)
            await run_in_threadpool(guard.check, asked.query)
            answer = await run_in_threadpool(live.build.workers.run, asked, request.headers.get("accept"))
        except protocol.Fault as fault:
            _log(body or request.url.query.encode(), fault.status, started)
            return _refusal(fault)
        _log(asked.query.encode(), 200, started)
        return StreamingResponse(_stream(answer.chunks), media_type=answer.media_type, headers={"Vary": "Accept"})

    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    return [Route("/sparql", sparql, methods=["GET", "HEAD", "POST", "OPTIONS"], middleware=[cors])]


async def _body(request: Request) -> bytes:
    """The request's body, read no further than a query may be long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > protocol.MAX_QUERY_BYTES:
            break
    return bytes(body)


async def _stream(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in iterate_in_threadpool(chunks):
        yield chunk


def _refusal(fault: protocol.Fault) -> Response:
    text = fault.problem + (f"\n{fault.remedy}" if fault.remedy else "") + "\n"
    return PlainTextResponse(text, fault.status, fault.headers)


def _log(query: bytes, status: int, started: float) -> None:
    log.info("query %s status %d in %.3f s", sha256(query).hexdigest()[:12], status, monotonic() - started)
