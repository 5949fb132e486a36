"""What happens around every request: body cap, request id, access log and safe headers."""

import time
import traceback
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problem import refusal
from app.api.route_name import known_method, route_name
from app.api.xroad import xroad_fields
from app.errors import AppError, BodyTooLarge, Overloaded
from app.observability.metrics import REQUESTS_IN_FLIGHT, count_request

log = structlog.get_logger()

MAX_BODY_BYTES = 64 * 1024
MAX_DRAINED_BYTES = 16 * 1024 * 1024
MAX_BODIES_UNDER_WAY = 1_000

NOT_STARTED = 0

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


class RequestLog:
    """Give each request an id, count and log it without its query string or body, and add safe headers.

    Its log lines also carry the id and the client that X-Road gave it; the id of the answer is always our own.

    An exception nobody meant ends here as a 500: only its kind and place are logged, for its message and the frames
    of its traceback may hold what a person wrote.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        started = time.perf_counter()
        status = NOT_STARTED

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        fields = xroad_fields(scope["headers"])
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id, **fields),
            REQUESTS_IN_FLIGHT.track_inprogress(),
        ):
            try:
                await self.app(scope, receive, send_with_headers)
            except Exception as error:
                log.error("unexpected_error", error_type=type(error).__name__, at=raised_at(error))
                if status == NOT_STARTED:
                    await refusal(AppError())(scope, receive, send_with_headers)
            finally:
                method, route = known_method(scope), route_name(scope)
                duration_seconds = time.perf_counter() - started
                count_request(method, route, status, duration_seconds)
                log.info(
                    "request",
                    method=method,
                    path=route,
                    status=status,
                    duration_seconds=round(duration_seconds, 6),
                )


def raised_at(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


class BodyLimit:
    """Refuse a body over `max_body_bytes` with 413 before anything parses it, and hand on the others whole.

    The rest of an oversized body is read and thrown away, up to MAX_DRAINED_BYTES, so that a caller who is still
    sending gets the answer instead of a broken connection. At most max_bodies_under_way are received at once: a 503
    meets the next one.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_body_bytes: int = MAX_BODY_BYTES,
        max_bodies_under_way: int = MAX_BODIES_UNDER_WAY,
    ) -> None:
        self.app = app
        self.max_body_bytes = max_body_bytes
        self.max_bodies_under_way = max_bodies_under_way
        self._bodies_under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        if self._bodies_under_way >= self.max_bodies_under_way:
            await refusal(Overloaded())(scope, receive, send)
            return
        self._bodies_under_way += 1
        try:
            body = await self._received(receive)
        except BodyTooLarge as error:
            await refusal(error)(scope, receive, send)
            return
        finally:
            self._bodies_under_way -= 1
        if body is not None:
            await self.app(scope, _replay(body, receive), send)

    async def _received(self, receive: Receive) -> bytes | None:
        """The whole body, None where the caller has gone; raises BodyTooLarge."""
        body = bytearray()
        received = 0
        more_body = True
        while more_body and received <= MAX_DRAINED_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunk = message.get("body", b"")
            received += len(chunk)
            if received <= self.max_body_bytes:
                body += chunk
            more_body = message.get("more_body", False)
        if received > self.max_body_bytes:
            raise BodyTooLarge(f"At most {self.max_body_bytes} bytes are read")
        return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    is_sent = False

    async def replay() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
