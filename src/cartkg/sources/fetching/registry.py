"""ClinicalTrials.gov API v2 over HTTP: pages by token, with patience for a server that is busy or fails for a moment.

Nothing that a server does goes on without end: an answer has a bound in bytes (unpacked) and in seconds, a listing in pages, a
pause in seconds.
"""

import asyncio
import json
import math
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

import httpx
import tenacity

from cartkg.model.errors import CartkgError

HOST = re.compile(rb"[A-Za-z0-9._:-]+")
ATTEMPTS = 6
BUSY = frozenset({429, 500, 502, 503, 504})
REDIRECTS = 5
LONGEST_PAUSE = 120.0  # seconds, whatever Retry-After asks for
ANSWER_SECONDS = 180.0  # from the request to the last byte of its answer
ANSWER_BYTES = 100_000_000  # unpacked; a page of 200 whole records has some 10 MB
EMPTY_PAGES = 3  # one after another with a token for the next: the listing leads nowhere
MAX_PAGES = 5_000


class RegistryError(CartkgError):
    """The registry did not give what it was asked for."""


class UnusableAnswerError(RegistryError):
    """The answer to this one request is of no use (refused, broken, too large); another request may fare better."""


class ExpiredTokenError(RegistryError):
    """The registry no longer knows the page token: the listing begins again."""


class _Again(Exception):  # noqa: N818 - a signal to the retry loop, never seen by a caller
    """A fault that may pass: asked again after a pause, of `seconds` when the server named it.

    `broken`: an answer came, and could not be used.
    """

    def __init__(self, problem: str, seconds: float | None = None, broken: bool = False) -> None:
        self.problem, self.seconds, self.broken = problem, seconds, broken
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing. `total` is what the server says the whole listing holds (None where it does not)."""

    studies: tuple[Any, ...]
    next_token: str
    total: int | None


class Registry:
    """The API at an address. At most `rate` requests a second; `warn` hears of what is odd but no error.

    Raises RegistryError where `address` is none.
    """

    def __init__(
        self, address: str, rate: float, warn: Callable[[str], None], pause: float = 1.0, seconds: float = ANSWER_SECONDS
    ) -> None:
        self.address, self._gap, self.warn, self._pause, self._seconds = address, 1.0 / rate, warn, pause, seconds
        _check(address)
        self._last = 0.0
        self._runner = asyncio.Runner()
        self._http = httpx.AsyncClient(
            timeout=60, follow_redirects=True, max_redirects=REDIRECTS, headers={"User-Agent": "cartkg (research)"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._http.aclose())
        self._runner.close()

    def pages(self, parameters: dict[str, str], page_size: int) -> Iterator[Page]:
        """All pages of a listing, in order.

        Raises ExpiredTokenError where the registry forgot the listing on the way, and RegistryError for one that would not end:
        a token that comes twice, empty page after empty page, too many pages.
        """
        seen: set[str] = set()
        token, empty = "", 0
        for _ in range(MAX_PAGES):
            page = self._page(parameters, page_size, token)
            yield page
            token, empty = page.next_token, 0 if page.studies else empty + 1
            if not token:
                return
            if token in seen:
                raise RegistryError(self.address, f"the page token {token[:80]!r} came twice", "try again later")
            if empty >= EMPTY_PAGES:
                raise RegistryError(self.address, f"{EMPTY_PAGES} empty pages came, each with a next one", "try again later")
            seen.add(token)
        raise RegistryError(self.address, f"the listing has more than {MAX_PAGES:,} pages", "ask for less at a time")

    def _page(self, parameters: dict[str, str], page_size: int, token: str) -> Page:
        asked = {**parameters, "pageSize": str(page_size), "countTotal": "true", "format": "json"}
        body = self._get("/studies", asked | ({"pageToken": token} if token else {}))
        studies, total = body.get("studies"), body.get("totalCount")
        if not isinstance(studies, list):
            raise UnusableAnswerError(self.address, "the answer holds no list `studies`", "check that the address is an API v2")
        counted = isinstance(total, int) and not isinstance(total, bool) and total >= 0
        return Page(tuple(studies), str(body.get("nextPageToken") or ""), total if counted else None)

    def _get(self, path: str, parameters: dict[str, str]) -> dict[str, Any]:
        retry = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=self._wait,
            before_sleep=lambda state: self.warn(f"{state.outcome.exception() if state.outcome else ''}; asking again"),
        )
        try:
            body: dict[str, Any] = retry(self._once, path, parameters)
        except tenacity.RetryError as error:
            problem = error.last_attempt.exception()
            kind = UnusableAnswerError if isinstance(problem, _Again) and problem.broken else RegistryError
            raise kind(self.address, f"{problem}, {ATTEMPTS} times", "try again later: what was fetched is kept") from error
        return body

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """Exponential back-off with full jitter, or what the server's Retry-After asks for."""
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, _Again) and fault.seconds is not None:
            return fault.seconds
        return tenacity.wait_random_exponential(multiplier=self._pause, max=60 * self._pause)(state)

    def _once(self, path: str, parameters: dict[str, str]) -> dict[str, Any]:
        self._keep_rate()
        try:
            response, content = self._runner.run(self._answer(self.address + path, parameters))
        except TimeoutError as error:
            raise _Again(f"the answer did not come whole within {self._seconds:g} s") from error
        except httpx.TooManyRedirects as error:
            raise RegistryError(self.address, "leads from one address to the next", "check the address of the API") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise RegistryError(self.address, f"leads to no address: {error}", "check the address of the API") from error
        except httpx.DecodingError as error:
            raise _Again("the answer is not compressed as it says", broken=True) from error
        except httpx.RequestError as error:
            raise _Again(f"no answer ({type(error).__name__})") from error
        return self._read(response, content, bool(parameters.get("pageToken")))

    async def _answer(self, address: str, parameters: dict[str, str]) -> tuple[httpx.Response, bytes]:
        """One answer and its unpacked body. Raises TimeoutError when it trickles, UnusableAnswerError when it is too large."""
        body = bytearray()
        async with asyncio.timeout(self._seconds), self._http.stream("GET", address, params=parameters) as response:
            async for part in response.aiter_bytes(65_536):
                body += part
                if len(body) > ANSWER_BYTES:
                    raise UnusableAnswerError(self.address, f"the answer has over {ANSWER_BYTES // 10**6} MB", "ask for less")
        return response, bytes(body)

    def _read(self, response: httpx.Response, content: bytes, token: bool) -> dict[str, Any]:
        """The JSON object of an answer. Raises _Again for what may pass, and RegistryError, by kind, for what does not."""
        status = response.status_code
        if status in BUSY:
            raise _Again(f"the registry answered {status}", pause(response.headers.get("retry-after"), datetime.now(UTC)))
        if status == httpx.codes.BAD_REQUEST and token:
            raise ExpiredTokenError(self.address, "the registry refuses the page token", "ask for the listing again")
        if status != httpx.codes.OK:
            said = " ".join(content[:2000].decode(errors="replace").split())[:200]
            raise UnusableAnswerError(self.address, f"the registry answered {status}: {said}", "mend the query")
        try:
            body = json.loads(content)
        except RecursionError as error:
            raise UnusableAnswerError(self.address, "the answer's JSON is nested too deeply", "try again later") from error
        except ValueError as error:
            raise _Again("the answer is no whole JSON", broken=True) from error
        if not isinstance(body, dict):
            raise UnusableAnswerError(self.address, "the answer is no JSON object", "check that the address is an API v2")
        return body

    def _keep_rate(self) -> None:
        rest = self._last + self._gap - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        self._last = time.monotonic()


def _check(address: str) -> None:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise RegistryError(address, f"is no address: {error}", "write it such as https://clinicaltrials.gov/api/v2") from error
    if url.scheme not in ("http", "https") or not HOST.fullmatch(url.raw_host):
        raise RegistryError(address, "is no web address", "write it such as https://clinicaltrials.gov/api/v2")


def pause(header: str | None, now: datetime) -> float | None:
    """The seconds, from 0 to LONGEST_PAUSE, that a Retry-After header asks for, as a number or a date; None for other words."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            then = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (then - now).total_seconds() if then.tzinfo else math.nan
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST_PAUSE)
