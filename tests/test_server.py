"""The endpoint: what it answers, what it refuses, and that a runaway query is ended while others are served."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pyoxigraph as ox
import pytest

from cartkg.server import guard, protocol
from cartkg.server.negotiation import BOOLEANS, SOLUTIONS, TRIPLES, choose
from cartkg.server.workers import Bounds, Workers

EX = "http://example.org/"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "store"
    opened = ox.Store(str(path))
    graph, name = ox.NamedNode(EX + "g"), ox.NamedNode(EX + "name")
    opened.extend(ox.Quad(ox.NamedNode(f"{EX}t{i}"), name, ox.Literal(f"trial {i}"), graph) for i in range(400))
    opened.flush()
    del opened
    return path


@pytest.fixture(scope="module")
def workers(store: Path) -> Iterator[Workers]:
    crew = Workers(store, 2, Bounds(seconds=1.5, wait=0.5))
    yield crew
    crew.close()


def ask(workers: Workers, query: str, accept: str | None = None, **dataset: tuple[str, ...]) -> tuple[str, bytes]:
    answer = workers.run(protocol.Request(query, **dataset), accept)
    return answer.media_type, b"".join(answer.chunks)


@pytest.mark.parametrize(
    ("accept", "forms", "media_type"),
    [
        (None, SOLUTIONS, "application/sparql-results+json"),
        ("*/*", TRIPLES, "text/turtle"),
        ("text/csv", SOLUTIONS, "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", SOLUTIONS, "application/sparql-results+xml"),
        ("text/*", SOLUTIONS, "text/csv"),
        ("application/json", SOLUTIONS, "application/sparql-results+json"),
        ("application/json", TRIPLES, "application/ld+json"),
        ("text/turtle;q=0, */*;q=0.1", TRIPLES, "application/n-triples"),
        ("text/html", SOLUTIONS, None),
        ("text/csv", BOOLEANS, None),
        ("TEXT/CSV; Q=0.3, image/png", SOLUTIONS, "text/csv"),
    ],
)
def test_the_accept_header_chooses_the_form(accept: str | None, forms: tuple[object, ...], media_type: str | None) -> None:
    chosen = choose(accept, forms)  # type: ignore[arg-type]  # the three tuples hold the same class
    assert (chosen.media_type if chosen else None) == media_type


def test_a_query_comes_in_three_forms() -> None:
    wanted = protocol.Request("ASK {}", ("http://example.org/g",))
    encoded = "query=ASK%20%7B%7D&default-graph-uri=http%3A%2F%2Fexample.org%2Fg"
    assert protocol.read("GET", encoded, "", b"") == wanted
    assert protocol.read("POST", "", protocol.FORM + "; charset=utf-8", encoded.encode()) == wanted
    in_address = "default-graph-uri=http%3A%2F%2Fexample.org%2Fg"
    assert protocol.read("POST", in_address, protocol.DIRECT, b"ASK {}") == wanted


@pytest.mark.parametrize(
    ("method", "address", "content_type", "body", "status"),
    [
        ("GET", "", "", b"", 400),
        ("GET", "query=ASK+%7B%7D&query=ASK+%7B%7D", "", b"", 400),
        ("PUT", "query=ASK+%7B%7D", "", b"", 405),
        ("POST", "", "text/plain", b"ASK {}", 415),
        ("POST", "", protocol.DIRECT, b"\xff\xfe", 400),
        ("POST", "", protocol.DIRECT, b" " * (protocol.MAX_QUERY_BYTES + 1), 413),
        ("POST", "", "application/sparql-update", b"CLEAR ALL", 403),
        ("POST", "", protocol.FORM, b"update=CLEAR+ALL", 403),
    ],
)
def test_a_wrong_request_has_its_status(method: str, address: str, content_type: str, body: bytes, status: int) -> None:
    with pytest.raises(protocol.Fault) as caught:
        protocol.read(method, address, content_type, body)
    assert caught.value.status == status
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("ASK {}", "ASK"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <http://example.org/t1>", "DESCRIBE"),
    ],
)
def test_a_query_is_known_by_its_form(query: str, form: str) -> None:
    assert guard.check(query) == form


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403),
        ("SELECT * { { SELECT ?s { OPTIONAL { SERVICE SILENT ?where { ?s ?p ?o } } } } }", 403),
        ("INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }", 403),
        ("LOAD <http://127.0.0.1:1/>", 403),
        ("SELECT * { ?s ?p", 400),
        ("nonsense", 400),
    ],
)
def test_what_a_query_may_not_do(query: str, status: int) -> None:
    with pytest.raises(protocol.Fault) as caught:
        guard.check(query)
    assert caught.value.status == status


def test_a_word_that_looks_like_service_is_no_service() -> None:
    assert guard.check('SELECT * { ?s ?p "SERVICE <http://x/>" # SERVICE\n }') == "SELECT"


def test_a_syntax_error_names_its_place() -> None:
    with pytest.raises(protocol.Fault, match="line 2, column"):
        guard.check("SELECT *\n{ ?s ?p }")


def test_solutions_in_csv(workers: Workers) -> None:
    media_type, body = ask(workers, f"SELECT ?n {{ <{EX}t7> ?p ?n }}", "text/csv")
    assert media_type == "text/csv"
    assert list(csv.reader(io.StringIO(body.decode()))) == [["n"], ["trial 7"]]


def test_the_default_graph_is_the_union_unless_the_request_names_graphs(workers: Workers) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert ask(workers, query, "text/csv")[1].split() == [b"n", b"400"]
    assert ask(workers, query, "text/csv", default_graphs=(EX + "other",))[1].split() == [b"n", b"0"]
    assert ask(workers, query, "text/csv", default_graphs=(EX + "g",))[1].split() == [b"n", b"400"]


def test_no_form_fits(workers: Workers) -> None:
    with pytest.raises(protocol.Fault) as caught:
        ask(workers, "ASK {}", "text/csv")
    assert caught.value.status == 406


def test_a_runaway_query_is_ended_and_others_are_served_meanwhile(workers: Workers) -> None:
    started = monotonic()
    with ThreadPoolExecutor(1) as pool:
        runaway = pool.submit(ask, workers, CROSS)
        assert ask(workers, "ASK {}")[1]
        assert not runaway.done()
        with pytest.raises(protocol.Fault) as caught:
            runaway.result()
    assert caught.value.status == 504
    assert monotonic() - started < 15
    assert ask(workers, "ASK {}")[1]


def test_too_many_runaways_are_turned_away(workers: Workers) -> None:
    with ThreadPoolExecutor(3) as pool:
        statuses = [caught.exception() for caught in [pool.submit(ask, workers, CROSS) for _ in range(3)]]
    assert sorted(fault.status for fault in statuses if isinstance(fault, protocol.Fault)) == [503, 504, 504]


def test_an_answer_that_outgrows_its_bound_is_stopped(store: Path) -> None:
    crew = Workers(store, 1, Bounds(answer=2_000))
    try:
        with pytest.raises(protocol.Fault) as caught:
            ask(crew, "SELECT * { ?s ?p ?o }")
        assert caught.value.status == 413
        assert ask(crew, "ASK {}")[1]
    finally:
        crew.close()
