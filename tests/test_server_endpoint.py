"""/sparql over HTTP: forms, headers, caching, faults in words, and what a client sees of an answer that breaks off."""

import gzip
import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from time import sleep

import httpx
import pyoxigraph as ox
import pytest

from cartkg.cli.serving import _listen
from cartkg.server.workers import Bounds
from endpoint import EX, RUNAWAY, Endpoint, endpoint, folder, names

EVERYTHING = "SELECT * { ?s ?p ?o }"
MANY = "SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }"  # more than collects before the first byte, without an end in sight
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
LARGE = 8_000_000  # bytes of an answer


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("served") / "graph", names(200))


@pytest.fixture(scope="module")
def served(graph: Path) -> Iterator[Endpoint]:
    with endpoint(graph, 2, Bounds(seconds=20, answer=LARGE)) as running:
        yield running


@pytest.mark.parametrize(
    ("accept", "read"),
    [
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_solutions_in_each_form_are_the_same(served: Endpoint, accept: str, read: ox.QueryResultsFormat) -> None:
    answer = served.ask("SELECT ?s ?n { ?s ?p ?n } ORDER BY ?s", accept)
    assert answer.headers["content-type"].partition(";")[0] == accept
    found = ox.parse_query_results(answer.content, format=read)
    assert isinstance(found, ox.QuerySolutions)
    rows = list(found)
    assert len(rows) == 200
    assert rows[0]["n"] == ox.Literal("thing 0")


@pytest.mark.parametrize(
    ("accept", "read"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
        ("application/trig", ox.RdfFormat.TRIG),
    ],
)
def test_triples_in_each_form_are_the_same(served: Endpoint, accept: str, read: ox.RdfFormat) -> None:
    answer = served.ask(CONSTRUCT, accept)
    assert answer.headers["content-type"].partition(";")[0] == accept
    found = {quad.triple for quad in ox.parse(answer.content, format=read)}
    assert len(found) == 200
    assert ox.Triple(ox.NamedNode(EX + "t7"), ox.NamedNode(EX + "name"), ox.Literal("thing 7")) in found


def test_relative_iris_and_our_prefixes_are_ours(served: Endpoint) -> None:
    answer = served.ask("SELECT (<trial/x> AS ?a) (cartkg:Trial AS ?b) {}", "text/csv").text.split()
    assert answer[1] == "https://w3id.org/cartkg/trial/x,https://w3id.org/cartkg/ontology/Trial"


def test_a_query_may_be_posted_in_two_ways(served: Endpoint) -> None:
    by_form = served.request("POST", data={"query": "ASK {}"})
    direct = served.request("POST", content="ASK {}", headers={"Content-Type": "application/sparql-query"})
    assert by_form.json() == direct.json() == {"head": {}, "boolean": True}


def test_the_parameter_format_wins_and_download_makes_it_a_file(served: Endpoint) -> None:
    answer = served.request("POST", data={"query": EVERYTHING, "format": "csv", "download": "1"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="cartkg.csv"'
    unfit = served.request("GET", params={"query": "ASK {}", "format": "csv"}, headers={"Accept": "application/xml"})
    assert unfit.headers["content-type"] == "application/sparql-results+xml", "Accept decides where the parameter names no form"


def test_what_a_client_holds_is_not_sent_again(served: Endpoint) -> None:
    first = served.ask(EVERYTHING, "text/csv")
    etag = first.headers["etag"]
    assert etag.startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    again = served.request("GET", params={"query": EVERYTHING}, headers={"Accept": "text/csv", "If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    for params, accept in (
        ({"query": EVERYTHING}, "application/json"),
        ({"query": EVERYTHING + " "}, "text/csv"),
        ({"query": EVERYTHING, "default-graph-uri": EX + "g"}, "text/csv"),
        ({"query": EVERYTHING, "named-graph-uri": EX + "g"}, "text/csv"),
    ):
        other = served.request("GET", params=params, headers={"Accept": accept, "If-None-Match": etag})
        assert other.status_code == 200
        assert other.headers["etag"] != etag


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID ()", "BNODE()"])
def test_what_changes_by_itself_is_not_kept(served: Endpoint, function: str) -> None:
    answer = served.ask(f"SELECT ({function} AS ?x) {{}}")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_an_answer_varies_by_form_and_compression(served: Endpoint) -> None:
    packed = served.request("GET", params={"query": EVERYTHING}, headers={"Accept-Encoding": "gzip"})
    plain = served.request("GET", params={"query": EVERYTHING}, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert {"Accept", "Accept-Encoding"} <= {name.strip() for name in plain.headers["vary"].split(",")}
    tiny = served.request("GET", params={"query": "ASK {}"}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in tiny.headers


def test_head_says_what_get_would_and_does_not_do_the_work(served: Endpoint) -> None:
    get, head = (served.request(method, params={"query": EVERYTHING}) for method in ("GET", "HEAD"))
    same = ("content-type", "etag", "cache-control", "vary", "cartkg-build")
    assert {name: head.headers[name] for name in same} == {name: get.headers[name] for name in same}
    assert head.content == b""
    assert served.request("HEAD", params={"query": MANY}).status_code == 200
    assert served.request("HEAD", params={"query": "SELECT * {"}).status_code == 400
    assert served.request("HEAD").status_code in (200, 303)


def test_scripts_of_other_sites_may_ask(served: Endpoint) -> None:
    preflight = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    allowed = served.request("OPTIONS", headers=preflight | {"Access-Control-Request-Headers": "content-type"})
    assert allowed.status_code == 200
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "content-type" in allowed.headers["access-control-allow-headers"].lower()
    for query, status in (("ASK {}", 200), ("ASK {", 400)):
        answer = served.request("GET", params={"query": query}, headers={"Origin": "https://example.org"})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]
    assert served.request("OPTIONS").headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND"])
def test_other_methods_are_refused(served: Endpoint, method: str) -> None:
    answer = served.request(method, params={"query": "ASK {}"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_fault_is_shown_in_the_query_or_given_as_data(served: Endpoint) -> None:
    query = "SELECT ?s\n{ ?s foo:bar ?o }"
    text = served.ask(query)
    assert (text.status_code, text.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    lines = text.text.splitlines()
    assert lines[0] == "the query does not parse at line 2, column 6: the prefix foo: is not declared"
    assert lines[1].index("foo:bar") == lines[2].index("^")
    data = served.ask(query, "application/sparql-results+json")
    assert data.headers["content-type"] == "application/json"
    assert {"line": 2, "column": 6, "text": "{ ?s foo:bar ?o }", "status": 400}.items() <= data.json().items()
    assert data.headers["cache-control"] == "no-store"


def test_a_compressed_request_is_not_read(served: Endpoint) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    answer = served.request("POST", content=gzip.compress(b"ASK {}"), headers=headers)
    assert answer.status_code == 415


def test_a_request_that_comes_slowly_is_not_awaited(served: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cartkg.server.endpoint.BODY", 0.2)
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n\r\nASK"
    assert served.raw(head).startswith(b"HTTP/1.1 408 ")


def test_a_body_beyond_its_bound_is_refused_before_it_has_come(served: Endpoint) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99999999\r\n\r\n"
    assert served.raw(head + b" " * 400_000).startswith(b"HTTP/1.1 413 ")


def test_an_answer_beyond_its_bound_has_its_status(graph: Path) -> None:
    with endpoint(graph, 1, Bounds(answer=100_000)) as running:
        answer = running.ask("SELECT * { ?s ?p ?o . ?a ?b ?c }")
        assert answer.status_code == 507
        assert "100,000 bytes" in answer.json()["error"] if "json" in answer.headers["content-type"] else answer.text


def test_a_query_beyond_its_time_has_its_status(graph: Path) -> None:
    with endpoint(graph, 1, Bounds(seconds=1)) as running:
        answer = running.ask(RUNAWAY)
        assert (answer.status_code, answer.headers["cache-control"]) == (504, "no-store")
        assert "longer than 1 s" in answer.text


def test_an_answer_that_breaks_off_does_not_look_whole(served: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its beginning was sent before it outgrew its bound; then the connection is closed without the last chunk."""
    monkeypatch.setattr("cartkg.server.delivery.AHEAD", 1)
    with httpx.stream("GET", served.address, params={"query": MANY}) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            list(answer.iter_raw())
    assert served.ask("ASK {}").status_code == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_curl_sees_that_an_answer_broke_off(served: Endpoint, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cartkg.server.delivery.AHEAD", 1)
    curl = which("curl")
    if not curl:
        pytest.skip("no curl on this machine")
    command = [curl, "-sS", "-G", "--data-urlencode", f"query={MANY}", "-H", f"Accept-Encoding: {encoding}", served.address]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 18, "curl's code for a partial file"
    assert len(done.stdout) > 10_000


def test_a_client_that_cannot_tell_gets_whole_answers_alone(served: Endpoint) -> None:
    """HTTP/1.0 ends an answer by closing the connection, so a cut one would look whole."""
    query = MANY.replace(" ", "%20").encode()
    refused = served.raw(b"GET /sparql?query=" + query + b" HTTP/1.0\r\n\r\n")
    assert refused.startswith(b"HTTP/1.1 507 ")


def test_a_client_that_leaves_frees_its_worker(graph: Path) -> None:
    with endpoint(graph, 1, Bounds(seconds=60, long=0, patience=60)) as running:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(running.address, params={"query": RUNAWAY}, timeout=0.5)
        assert running.ask("ASK {}").status_code == 200


def test_a_client_that_leaves_midway_frees_its_worker(graph: Path) -> None:
    with endpoint(graph, 1, Bounds(seconds=60, long=0, patience=60)) as running:
        with httpx.stream("GET", running.address, params={"query": MANY}, timeout=60) as answer:
            next(answer.iter_raw())
        assert running.ask("ASK {}").status_code == 200


def test_monstrous_queries_do_not_keep_the_server_from_answering(graph: Path) -> None:
    """100 KB nested, chained, quoted: what reads them is a worker, so /health answers meanwhile."""
    with endpoint(graph, 2, Bounds(seconds=2)) as running:
        _monsters(running)


def _monsters(served: Endpoint) -> None:
    monsters = [
        "SELECT * " + "{" * 49_000 + "}" * 49_000,
        "SELECT * { ?s " + "<a:b>/" * 15_000 + "<a:b> ?o }",
        "SELECT * { ?s ?p " + '\\"' * 48_000 + " SERVICE }",
        "SELECT * {" + "OPTIONAL { ?s ?p 1 }" * 4_900 + "}",
        ":" * 99_000,
    ]
    health, seen = served.address.replace("/sparql", "/health"), list[int]()
    asking = [threading.Thread(target=lambda one=one: seen.append(_posted(served, one)), daemon=True) for one in monsters]
    for thread in asking:
        thread.start()
    while any(thread.is_alive() for thread in asking):
        assert httpx.get(health, timeout=5).status_code == 200
        sleep(0.1)
    assert set(seen) <= {200, 400, 403, 503, 504}


def _posted(served: Endpoint, query: str) -> int:
    return served.request("POST", content=query, headers={"Content-Type": "application/sparql-query"}).status_code


def test_a_fault_of_the_program_is_500(served: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never the client's fault, and nothing of it is shown."""

    def broken(_: str) -> str:
        raise RuntimeError("made up")

    monkeypatch.setattr("cartkg.server.endpoint.form", broken)
    answer = served.ask("ASK {}")
    assert answer.status_code == 500
    assert "made up" not in answer.text


def test_small_answers_do_not_wait_for_an_acknowledgement() -> None:
    """asyncio sets TCP_NODELAY on sockets that it made alone; this one is made before, so that a taken port is said plainly."""
    with _listen("127.0.0.1", 0) as listening:
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_json_of_the_answer_is_json(served: Endpoint) -> None:
    assert len(json.loads(served.ask(EVERYTHING).content)["results"]["bindings"]) == 200
