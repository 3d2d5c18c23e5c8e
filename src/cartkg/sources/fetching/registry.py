"""ClinicalTrials.gov API v2 over HTTP: pages by token, with patience for a server that is busy or fails for a moment."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import httpx
import tenacity

from cartkg.model.errors import CartkgError

ATTEMPTS = 6
BUSY = frozenset({429, 500, 502, 503, 504})


class RegistryError(CartkgError):
    """The registry did not give what it was asked for."""


class _Again(Exception):  # noqa: N818 - a signal to the retry loop, never seen by a caller
    """A fault that may pass: asked again after a pause, of `seconds` when the server named it."""

    def __init__(self, problem: str, seconds: float | None = None) -> None:
        self.problem, self.seconds = problem, seconds
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing. `total` is what the server says the whole listing holds (None where it does not)."""

    studies: tuple[dict[str, Any], ...]
    next_token: str
    total: int | None


class Registry:
    """The API at an address. At most `rate` requests a second; `warn` hears of what is odd but no error."""

    def __init__(self, address: str, rate: float, warn: Callable[[str], None], pause: float = 1.0) -> None:
        self.address, self._gap, self._warn, self._pause = address, 1.0 / rate, warn, pause
        self._last = 0.0
        self._http = httpx.Client(timeout=60, follow_redirects=True, headers={"User-Agent": "cartkg (research)"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def pages(self, parameters: dict[str, str], page_size: int) -> Iterator[Page]:
        """All pages of a listing, in order.

        Raises RegistryError when a token comes twice (the listing would never end). A total that changes on the way is said.
        """
        seen: set[str] = set()
        token, total = "", None
        while True:
            page = self._page(parameters, page_size, token)
            if total is not None and page.total is not None and page.total != total:
                self._warn(f"the listing changed while it was read: {total} records, then {page.total}")
            total = page.total if page.total is not None else total
            yield page
            token = page.next_token
            if not token:
                return
            if token in seen:
                raise RegistryError(self.address, f"the page token {token} came twice", "try again later")
            seen.add(token)

    def studies(self, ids: Sequence[str]) -> tuple[dict[str, Any], ...]:
        """The records of these ids; one that the registry no longer shows is not among them."""
        return tuple(s for page in self.pages({"filter.ids": ",".join(ids)}, len(ids)) for s in page.studies)

    def _page(self, parameters: dict[str, str], page_size: int, token: str) -> Page:
        asked = {**parameters, "pageSize": str(page_size), "countTotal": "true", "format": "json"}
        body = self._get("/studies", asked | ({"pageToken": token} if token else {}))
        studies = body.get("studies")
        if not isinstance(studies, list):
            raise RegistryError(self.address, "the answer holds no list `studies`", "check that the address is an API v2")
        return Page(tuple(studies), str(body.get("nextPageToken") or ""), body.get("totalCount"))

    def _get(self, path: str, parameters: dict[str, str]) -> dict[str, Any]:
        retry = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=self._wait,
            before_sleep=lambda state: self._warn(f"{state.outcome.exception() if state.outcome else ''}; asking again"),
        )
        try:
            body: dict[str, Any] = retry(self._once, path, parameters)
        except tenacity.RetryError as error:
            problem = error.last_attempt.exception()
            raise RegistryError(
                self.address, f"{problem}, {ATTEMPTS} times", "try again later: what was fetched is kept"
            ) from error
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
            response = self._http.get(self.address + path, params=parameters)
        except httpx.TransportError as error:
            raise _Again(f"no answer ({type(error).__name__})") from error
        if response.status_code in BUSY:
            raise _Again(f"the registry answered {response.status_code}", _seconds(response.headers.get("retry-after")))
        if response.status_code != httpx.codes.OK:
            said = " ".join(response.text.split())[:200]
            raise RegistryError(self.address, f"the registry answered {response.status_code}: {said}", "mend the query")
        try:
            body = response.json()
        except ValueError as error:
            raise _Again("the answer is no whole JSON") from error
        if not isinstance(body, dict):
            raise RegistryError(self.address, "the answer is no JSON object", "check that the address is an API v2")
        return body

    def _keep_rate(self) -> None:
        rest = self._last + self._gap - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        self._last = time.monotonic()


def _seconds(header: str | None) -> float | None:
    try:
        return min(float(header), 120.0) if header else None
    except ValueError:
        return None
