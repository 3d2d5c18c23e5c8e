"""Connections that wait: half a head takes no page from anybody, and is cut."""

import resource
import socket
import time
from pathlib import Path

import pytest

from cartkg.cli import connections
from serving import made_up, put, serving


@pytest.mark.parametrize(("files", "most"), [(1024, 928), (256, 160), (64, 8), (10**6, 1000), (resource.RLIM_INFINITY, 1000)])
def test_there_are_fewer_connections_than_open_files(monkeypatch: pytest.MonkeyPatch, files: int, most: int) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert connections.bound() == most


def test_half_sent_heads_take_no_page_from_anybody_and_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four hundred of them, at a limit of 200 open files."""
    put(made_up(1), tmp_path / "graph", 1)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1000:
        pytest.skip("this system allows too few open files")
    with serving(tmp_path / "graph", tmp_path / "temporary") as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (200, hard))
        host, port = server.address.removeprefix("http://").split(":")
        held = []
        try:
            for number in range(400):
                one = socket.create_connection((host, int(port)), timeout=30)
                one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " if number % 2 else b"")
                held.append(one)
                if number % 100 == 99:
                    begun = time.monotonic()
                    assert server.get("/health").status_code == 200
                    assert time.monotonic() - begun < connections.HEAD_SECONDS
            assert server.count()[1] == 1  # the workers too
            deadline = time.monotonic() + connections.HEAD_SECONDS + 20
            for one in held:
                one.settimeout(max(0.1, deadline - time.monotonic()))
                try:
                    while one.recv(1000):
                        pass
                except ConnectionError:
                    continue
        finally:
            for one in held:
                one.close()


def test_a_head_that_comes_slowly_and_whole_is_answered(tmp_path: Path) -> None:
    put(made_up(1), tmp_path / "graph", 1)
    with serving(tmp_path / "graph", tmp_path / "temporary") as server:
        host, port = server.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as one:
            for _ in range(2):  # the second request on the same connection has a clock of its own
                for part in (b"GET /health HT", b"TP/1.1\r\nHo", b"st: x\r\n\r\n"):
                    one.sendall(part)
                    time.sleep(0.2)
                assert one.recv(100_000).startswith(b"HTTP/1.1 200")


def test_a_request_that_ends_in_two_ways_is_refused_and_cut(tmp_path: Path) -> None:
    """What a proxy takes for the next request must not reach us as the body of this one, nor the other way round."""
    put(made_up(1), tmp_path / "graph", 1)
    with serving(tmp_path / "graph", tmp_path / "temporary") as server:
        host, port = server.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as one:
            head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            one.sendall(head + b"0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while part := one.recv(100_000):
                answer += part
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1
