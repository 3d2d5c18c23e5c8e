"""/health: whether the server can answer, for a proxy, a service manager or a person."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cartkg.server.live import Event, Live


def routes(live: Live) -> list[Route]:
    """The route. It runs in the event loop, so that it answers while every thread and worker is busy."""

    async def health(_: Request) -> Response:
        told = state(live)
        return JSONResponse(told, 503 if told["status"] == "down" else 200)

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
        "last_refusal": _event(live.refused, "problem"),
    }


def _status(alive: int, live: Live) -> str:
    if not alive:
        return "down"
    return "degraded" if alive < live.count or live.refused else "ok"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _event(event: Event | None, name: str) -> dict[str, str] | None:
    return {"time": _time(event.at), name: event.what} if event else None
