"""The server's HTTP protocol with time and size limits for what comes before a request: first line and headers."""

from asyncio import TimerHandle, Transport
from typing import Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.api.middleware import SAFE_HEADERS
from app.api.problem import refusal
from app.errors import AppError, HeadersTooLarge, InvalidRequest

MAX_HEAD_BYTES: Final = 32 * 1024
LINGER_SECONDS: Final = 1.0


class PromptHttpProtocol(HttpToolsProtocol):
    """Close a connection on which a request's headers are not complete in request_timeout_seconds, refuse a request
    line and headers over MAX_HEAD_BYTES (trailers included) with 431, and what is no HTTP with 400, as problem+json.

    The time runs from the connection's beginning, and later from a request's first byte; in between the server's own
    keep-alive limit holds. No application has seen the request, so there is nothing to answer when it is late.
    """

    _head_timer: TimerHandle | None = None
    _is_refused = False
    _field_bytes = 0
    """Of the parts that the parser has handed on: exact, but blind to a header that does not end."""
    _unread_bytes = 0
    """Received since a message began, its headers were complete or its body went on."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._unread_bytes += len(data)
        super().data_received(data)
        if self._unread_bytes > MAX_HEAD_BYTES:
            self._refuse(HeadersTooLarge())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._field_bytes = self._unread_bytes = 0
        self._expect_head()

    def on_url(self, url: bytes) -> None:
        self._count_field(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count_field(name, value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._unread_bytes = 0
        self._stop_timer()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unread_bytes = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # the server's signature
        """What the server calls where the parser has stopped, be it at our own exception."""
        is_too_large = self._field_bytes > MAX_HEAD_BYTES
        self._refuse(HeadersTooLarge() if is_too_large else InvalidRequest("It is not valid HTTP"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _count_field(self, *parts: bytes) -> None:
        """The parser stops at an exception, so that no application sees the request."""
        self._field_bytes += sum(len(part) + 2 for part in parts)
        if self._field_bytes > MAX_HEAD_BYTES:
            raise HeadersTooLarge

    def _refuse(self, error: AppError) -> None:
        """Answer and hang up; only hang up while an earlier request waits, whose caller would take it for their answer.

        What still comes is thrown away for LINGER_SECONDS: closed at once, the connection would be reset and the answer
        lost to a caller who is still sending.
        """
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        self._stop_timer()
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()
            return
        self.transport.write(self._answer(error))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._head_timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _answer(self, error: AppError) -> bytes:
        response = refusal(error)
        response.headers.update({**SAFE_HEADERS, "Connection": "close"})
        headers = [*self.server_state.default_headers, *response.raw_headers]
        lines = [b"%b: %b\r\n" % header for header in headers]
        return b"".join([STATUS_LINE[error.status], *lines, b"\r\n", bytes(response.body)])

    def _expect_head(self) -> None:
        self._stop_timer()
        seconds = self.app_state["request_timeout_seconds"]
        self._head_timer = self.loop.call_later(seconds, self.transport.close)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
