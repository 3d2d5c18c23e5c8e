"""The web application: the endpoint, the pages and what watches over them, put together."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from cartkg.model.errors import CartkgError
from cartkg.server import dereferencing, description, endpoint, exporting, health, pages
from cartkg.server.caching import Caching, Compression
from cartkg.server.failures import Failures
from cartkg.server.following import following
from cartkg.server.live import Live
from cartkg.server.metrics import Metrics
from cartkg.server.site import STATIC, Site
from cartkg.server.watching import Watch
from cartkg.server.workers import Bounds


class _Files(StaticFiles):
    """Files without those whose name begins with a dot: marks of the build that made them."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The file at a path, as StaticFiles finds it; none for a hidden one."""
        return ("", None) if any(part.startswith(".") for part in path.split("/")) else super().lookup_path(path)


def application(
    graph: Path, workers: int = 2, bounds: Bounds | None = None, log_queries: bool = False, warm: bool = False
) -> Starlette:
    """The web application over a built graph folder (see `build`). Raises StoreError when `graph` is none.

    `warm`: the pages that people open first are made as soon as the server has started.
    """
    live = Live(graph, workers, bounds)
    site, metrics = Site.of(live), Metrics(live)
    failures = Failures(site)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            async with following(app, live, warm):
                yield
        finally:
            live.close()

    routes: list[BaseRoute] = [
        *health.routes(site),
        *metrics.routes(),
        *endpoint.routes(live),
        *description.routes(site),
        *exporting.routes(site),
    ]
    routes += [*pages.routes(site), *dereferencing.routes(site)]  # things without a page of their own come last
    routes.append(Mount("/static", _Files(directory=STATIC)))
    middleware = [
        Middleware(Watch, live=live, metrics=metrics, broken=failures.broken, queries=log_queries),
        Middleware(Caching, live=live),
        Middleware(Compression),
    ]
    handlers = {HTTPException: failures.refused, CartkgError: failures.asked_wrongly}
    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan, exception_handlers=handlers)
