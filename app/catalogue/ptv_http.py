"""Asks the PTV interface, patiently: the only place that knows its connections, pauses and faults."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from app import __version__
from app.errors import CatalogueSourceError

Get = Callable[[str, Mapping[str, str]], object]
"""Path below the base URL and query parameters → the JSON answer, or None where PTV has no such thing (404)."""

ATTEMPTS: Final = 6
FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 300.0
TIMEOUT: Final = httpx.Timeout(120.0, connect=10.0)
"""PTV may think about a list for a minute."""

_RETRIED_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class _TryAgain(Exception):
    """The answer is of no use, a later one may be; pause_seconds is what PTV asked for, if it did."""

    def __init__(self, reason: str, pause_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pause_seconds = pause_seconds


@contextmanager
def open_ptv(base_url: str, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Get]:
    """A connection to the interface at base_url, for one request at a time.

    A request is tried ATTEMPTS times, with pauses that double and vary by half, or of the length Retry-After names,
    up to five minutes. Raises CatalogueSourceError for one that fails for good.
    """
    headers = {"User-Agent": f"revontuli/{__version__}", "Accept": "application/json"}
    with httpx.Client(headers=headers, timeout=TIMEOUT) as http:

        def get(path: str, parameters: Mapping[str, str]) -> object:
            url = f"{base_url.rstrip('/')}/{path}"
            for attempt in range(ATTEMPTS):
                try:
                    return _answer(http, url, parameters)
                except _TryAgain as failure:
                    reason = failure.reason
                    if attempt + 1 < ATTEMPTS:
                        sleep(_pause_seconds(attempt, failure.pause_seconds))
            raise CatalogueSourceError(f"{url} {reason}, {ATTEMPTS} times in a row")

        yield get


def _answer(http: httpx.Client, url: str, parameters: Mapping[str, str]) -> object:
    try:
        response = http.get(url, params=parameters)
    except httpx.RequestError as error:
        raise _TryAgain(f"cannot be read ({type(error).__name__})") from None
    if response.status_code in _RETRIED_STATUSES:
        raise _TryAgain(f"answers {response.status_code}", _retry_after_seconds(response))
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    if response.status_code != httpx.codes.OK:
        raise CatalogueSourceError(f"{url} answers {response.status_code}")
    try:
        answer: object = json.loads(response.content)
    except (ValueError, RecursionError):
        raise _TryAgain("does not answer in JSON") from None
    return answer


def _pause_seconds(attempt: int, asked_seconds: float | None) -> float:
    if asked_seconds is not None:
        return min(asked_seconds, LONGEST_PAUSE_SECONDS)
    jitter = random.uniform(0.5, 1.5)  # noqa: S311  # spreads load, guards nothing
    return FIRST_PAUSE_SECONDS * 2.0**attempt * jitter


def _retry_after_seconds(response: httpx.Response) -> float | None:
    """Retry-After as seconds or as a date (RFC 9110); None without one that can be read."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
