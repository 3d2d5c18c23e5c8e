"""Short routes over plain functions: the SPARQL endpoint at /sparql, a first page at /, /health for machines."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from time import monotonic

from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from cartkg.server import guard, pages, protocol
from cartkg.server.workers import Bounds, Workers

log = logging.getLogger("cartkg.server")

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def application(graph: Path, workers: int = 2, bounds: Bounds | None = None) -> Starlette:
    """The web application over a built graph folder (see `build`). Raises StoreError when `graph` is none."""
    summary = pages.Summary.of(graph)
    crew = Workers(graph / "store", workers, bounds)

    async def sparql(request: HttpRequest) -> Response:
        started = monotonic()
        body = await _body(request)
        try:
            asked = protocol.read(request.method, request.url.query, request.headers.get("content-type", ""), body)
            await run_in_threadpool(guard.check, asked.query)
            answer = await run_in_threadpool(crew.run, asked, request.headers.get("accept"))
        except protocol.Fault as fault:
            _log(body or request.url.query.encode(), fault.status, started)
            return _refusal(fault)
        _log(asked.query.encode(), 200, started)
        return StreamingResponse(_stream(answer.chunks), media_type=answer.media_type, headers={"Vary": "Accept"})

    async def home(_: HttpRequest) -> Response:
        return HTMLResponse(pages.home(summary), headers=SECURITY)

    async def health(_: HttpRequest) -> Response:
        return JSONResponse({"status": "ok", "graph": summary.digest, "trials": summary.trials})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        crew.close()

    routes = [Route("/", home), Route("/health", health), Route("/sparql", sparql, methods=["GET", "HEAD", "POST"])]
    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    return Starlette(routes=routes, middleware=[cors], lifespan=lifespan)


async def _body(request: HttpRequest) -> bytes:
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
