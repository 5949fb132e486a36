"""How many requests a server process works on at once, how many may wait, and an immediate 503 to the rest.

The corridor, from outside in: request log, slowed refusals, time limit, body limit, admission. A request takes its
place only with its body complete, so a slow sender holds none; what it does hold is bounded by the body limit, in bytes
and in number, and by the time limit. A refusal of wrong credentials waits outside, its place given back.

Health checks, metrics and documentation have a lane of their own, with threads of its own: they answer while the work's
lane is full.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Self

from anyio.to_thread import current_default_thread_limiter
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.path_prefix import path_below_prefix
from app.api.problem import refusal
from app.api.request_timeout import is_abandoned
from app.errors import Overloaded

OPERATIONS_PATHS: Final = (
    "/health/",
    "/metrics",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/openapi-3.0.json",
    "/service-recommender/healthcheck",
)
OPERATIONS_AT_ONCE: Final = 8
OPERATIONS_WAITING: Final = 100


class Lane:
    """Places for max_concurrent requests, and max_waiting in turn behind them; for one event loop."""

    def __init__(self, max_concurrent: int, max_waiting: int) -> None:
        self._places = asyncio.Semaphore(max_concurrent)
        self._max_waiting = max_waiting
        self._waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for as long as the block runs; raises Overloaded at once where too many wait already."""
        if self._places.locked() and self._waiting >= self._max_waiting:
            raise Overloaded
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()


@dataclass(frozen=True, slots=True)
class Lanes:
    """The work, and what tells about it."""

    work: Lane
    operations: Lane

    @classmethod
    def open(cls, *, max_concurrent: int, max_waiting: int) -> Self:
        """Call it in the event loop: its thread pool gets a thread for every place."""
        current_default_thread_limiter().total_tokens = max_concurrent + OPERATIONS_AT_ONCE
        return cls(
            work=Lane(max_concurrent, max_waiting),
            operations=Lane(OPERATIONS_AT_ONCE, OPERATIONS_WAITING),
        )

    def of(self, path: str) -> Lane:
        return self.operations if path.startswith(OPERATIONS_PATHS) else self.work


class Admission:
    """Let each request in when its lane has a place; the lanes lie in the lifespan's state."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        lanes: Lanes = scope["state"]["lanes"]
        try:
            async with lanes.of(path_below_prefix(scope)).place():
                if not is_abandoned(scope):
                    await self.app(scope, receive, send)
        except Overloaded as error:
            await refusal(error)(scope, receive, send)
