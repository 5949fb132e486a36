"""The two clients: one that blocks and one to await, with the same operations, limits and retries."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

import httpx

from revontuli_client import operations
from revontuli_client.errors import ConnectionFailed, NotSendable, refusal, retry_after
from revontuli_client.operations import Operation

P = ParamSpec("P")
T = TypeVar("T")
TransportT = TypeVar("TransportT", httpx.BaseTransport, httpx.AsyncBaseTransport)

TIMEOUT_SECONDS = 35.0
"""A little more than the service takes at most, by default, before it answers that it could not."""


class _Base(Generic[TransportT]):
    """How to reach a service, and when to ask it again.

    client_id and client_secret are as `revontuli client add` printed them; without them only open data, and a service
    that asks for none, can be used. An answer of 429 was refused before anything was done and is asked again, up to
    max_retries times; a 503 only of requests that store nothing. Retry-After is obeyed up to max_wait_seconds; where
    the service wants a longer pause, the error is raised at once and tells it.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str = "",
        client_secret: str = "",
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        max_retries: int = 2,
        max_wait_seconds: float = 5.0,
        transport: TransportT | None = None,
    ) -> None:
        self._max_retries = max_retries
        self._max_wait_seconds = max_wait_seconds
        self._open(
            base_url=base_url.rstrip("/"),
            auth=httpx.BasicAuth(client_id, client_secret) if client_id else None,
            timeout=timeout_seconds,
            headers={"Accept": "application/json, text/plain;q=0.9"},
            transport=transport,
        )

    def _open(self, **options: Any) -> None:
        """Make the connection pool; nothing is sent yet."""
        raise NotImplementedError

    def _pause(
        self, operation: Operation[Any], response: httpx.Response, tried: int
    ) -> float | None:
        """Seconds to wait before asking again; None to leave it at this answer."""
        may_repeat = response.status_code == 429 or (
            response.status_code == 503 and operation.stores_nothing
        )
        if not may_repeat or tried >= self._max_retries:
            return None
        wanted = retry_after(response)
        seconds = float(2**tried if wanted is None else wanted)
        return seconds if seconds <= self._max_wait_seconds else None


@contextmanager
def _checking_values() -> Iterator[None]:
    try:
        yield
    except (ValueError, httpx.InvalidURL) as error:
        raise NotSendable(type(error).__name__) from error


def _request(http: httpx.Client | httpx.AsyncClient, operation: Operation[Any]) -> httpx.Request:
    with _checking_values():
        return http.build_request(
            operation.method,
            operation.path,
            params=dict(operation.query) or None,
            json=operation.body,
        )


def _read(operation: Operation[T], response: httpx.Response) -> T:
    if not response.is_success:
        raise refusal(response)
    return operation.read(response)


def _blocking(
    describe: Callable[P, Operation[T]],
) -> "Callable[Concatenate[Revontuli, P], T]":
    """The operation as a method that returns its answer."""

    @wraps(describe)
    def perform(self: "Revontuli", /, *arguments: P.args, **named: P.kwargs) -> T:
        with _checking_values():
            operation = describe(*arguments, **named)
        return self._perform(operation)

    return perform


def _awaited(
    describe: Callable[P, Operation[T]],
) -> "Callable[Concatenate[AsyncRevontuli, P], Awaitable[T]]":
    """The operation as a method whose answer is awaited."""

    @wraps(describe)
    async def perform(self: "AsyncRevontuli", /, *arguments: P.args, **named: P.kwargs) -> T:
        with _checking_values():
            operation = describe(*arguments, **named)
        return await self._perform(operation)

    return perform


class Revontuli(_Base[httpx.BaseTransport]):
    __doc__ = _Base.__doc__

    _http: httpx.Client

    def _open(self, **options: Any) -> None:
        self._http = httpx.Client(**options)

    text_search = _blocking(operations.text_search)
    recommend_service = _blocking(operations.recommend_service)
    service_packages = _blocking(operations.service_packages)
    recommendation_feedback = _blocking(operations.recommendation_feedback)
    hand_over_attributes = _blocking(operations.hand_over_attributes)
    read_attributes = _blocking(operations.read_attributes)
    service = _blocking(operations.service)
    similar_services = _blocking(operations.similar_services)
    life_events = _blocking(operations.life_events)
    service_classes = _blocking(operations.service_classes)
    target_groups = _blocking(operations.target_groups)
    municipalities = _blocking(operations.municipalities)

    def _perform(self, operation: Operation[T]) -> T:
        request = _request(self._http, operation)
        tried = 0
        while True:
            try:
                response = self._http.send(request)
            except httpx.HTTPError as error:
                raise ConnectionFailed(type(error).__name__) from error
            pause = self._pause(operation, response, tried)
            if pause is None:
                return _read(operation, response)
            time.sleep(pause)
            tried += 1

    def close(self) -> None:
        """Let go of open connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncRevontuli(_Base[httpx.AsyncBaseTransport]):
    __doc__ = _Base.__doc__

    _http: httpx.AsyncClient

    def _open(self, **options: Any) -> None:
        self._http = httpx.AsyncClient(**options)

    text_search = _awaited(operations.text_search)
    recommend_service = _awaited(operations.recommend_service)
    service_packages = _awaited(operations.service_packages)
    recommendation_feedback = _awaited(operations.recommendation_feedback)
    hand_over_attributes = _awaited(operations.hand_over_attributes)
    read_attributes = _awaited(operations.read_attributes)
    service = _awaited(operations.service)
    similar_services = _awaited(operations.similar_services)
    life_events = _awaited(operations.life_events)
    service_classes = _awaited(operations.service_classes)
    target_groups = _awaited(operations.target_groups)
    municipalities = _awaited(operations.municipalities)

    async def _perform(self, operation: Operation[T]) -> T:
        request = _request(self._http, operation)
        tried = 0
        while True:
            try:
                response = await self._http.send(request)
            except httpx.HTTPError as error:
                raise ConnectionFailed(type(error).__name__) from error
            pause = self._pause(operation, response, tried)
            if pause is None:
                return _read(operation, response)
            await asyncio.sleep(pause)
            tried += 1

    async def aclose(self) -> None:
        """Let go of open connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
