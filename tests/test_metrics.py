"""Health, metrics, the log and errors: what surrounds every page, asked of an application in this process."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cartkg.server import logs
from cartkg.server.app import application
from cartkg.server.live import Event
from made_up_pages import BROWSER, made_up_application
from serving import COUNT, made_up, put


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return made_up_application(tmp_path_factory.mktemp("served") / "graph")


@pytest.fixture(scope="module")
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="cartkg.server")
    return caplog


def said(lines: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(logs.Json().format(record)) for record in lines.records if record.name == "cartkg.server"]


def figures(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def figure(client: TestClient, name: str, **labels: str) -> float:
    return figures(client).get((name, frozenset(labels.items())), 0)


# --- health and metrics ------------------------------------------------------------------------------------------------


def test_health_says_what_is_served(client: TestClient) -> None:
    told = client.get("/health").json()
    assert (told["status"], told["trials"], told["workers"]["alive"] > 0) == ("ok", 2, True)
    assert told["build"].startswith(client.get("/health").headers["cartkg-build"])
    assert told["last_swap"] is told["last_refusal"] is None


def test_health_is_down_when_no_worker_lives_and_degraded_after_a_refusal(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = client.app.user_middleware[0].kwargs["live"]  # type: ignore[attr-defined]
    monkeypatch.setattr(live, "refused", Event.now("made-up: is damaged"))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["last_refusal"]["problem"] == "made-up: is damaged"
    state = type(live.build.workers.state())
    monkeypatch.setattr(live.build.workers, "state", lambda: state(0, 0, 0, 3))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"], answer.json()["workers"]["waiting"]) == (503, "down", 3)


def test_health_is_a_page_for_browsers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    live = client.app.user_middleware[0].kwargs["live"]  # type: ignore[attr-defined]
    page = client.get("/health", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-store"
    assert "It is well" in page.text
    monkeypatch.setattr(live, "refused", Event.now(f"{live.graph}/store: is damaged"))
    refused = client.get("/health", headers=BROWSER).text
    assert "could not be opened" in refused
    assert "the graph folder/store: is damaged" in refused
    assert str(live.graph) not in refused + client.get("/health").text


def test_metrics_count_requests_by_route_and_not_by_address(client: TestClient) -> None:
    label = {"method": "GET", "route": "/made-up/gone", "status": "404"}
    before = figure(client, "cartkg_requests_total", **label)
    for name in ("a", "b"):
        client.get(f"/made-up/gone?name={name}")
        client.get(f"/nowhere/{name}")
    assert figure(client, "cartkg_requests_total", **label) == before + 2
    assert figure(client, "cartkg_request_seconds_count", route="/made-up/gone") == before + 2
    assert not any("nowhere" in value for _, labels in figures(client) for _, value in labels)
    client.request("MADEUP", "/made-up/gone")
    assert figure(client, "cartkg_requests_total", method="other", route="/made-up/gone", status="405") == 1


def test_metrics_tell_of_the_build_and_the_workers(client: TestClient) -> None:
    told = figures(client)
    build = client.get("/health").headers["cartkg-build"]
    assert any(name == "cartkg_build_info" and ("build", build) in labels for name, labels in told)
    assert told["cartkg_trials", frozenset()] == 2
    assert told["cartkg_triples", frozenset()] == client.app.user_middleware[0].kwargs["live"].build.summary.counts["triples"]  # type: ignore[attr-defined]
    assert told["cartkg_workers_resident_bytes", frozenset()] > 0
    assert told["process_resident_memory_bytes", frozenset()] > 0
    for name in ("cartkg_swaps_total", "cartkg_swap_refusals_total", "cartkg_queries_running", "cartkg_queries_waiting"):
        assert told[name, frozenset()] == 0


def test_queries_are_counted_by_form_and_outcome(client: TestClient) -> None:
    def count(form: str, outcome: str) -> float:
        return figure(client, "cartkg_queries_total", form=form, outcome=outcome)

    before = count("SELECT", "answered"), count("unknown", "refused")
    assert client.get("/sparql", params={"query": COUNT}).status_code == 200
    assert client.get("/sparql", params={"query": "nonsense"}).status_code == 400
    assert (count("SELECT", "answered"), count("unknown", "refused")) == (before[0] + 1, before[1] + 1)


# --- the log -----------------------------------------------------------------------------------------------------------


def test_a_request_is_a_line(client: TestClient, lines: pytest.LogCaptureFixture) -> None:
    answer = client.get("/sparql", params={"query": COUNT}, headers={"Accept-Encoding": "identity"})
    [line] = [line for line in said(lines) if line["event"] == "request"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(line.pop("time")))
    assert float(str(line.pop("ms"))) >= 0
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/sparql",
        "status": 200,
        "bytes": len(answer.content),
        "build": answer.headers["cartkg-build"],
        "query": logs.LoggedQuery(COUNT).digest,
        "form": "SELECT",
        "outcome": "answered",
    }


def test_no_query_and_no_address_is_logged_unless_wanted(client: TestClient, lines: pytest.LogCaptureFixture) -> None:
    secret = "SELECT * { ?person ?secret 'Erika Mustermann' }"
    client.get("/sparql", params={"query": secret})
    client.get("/made-up/gone?q=Mustermann")
    text = "\n".join(
        form.format(record) for record in lines.records for form in (logs.Json(), logs.Text()) if record.name == "cartkg.server"
    )
    assert "request" in text
    for word in ("Mustermann", "testclient", "secret"):
        assert word not in text


def test_queries_are_logged_when_wanted(tmp_path: Path, lines: pytest.LogCaptureFixture) -> None:
    put(made_up(1), tmp_path / "graph", 1)
    with TestClient(application(tmp_path / "graph", 1, log_queries=True)) as client:
        client.get("/sparql", params={"query": COUNT})
        client.get("/nowhere?q=words")
    asked, page = (line for line in said(lines) if line["event"] == "request")
    assert (asked["text"], asked["address"], asked["client"]) == (COUNT, "/sparql", "testclient")
    assert page["address"] == "/nowhere?q=words"


def test_uvicorn_logs_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    names = ("cartkg.server", "uvicorn")
    kept = {
        name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate, logging.getLogger(name).level)
        for name in names
    }
    try:
        logs.configure("json")
        logging.getLogger("uvicorn.error").warning("made-up %s", "warning")
        logs.configure("text")
        logs.event("request", {"method": "GET", "status": 200})
    finally:
        for name, (handlers, propagate, level) in kept.items():
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
    first, second = capsys.readouterr().err.splitlines()
    assert json.loads(first) | {"time": ""} == {
        "time": "",
        "level": "warning",
        "event": "made-up warning",
        "logger": "uvicorn.error",
    }
    assert second.split()[1:] == ["request", "method=GET", "status=200"]


# --- errors ------------------------------------------------------------------------------------------------------------


def test_a_fault_of_the_program_shows_a_number_and_no_trace(client: TestClient, lines: pytest.LogCaptureFixture) -> None:
    answer = client.get("/made-up/broken", headers=BROWSER)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    [failure] = [line for line in said(lines) if line["event"] == "failure"]
    assert str(failure["number"]) in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "made-up fault with a secret" in str(failure["trace"])
    assert figure(client, "cartkg_failures_total") >= 1


def test_a_fault_that_cartkg_foresees_but_no_reader_can_mend_is_the_programs(client: TestClient) -> None:
    assert client.get("/made-up/unforeseen").status_code == 500


def test_an_answer_that_breaks_off_does_not_look_whole(app: Starlette) -> None:
    with TestClient(app) as client, pytest.raises(RuntimeError, match="in the middle"):
        client.get("/made-up/half")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/made-up/gone", 404, "No trial NCT99999999 is in this graph."),
        ("/nowhere", 404, "There is no page at this address."),
        ("/made-up/wrong", 400, "made-up: has no parameter drug."),
        ("/static/nowhere.css", 404, "There is no page at this address."),
    ],
)
def test_an_error_is_a_page_for_browsers_and_text_for_programs(client: TestClient, path: str, status: int, words: str) -> None:
    page, text = client.get(path, headers=BROWSER), client.get(path, headers={"Accept": "*/*"})
    assert page.status_code == text.status_code == status
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert words in page.text
    assert words in text.text
    assert 'href="/trials"' in page.text
    assert "<" not in text.text


def test_a_method_that_does_not_fit_is_told_those_that_do(client: TestClient) -> None:
    answer = client.delete("/made-up/gone", headers=BROWSER)
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


# --- the documentation -------------------------------------------------------------------------------------------------


def test_operations_names_every_series_and_every_field(client: TestClient) -> None:
    text = (Path(__file__).resolve().parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
    client.get("/sparql", params={"query": COUNT})
    series = {name for name, _ in figures(client) if name.startswith("cartkg_")}
    families = {re.sub(r"_(bucket|sum|count)$", "", name) if "seconds" in name else name for name in series}
    assert len(families) > 10
    assert families == set(re.findall(r"`(cartkg_\w+?)(?:\{[\w,]+\})?`", text)), "docs/operations.md"
    for field in client.get("/health").json():
        assert f"`{field}`" in text
    for outcome in logs.OUTCOMES:
        assert f"`{outcome}`" in text
