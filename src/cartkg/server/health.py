"""/health: whether the server can answer, for a proxy, a service manager or a person."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cartkg.server.failures import wants_html
from cartkg.server.live import Event, Live
from cartkg.server.site import Site

HEADERS = {"Cache-Control": "no-store", "Vary": "Accept"}


def routes(site: Site) -> list[Route]:
    """The route: a page for browsers, JSON for programs. It runs in the event loop, so it answers while all else is busy."""

    async def health(request: Request) -> Response:
        told = state(site.live)
        status = 503 if told["status"] == "down" else 200
        if not wants_html(request.headers.get("accept", "")):
            return JSONResponse(told, status, HEADERS)
        page = site.render(request, site.live.build, "health.html", {"told": told}, status)
        page.headers.update(HEADERS)
        return page

    return [Route("/health", health)]


def state(live: Live) -> dict[str, object]:
    """The state: "ok"; "degraded" when workers are missing or a new build was refused; "down" when no worker can run."""
    build = live.build
    workers = build.workers.state()
    return {
        "status": _status(workers.alive, live),
        "build": build.summary.digest,
        "trials": build.summary.trials,
        "day": build.day or None,
        "newest_record": build.newest or None,
        "started": _time(live.started),
        "uptime_seconds": int((datetime.now(UTC) - live.started).total_seconds()),
        "workers": {"free": workers.free, "busy": workers.busy, "alive": workers.alive, "waiting": workers.waiting},
        "retired_builds": live.retired,
        "last_swap": _event(live.swapped, "build"),
        "last_refusal": _event(live.refused, "problem", str(live.graph)),
    }


def _status(alive: int, live: Live) -> str:
    if not alive:
        return "down"
    return "degraded" if alive < live.count or live.refused else "ok"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _event(event: Event | None, name: str, place: str = "") -> dict[str, str] | None:
    """An event for everybody to read: the place on the server's disk is for the log alone."""
    what = event.what.replace(place, "the graph folder") if event and place else event.what if event else ""
    return {"time": _time(event.at), name: what} if event else None
