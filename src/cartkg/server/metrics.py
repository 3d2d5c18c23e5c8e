"""/metrics: what the server did and holds, in Prometheus' text form (exposition format 0.0.4), from a registry of its own.

Labels have few values: route templates, not addresses; forms and outcomes of queries, not queries.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cartkg.server.live import Live
from cartkg.server.logs import FORMS, OUTCOMES, LoggedQuery

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)


class Metrics:
    """The counters of one server, and what is read from its live build when they are asked for."""

    def __init__(self, live: Live) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter, with its time of birth, is of no use here
        self.registry = registry = CollectorRegistry()
        self.requests = Counter("cartkg_requests", "Requests answered.", ["method", "route", "status"], registry=registry)
        self.seconds = Histogram(
            "cartkg_request_seconds", "From a request's head to its last byte.", ["route"], buckets=SECONDS, registry=registry
        )
        self.sent = Counter("cartkg_sent_bytes", "Bytes of bodies sent, as sent (compressed).", ["route"], registry=registry)
        self.queries = Counter("cartkg_queries", "Queries by form and outcome.", ["form", "outcome"], registry=registry)
        self.failures = Counter("cartkg_failures", "Requests that ended in a fault of this program.", registry=registry)
        registry.register(_Served(live))
        ProcessCollector(registry=registry)

    def request(self, method: str, route: str, status: int, seconds: float, sent: int) -> None:
        """Counts a request."""
        self.requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)
        self.sent.labels(route).inc(sent)

    def query(self, asked: LoggedQuery) -> None:
        """Counts a query."""
        form = asked.form if asked.form in FORMS else "unknown"
        self.queries.labels(form, asked.outcome if asked.outcome in OUTCOMES else "failed").inc()

    def routes(self) -> list[Route]:
        """The route /metrics."""

        def metrics(_: Request) -> Response:
            return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

        return [Route("/metrics", metrics)]


class _Served(Collector):
    """What is read from the live build at the moment of asking."""

    def __init__(self, live: Live) -> None:
        self.live = live

    def collect(self) -> Iterator[Metric]:
        yield from self._builds()
        yield from self._workers()

    def _builds(self) -> Iterator[Metric]:
        live = self.live
        summary = live.build.summary
        info = GaugeMetricFamily("cartkg_build_info", "The build that is served.", labels=["build", "version", "day"])
        info.add_metric([summary.short, summary.versions.get("cartkg", ""), live.build.day], 1)
        yield info
        yield GaugeMetricFamily("cartkg_triples", "Triples of the build.", summary.counts.get("triples", 0))
        yield GaugeMetricFamily("cartkg_trials", "Trials of the build.", summary.trials)
        yield GaugeMetricFamily("cartkg_builds_retired", "Older builds that are still being read.", live.retired)
        yield CounterMetricFamily("cartkg_swaps", "New builds swapped in.", live.swaps)
        yield CounterMetricFamily("cartkg_swap_refusals", "New builds refused.", live.refusals)

    def _workers(self) -> Iterator[Metric]:
        state = self.live.build.workers.state()
        yield GaugeMetricFamily("cartkg_queries_running", "Queries that workers run now.", state.busy)
        yield GaugeMetricFamily("cartkg_queries_waiting", "Queries that wait for a worker.", state.waiting)
        yield GaugeMetricFamily("cartkg_workers_free", "Workers without a query.", state.free)
        yield CounterMetricFamily(
            "cartkg_worker_restarts",
            "Workers replaced: after a time-out, memory stop or a client that left.",
            self.live.restarts + self.live.build.workers.restarts,
        )
        resident = _resident(self.live.build.workers.processes())
        yield GaugeMetricFamily("cartkg_workers_resident_bytes", "Memory of all worker processes.", resident)


def _resident(processes: Iterable[int]) -> int:
    """The resident memory of processes together, in bytes; 0 where the system has no /proc."""
    return sum(_pages(pid) for pid in processes) * os.sysconf("SC_PAGE_SIZE")


def _pages(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
