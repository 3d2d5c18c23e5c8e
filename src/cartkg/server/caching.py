"""What is not sent or made twice: a page's ETag names the build and this program's edition; static files go by their content.

A page is a function of its address (with the host), the Accept header, the build and the program. So a client that holds the
page of this build is answered 304 before the page is made (RFC 9110, sections 8.8.3 and 13.1.2), and a page that another client
had is sent as it was. /sparql, /health and /metrics see to themselves.
"""

from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cartkg.model.resources import folder
from cartkg.server.kept import Answers, Recorder
from cartkg.server.live import Live

PACKAGE = Path(__file__).parents[1]
STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
APART = ("/sparql", "/health", "/metrics")
LONG = "public, max-age=31536000, immutable"
AGAIN = "no-cache"  # keep it, but ask each time whether it is still so


@cache
def edition() -> str:
    """A digest of this program: its version, code and templates."""
    files = sorted((*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *folder("queries").rglob("*.rq")))
    return sha256(version("cartkg").encode() + b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def asset(name: str) -> str:
    """The address of a static file with a digest of its content, so that it may be kept for good; "" where it is not there."""
    file = STATIC / name
    if not file.is_file():
        return ""
    stamp = file.stat()
    return f"/static/{name}?v={_digest(file, stamp.st_mtime_ns, stamp.st_size)}"


@cache
def _digest(file: Path, _time: int, _size: int) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]


def tag(digest: str, accept: str) -> str:
    """The ETag of a page of this build for this Accept header: weak, for it is the same compressed or not."""
    form = sha256(f"{accept}\n{_furnished()}".encode()).hexdigest()[:12]
    return f'W/"{digest[:12]}-{edition()}-{form}"'


def _furnished() -> str:
    """What tells whether a template or a static file (pages hold their digests) changed while the server runs."""
    return "\n".join(map(_stamped, sorted((*STATIC.rglob("*"), *TEMPLATES.iterdir()))))


def _stamped(file: Path) -> str:
    with suppress(FileNotFoundError):  # it is being replaced
        found = file.stat()
        return f"{file.name} {found.st_size} {found.st_mtime_ns}"
    return ""


def holds(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names the ETag, compared weakly (RFC 9110, section 13.1.2)."""
    named = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in named or etag.removeprefix("W/") in named


class Caching:
    """Middleware: 304 for what the client holds, what is kept for pages made before, ETag and Cache-Control on all."""

    def __init__(self, app: ASGIApp, live: Live) -> None:
        self.app, self.live = app, live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"] in APART:
            await self.app(scope, receive, send)
        elif scope["path"].startswith("/static/"):
            await self.app(scope, receive, _keeping(send, LONG if b"v=" in scope["query_string"] else AGAIN))
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, build = Headers(scope=scope), self.live.build
        etag = tag(build.summary.digest, headers.get("accept", ""))
        answers = build.kept(Answers, lambda _: Answers())
        key = _key(scope, headers, etag)
        if holds(headers.get("if-none-match", ""), etag) and "*" not in headers.get("if-none-match", ""):
            await _not_modified(send, etag)
        elif answer := await answers.wait(key):
            await answer.sent(scope, send)
        else:
            with answers.making(key) as settled:
                recorder = Recorder(answers, key, scope, send, settled)
                await self.app(scope, receive, _keeping(recorder, AGAIN, etag))


def _key(scope: Scope, headers: Headers, etag: str) -> tuple[object, ...]:
    """All that an answer hangs on; the ETag stands for build, program and Accept."""
    host, packed = headers.get("host", ""), "gzip" in headers.get("accept-encoding", "")
    return (scope["scheme"], host, scope["path"], scope["query_string"], etag, packed)


def _keeping(send: Send, control: str, etag: str = "") -> Send:
    """`send`, with Cache-Control and ETag put into the head of a good answer that has none of its own."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            good = message["status"] in (200, 304)
            headers.setdefault("cache-control", control if good else "no-store")
            if good and etag:
                headers.setdefault("etag", etag)
                headers.add_vary_header("Accept")
        await send(message)

    return sending


async def _not_modified(send: Send, etag: str) -> None:
    head = {"etag": etag, "cache-control": AGAIN, "vary": "Accept, Accept-Encoding"}
    raw = [(name.encode(), value.encode()) for name, value in head.items()]
    await send({"type": "http.response.start", "status": 304, "headers": raw})
    await send({"type": "http.response.body", "body": b""})


class Compression(GZipMiddleware):
    """gzip for pages and static files; /sparql compresses its own stream."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=1000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = scope["type"] != "http" or scope["path"] == "/sparql"
        await (self.app if plain else super().__call__)(scope, receive, send)
