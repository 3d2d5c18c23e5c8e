"""The web application: the endpoint, the pages and what watches over them, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from cartkg.server import endpoint, pages
from cartkg.server.live import Live
from cartkg.server.site import STATIC, Site
from cartkg.server.workers import Bounds


def application(graph: Path, workers: int = 2, bounds: Bounds | None = None) -> Starlette:
    """The web application over a built graph folder (see `build`). Raises StoreError when `graph` is none."""
    live = Live(graph, workers, bounds)

    async def health(_: Request) -> Response:
        summary = live.build.summary
        return JSONResponse({"status": "ok", "graph": summary.digest, "trials": summary.trials})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        live.close()

    routes: list[BaseRoute] = [Route("/health", health), *endpoint.routes(live), *pages.routes(Site.of(live))]
    routes.append(Mount("/static", StaticFiles(directory=STATIC)))
    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    return Starlette(routes=routes, middleware=[cors], lifespan=lifespan)
