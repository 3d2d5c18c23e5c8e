"""Headers, ETags, compression, and pages that are kept as they were sent."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from cartkg.server import caching, kept
from cartkg.server.site import SECURITY
from made_up_pages import BROWSER, made_up_application


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return made_up_application(tmp_path_factory.mktemp("served") / "graph")


@pytest.fixture(scope="module")
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


# --- headers, ETags, compression ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/", "/nowhere", "/made-up/broken", "/made-up/gone", "/static/site.css", "/health", "/metrics", "/sparql?query=ASK%7B%7D"],
)
def test_every_answer_carries_the_headers_that_protect(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in SECURITY.items():
        assert answer.headers.get_list(name) == [value]
    assert answer.headers.get_list("cartkg-build") == [client.get("/health").headers["cartkg-build"]]


def test_a_picture_may_style_itself_and_run_nothing(client: TestClient) -> None:
    policy = client.get("/made-up/picture").headers["content-security-policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_only_data_may_be_read_by_other_sites(client: TestClient) -> None:
    assert client.get("/made-up/turtle", headers={"Origin": "http://example.org"}).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/", headers={"Origin": "http://example.org"}).headers


def test_a_page_that_the_client_holds_is_not_made_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/", headers=BROWSER)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    assert {part.strip() for part in first.headers["vary"].split(",")} >= {"Accept", "Accept-Encoding"}
    again = client.get("/", headers=BROWSER | {"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other_form = client.get("/", headers={"Accept": "text/plain", "If-None-Match": etag})
    assert other_form.status_code == 200
    assert client.get("/made-up/gone", headers=BROWSER | {"If-None-Match": "*"}).status_code == 404


def test_another_build_or_program_has_another_etag(monkeypatch: pytest.MonkeyPatch) -> None:
    tags = {caching.tag(digest, accept) for digest in ("a" * 64, "b" * 64) for accept in ("text/html", "*/*")}
    monkeypatch.setattr(caching, "edition", lambda: "changed")
    tags.add(caching.tag("a" * 64, "text/html"))
    assert len(tags) == 5


def test_another_static_file_is_another_etag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "STATIC", tmp_path)
    monkeypatch.setattr(caching, "TEMPLATES", tmp_path)
    before = caching.tag("a" * 64, "text/html")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "editor.js").write_text("made up")
    assert caching.tag("a" * 64, "text/html") != before


@pytest.mark.parametrize("path", ["/made-up/gone", "/made-up/broken", "/nowhere"])
def test_an_error_is_not_kept(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_head_is_a_page_without_its_body(client: TestClient) -> None:
    whole, head = client.get("/", headers=BROWSER), client.head("/", headers=BROWSER)
    assert (head.status_code, head.content) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k != "date"} == {k: v for k, v in whole.headers.items() if k != "date"}


def test_pages_are_compressed_for_those_who_take_it(client: TestClient) -> None:
    plain, packed = (client.get("/made-up/turtle", headers={"Accept-Encoding": form}) for form in ("identity", "gzip"))
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(packed.text) / 10
    assert packed.text == plain.text


def test_a_static_file_named_with_its_digest_is_kept_for_good(client: TestClient) -> None:
    address = caching.asset("site.css")
    assert re.fullmatch(r"/static/site\.css\?v=[0-9a-f]{12}", address)
    assert client.get(address).headers["cache-control"] == "public, max-age=31536000, immutable"
    plain = client.get("/static/site.css")
    assert plain.headers["cache-control"] == "no-cache"
    assert client.get("/static/site.css", headers={"If-None-Match": plain.headers["etag"]}).status_code == 304
    assert caching.asset("nowhere.css") == ""


def test_clients_of_the_test_are_no_browser() -> None:
    """The tests above that expect text rely on it."""
    assert "text/html" not in httpx.Client().headers["accept"]


# --- pages that were made before ---------------------------------------------------------------------------------------


@pytest.fixture
def counted(app: Starlette) -> Iterator[list[str]]:
    """A page that counts how often it is made."""
    made: list[str] = []

    def page(request: Request) -> Response:
        made.append(str(request.url))
        return PlainTextResponse(f"made {len(made)} " + "made up " * 500)

    route = Route("/made-up/counted", page)
    app.router.routes.insert(0, route)
    yield made
    app.router.routes.remove(route)


def test_a_page_is_made_once_a_build_for_each_form_of_it(client: TestClient, counted: list[str]) -> None:
    first, again = client.get("/made-up/counted?a=1"), client.get("/made-up/counted?a=1")
    assert len(counted) == 1
    assert (again.text, again.headers) == (first.text, first.headers)
    head = client.head("/made-up/counted?a=1")
    assert (len(counted), head.content, head.headers["content-length"]) == (1, b"", first.headers["content-length"])
    for other in ({"Accept": "text/csv"}, {"Host": "example.org"}, {"Accept-Encoding": "identity"}):
        client.get("/made-up/counted?a=1", headers=other)
    client.get("/made-up/counted?a=2")
    assert len(counted) == 5


def test_a_page_that_was_made_before_is_told_by_its_route(client: TestClient, counted: list[str]) -> None:
    for _ in range(3):
        client.get("/made-up/counted?b")
    counted_by_route = 'cartkg_requests_total{method="GET",route="/made-up/counted",status="200"}'
    assert float(client.get("/metrics").text.split(counted_by_route)[1].split()[0]) >= 3


def test_those_who_ask_at_once_share_one_page(app: Starlette, counted: list[str]) -> None:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://at-once.example.org") as client:
            return await asyncio.gather(*(client.get("/made-up/counted") for _ in range(20)))

    answers = asyncio.run(ask())
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == len(counted) == 1


def test_those_who_wait_for_a_fault_are_answered_too(app: Starlette) -> None:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://at-once.example.org") as client:
            return await asyncio.gather(*(client.get(f"/made-up/{page}") for page in ("gone", "broken") for _ in range(5)))

    assert [answer.status_code for answer in asyncio.run(ask())] == [404] * 5 + [500] * 5


def test_faults_and_heads_are_not_kept(client: TestClient, counted: list[str]) -> None:
    client.head("/made-up/counted?c")
    assert "made 2" in client.get("/made-up/counted?c").text


def test_what_is_kept_of_pages_is_bounded() -> None:
    answers = kept.Answers()
    answers.put("large", kept.KeptAnswer((), b"x" * (kept.LARGEST + 1), None))
    assert answers.get("large") is None
    for number in range(2 * kept.ROOM // kept.LARGEST):
        answers.put(number, kept.KeptAnswer((), b"x" * kept.LARGEST, None))
        assert answers.get(0)
    assert answers.size == kept.ROOM
    assert answers.get(1) is None
