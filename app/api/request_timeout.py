"""A request is answered in time, if need be with an excuse.

Threads cannot be stopped: after a 503 the abandoned work goes on, unseen, and keeps its place in app/api/admission.py
until it ends, so that hanging work shows as overload and does not pile up.
"""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problem import refusal
from app.errors import RequestTooSlow, TookTooLong

ANSWERED_FOR: Final = "revontuli.answered_for"


def is_abandoned(scope: Scope) -> bool:
    """Whether the time was over and the request has its answer: nobody waits for another one."""
    return ANSWERED_FOR in scope


class RequestTimeout:
    """Answer 408 when the caller has not sent the whole body in time, 503 when the work is not done.

    request_timeout_seconds lies in the lifespan's state. A timer for each request, rather than a task, because it costs
    about a microsecond.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        seconds = scope["state"]["request_timeout_seconds"]
        timer = asyncio.get_running_loop().call_later(seconds, exchange.expire)
        try:
            await self.app(scope, exchange.receive, exchange.send)
        finally:
            timer.cancel()
            if exchange.excuse is not None:
                await exchange.excuse


class _Exchange:
    """One request and its answer: who has to act next, and whether the time was over before the answer began."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._waits_for_body = False
        self._has_body = False
        self._is_answered = False
        self.excuse: asyncio.Task[None] | None = None

    async def receive(self) -> Message:
        self._waits_for_body = not self._has_body
        message = await self._receive()
        self._waits_for_body = False
        self._has_body = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self.excuse is None:
            self._is_answered = True
            await self._send(message)

    def expire(self) -> None:
        """What the timer does."""
        if not self._is_answered:
            self._scope[ANSWERED_FOR] = True
            self.excuse = asyncio.create_task(self._send_excuse())

    async def _send_excuse(self) -> None:
        answer = refusal(RequestTooSlow() if self._waits_for_body else TookTooLong())
        if self._waits_for_body:
            answer.headers["Connection"] = "close"
        await answer(self._scope, self._receive, self._send)
