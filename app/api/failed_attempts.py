"""Slow down whoever tries out credentials.

A refusal of wrong credentials waits before it leaves, the longer the more its network has had of them. It waits outside
of the places that working requests hold and without a thread, so that nobody else waits with it; and a right secret
never waits, whoever failed before it from the same network.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from math import ceil
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problem import refusal
from app.api.remote_address import remote_network
from app.errors import TooManyRequests

FREE_FAILURES: Final = 10
FIRST_DELAY_SECONDS: Final = 0.1
MAX_DELAY_SECONDS: Final = 2.0
FORGOTTEN_AFTER_SECONDS: Final = 60.0
MAX_NETWORKS: Final = 10_000
MAX_WAITING: Final = 50


class FailedAttempts:
    """The failures of each network, in this process alone and for a minute after the last of them.

    At most max_networks are remembered, the oldest forgotten first; at most max_waiting refusals wait at once.
    """

    def __init__(
        self,
        *,
        free_failures: int = FREE_FAILURES,
        max_networks: int = MAX_NETWORKS,
        max_waiting: int = MAX_WAITING,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._free_failures = free_failures
        self._max_networks = max_networks
        self._max_waiting = max_waiting
        self._monotonic = monotonic
        self._sleep = sleep
        self._failures: dict[str, tuple[int, float]] = {}
        self._waiting = 0

    async def slow_down(self, network: str) -> None:
        """Count a failure and return when its refusal may leave; raises TooManyRequests where too many wait."""
        delay = self._delay_seconds(self._count(network))
        if not delay:
            return
        if self._waiting >= self._max_waiting:
            raise TooManyRequests(retry_after_seconds=ceil(MAX_DELAY_SECONDS))
        self._waiting += 1
        try:
            await self._sleep(delay)
        finally:
            self._waiting -= 1

    def _count(self, network: str) -> int:
        """The network's failures, this one included; kept in the order of their last, so that old ones come first."""
        now = self._monotonic()
        while self._failures and now - self._oldest()[1] >= FORGOTTEN_AFTER_SECONDS:
            del self._failures[self._oldest()[0]]
        failures = self._failures.pop(network, (0, now))[0] + 1
        self._failures[network] = (failures, now)
        if len(self._failures) > self._max_networks:
            del self._failures[self._oldest()[0]]
        return failures

    def _oldest(self) -> tuple[str, float]:
        network, (_, last_at) = next(iter(self._failures.items()))
        return network, last_at

    def _delay_seconds(self, failures: int) -> float:
        """Nothing for the first ones, then doubling up to the longest."""
        doublings = failures - self._free_failures - 1
        if doublings < 0:
            return 0.0
        return min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** min(doublings, 10))


class SlowFailedAttempts:
    """Hold back each 401 to a request that showed credentials; FailedAttempts lies in the lifespan's state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _shows_credentials(scope):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def hold_refusal(message: Message) -> None:
            if held or message.get("status") == HTTPStatus.UNAUTHORIZED:
                held.append(message)
            else:
                await send(message)

        await self.app(scope, receive, hold_refusal)
        if not held:
            return
        failed_attempts: FailedAttempts = scope["state"]["failed_attempts"]
        try:
            await failed_attempts.slow_down(remote_network(scope))
        except TooManyRequests as error:
            await refusal(error)(scope, receive, send)
            return
        for message in held:
            await send(message)


def _shows_credentials(scope: Scope) -> bool:
    return any(name == b"authorization" for name, _ in scope["headers"])
