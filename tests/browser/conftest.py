"""A real server over made-up records, a real browser before it, and a watch on all that a page does."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Response, expect, sync_playwright

import made_up
from cartkg.server.site import bundle

NAMES = ("chromium", "chromium-browser", "google-chrome")  # what the systems call it; else Playwright's own is taken
REQUIRED = "CARTKG_BROWSER"  # set to "required" where a missing browser is a failure, as in .ci/run
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
SCRIPTS = pytest.mark.skipif(not (bundle("editor") and bundle("graph")), reason="scripts not built: `make web` needs npm")
PATIENCE = 20_000  # milliseconds until something that should appear is given up
expect.set_options(timeout=PATIENCE)


@dataclass
class Watched:
    """A page under watch: `faults` are what it should not have done, in words."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)  # statuses that this test provokes

    def open(self, path: str) -> Response:
        """Goes to an address of the site and waits until it has come to rest."""
        answer = self.page.goto(self.site + path, wait_until="networkidle")
        assert answer is not None
        return answer

    def scroll(self) -> None:
        """Goes down to the page's end and up again, so that what comes only when it is seen is there."""
        self.page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
        self.page.wait_for_timeout(100)
        self.settle()
        self.page.evaluate("() => scrollTo(0, 0)")

    def settle(self) -> None:
        """Waits until nothing is loading any more."""
        self.page.wait_for_load_state("networkidle")

    @property
    def path(self) -> str:
        """The path and query of the address shown."""
        parts = urlsplit(self.page.url)
        return parts.path + ("?" + parts.query if parts.query else "")

    def watch(self) -> None:
        """Notes console errors and warnings (a breach of the content policy is one), requests to other hosts, failed loads."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._provoked(message.text):
            self.faults.append(f"console {message.type}: {message.text}")

    def _provoked(self, text: str) -> bool:
        return any(f"status of {status}" in text for status in self.refusals)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site + "/", "data:", "blob:")):
            self.faults.append(f"asks another host: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or a request that a newer one replaced
            self.faults.append(f"did not load: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refusals:
            self.faults.append(f"status {response.status}: {response.url}")


def _executable() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="package")  # no longer: its event loop would keep other tests of the process from theirs
def browser() -> Iterator[Browser]:
    """Headless Chromium. Without one the test is skipped, or fails where CARTKG_BROWSER=required."""
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=_executable(), args=ARGUMENTS)
        except Error as error:
            reason = "no browser: install chromium, or run `playwright install chromium`"
            if os.environ.get(REQUIRED) == "required":
                pytest.fail(f"{reason}\n{error}")
            pytest.skip(reason)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built graph of twelve made-up records."""
    return made_up.built(tmp_path_factory.mktemp("browsed"), 12)


@pytest.fixture(scope="package")
def site(browser: Browser, graph: Path) -> Iterator[str]:
    """The address of a server process over the made-up graph, without a slash at its end. No server without a browser."""
    program = str(Path(sys.executable).with_name("cartkg"))
    command = [program, "serve", "--graph", str(graph), "--port", "0", "--log-format", "json"]
    log = graph.parent / "log"
    with log.open("w") as said, subprocess.Popen(command, stdout=said, stderr=said) as server:
        yield _address(server, log)
        server.terminate()


def _address(server: "subprocess.Popen[bytes]", log: Path) -> str:
    """Where the server says that it listens, once it says so."""
    while server.poll() is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            if '"pages"' in line:
                return str(json.loads(line)["pages"]).rstrip("/")
        time.sleep(0.05)
    pytest.fail("the server did not start:\n" + log.read_text(encoding="utf-8"))


Opened = Callable[..., Watched]


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Opened]:
    """Opens pages under watch: `opened(width=…, scheme=…, scripts=…)`. A fault of any of them fails the test."""
    contexts, pages = list[BrowserContext](), list[Watched]()

    def new(width: int = 1440, scheme: str = "light", scripts: bool = True) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        watched = Watched(context.new_page(), site)
        watched.watch()
        contexts.append(context)
        pages.append(watched)
        return watched

    yield new
    for context in contexts:
        context.close()
    assert [fault for one in pages for fault in one.faults] == []


@contextmanager
def downloading(page: Page) -> Iterator[list[Path]]:
    """A list that holds the downloaded file when the block ends."""
    files: list[Path] = []
    with page.expect_download() as download:
        yield files
    files.append(Path(download.value.path()))
