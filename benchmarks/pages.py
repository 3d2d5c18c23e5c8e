"""How heavy each page is and how soon it comes: weight as sent, first byte cold and warm, and the slowest of many under load.

    python benchmarks/pages.py [--graph DIR] [--clients 20] [--requests 200] [--only TEXT]

A server of its own is started over the graph, without the pages that `cartkg serve` makes ready at its start: "cold" is the
first request for a page since then, in the table's order, so that what several pages share is paid by the first. Then each page
is asked under 10 host names in turn, which makes it anew each time (made: the median), then 20 times as it was kept (kept: the
median), and by so many clients at once, made anew each time and kept. Weights are in kB (1000 bytes); milliseconds are the
clock's.
"""

import argparse
import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from cartkg.graph.store import GraphStore

SERVER = """
import sys, uvicorn
from pathlib import Path
from cartkg.server.app import application
uvicorn.run(application(Path(sys.argv[1])), port=int(sys.argv[2]), log_level="warning", access_log=False)
"""
LONGEST = """SELECT ?trial (COUNT(?criterion) AS ?criteria) { ?trial a cartkg:Trial ; cartkg:hasCriterion ?criterion }
GROUP BY ?trial ORDER BY DESC(?criteria) ?trial LIMIT 2"""
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"')


@dataclass(frozen=True)
class Page:
    """What was measured of a page."""

    address: str
    status: int
    raw: int
    sent: int
    linked: int
    cold: float
    made: float
    kept: float
    unchanged: float
    slowest_made: float
    slowest_kept: float
    rate: float


class Client:
    """A client that keeps its connection, as browsers do."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, address: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes, float, float]:
        """The response, its body, and the seconds to its first and to its last byte."""
        start = time.perf_counter()
        self.connection.request("GET", address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"} | headers)
        response = self.connection.getresponse()
        first = time.perf_counter() - start
        body = response.read()
        return response, body, first, time.perf_counter() - start


def addresses(graph: Path) -> list[str]:
    """The pages, with the two trials of the most criteria as examples."""
    first, second = (row["trial"].rpartition("/")[2] for row in GraphStore.open(graph).select(LONGEST))
    return [
        "/",
        "/trials",
        "/trials?disease=MONDO:0007915&population=admits-minors",
        "/trials.csv",
        f"/trial/{first}",
        f"/compare?trial={first}&trial={second}",
        "/questions",
        "/questions/excludes-prior-therapy",
        "/questions/washouts",
        "/search?q=rituximab",
        "/search.json?q=ritux",
        "/figures",
        "/figures/disease-target",
        "/figures/disease-target.svg",
        "/figures/washout-forest",
        "/figures/washout-forest.svg",
        "/graph",
        "/graph.json",
        "/ontology",
        "/term/MONDO:0007915",
        "/term/NCIT:C1702",
        "/editor",
        "/complete?q=ritux",
        "/void",
        "/nowhere",
    ]


@contextmanager
def server(graph: Path, port: int) -> Iterator[None]:
    """A server over the graph while the block runs."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(graph), str(port)])
    try:
        while True:
            try:
                Client(port).get("/health")
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def measured(address: str, port: int, clients: int, requests: int) -> Page:
    """One page, measured."""
    client = Client(port)
    response, body, cold, _ = client.get(address)
    made = median(client.get(address, Host=f"made{number}.example.org")[2] for number in range(10))
    kept = median(client.get(address)[2] for _ in range(20))
    unchanged = median(client.get(address, **{"If-None-Match": response.headers["ETag"] or '"none"'})[2] for _ in range(5))
    _, raw, _, _ = client.get(address, **{"Accept-Encoding": "identity"})
    linked = sum(len(client.get(file)[1]) for file in sorted(set(LINKED.findall(raw.decode("utf-8", "replace")))))
    slowest_made, _ = loaded(address, port, clients, requests, anew=True)
    slowest_kept, rate = loaded(address, port, clients, requests, anew=False)
    weights = (len(raw), len(body), linked)
    return Page(address, response.status, *weights, cold, made, kept, unchanged, slowest_made, slowest_kept, rate)


def loaded(address: str, port: int, clients: int, requests: int, anew: bool) -> tuple[float, float]:
    """The seconds within which 95 of 100 requests are answered when so many clients ask at once, and requests a second."""

    def ask(name: int) -> list[float]:
        client = Client(port)
        hosts = ({"Host": f"client{name}-{number}.example.org"} if anew else {} for number in range(requests // clients))
        return [client.get(address, **host)[3] for host in hosts]

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = [seconds for one in pool.map(ask, range(clients)) for seconds in one]
    return quantiles(times, n=20)[-1], len(times) / (time.perf_counter() - start)


def row(page: Page) -> str:
    """A page as a row of the table."""
    weights = (page.raw / 1000, page.sent / 1000, (page.sent + page.linked) / 1000)
    times = (page.cold, page.made, page.kept, page.unchanged, page.slowest_made, page.slowest_kept)
    cells = (f"`{page.address}`", str(page.status), *(f"{w:.1f}" for w in weights), *(f"{t * 1000:.0f}" for t in times))
    return "| " + " | ".join((*cells, f"{page.rate:.0f}")) + " |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path, default=Path("build/graph"))
    parser.add_argument("--port", type=int, default=8655)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--only", default="", help="only addresses that hold this text")
    given = parser.parse_args()
    print("| page | status | raw | gzip | with CSS and JS | cold | made | kept | 304 | p95 made | p95 kept | kept a second |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    with server(given.graph, given.port):
        for address in addresses(given.graph):
            if given.only in address:
                print(row(measured(address, given.port, given.clients, given.requests)), flush=True)


if __name__ == "__main__":
    main()
