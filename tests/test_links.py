"""Every link of the site leads somewhere: pages are followed from the first one, so many of each kind, fragments included."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urldefrag, urlsplit

import pytest
from starlette.testclient import TestClient

import made_up
from cartkg.server.app import application

EACH = 6  # pages followed of one kind, which is a route with the names of its parameters
LINK = re.compile(r'(?:href|src|action)="(/[^"]*|#[^"]*)"')
NAMED = re.compile(r'\sid="([^"]+)"')


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    graph: Path = made_up.built(tmp_path_factory.mktemp("linked"), 6)
    with TestClient(application(graph, workers=1)) as opened:
        yield opened


def kind(address: str) -> str:
    """What sort of page an address is: its first two steps, its ending, and the names of its parameters."""
    parts = urlsplit(address)
    first, *rest = parts.path.strip("/").split("/")
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    return f"{first}/{len(rest)}.{parts.path.rpartition('.')[2] if '.' in parts.path else ''}?{','.join(names)}"


def links(text: str) -> set[str]:
    return {found.replace("&amp;", "&") for found in LINK.findall(text)}


def test_every_link_leads_somewhere(client: TestClient) -> None:
    followed, kinds, lost, seen = 0, Counter[str](), list[str](), {"/"}
    open_ = deque([("/", "the first page")])
    while open_:
        address, source = open_.popleft()
        answer = client.get(address, headers={"Accept": "text/html, */*;q=0.1"})
        followed += 1
        if answer.status_code >= 400:
            lost.append(f"{answer.status_code} {address} (from {source})")
            continue
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        names = set(NAMED.findall(answer.text))
        for link in sorted(links(answer.text)):
            target, fragment = urldefrag(link)
            if not target and fragment and unquote(fragment) not in names:
                lost.append(f"no place {link} on {address}")
            if target and target not in seen and kinds[kind(target)] < EACH:
                seen.add(target)
                kinds[kind(target)] += 1
                open_.append((target, address))
    assert lost == []
    assert followed > 100


def test_a_lost_link_is_seen(client: TestClient) -> None:
    assert links('<a href="/a?x=1&amp;y=2">, <a href="#b">, <a href="https://example.org/">') == {"/a?x=1&y=2", "#b"}
    assert client.get("/a").status_code == 404


def test_evidence_leads_to_an_item_that_is_there(client: TestClient) -> None:
    """A link from an answer into a trial names an item of that trial's page."""
    page = client.get("/questions/excludes-prior-therapy", headers={"Accept": "text/html"}).text
    evidence = {link for link in links(page) if link.startswith("/trial/") and "#" in link}
    assert len(evidence) > 2
    for link in evidence:
        address, fragment = urldefrag(link)
        assert f'id="{fragment}"' in client.get(address, headers={"Accept": "text/html"}).text
