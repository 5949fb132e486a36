"""The server's HTTP protocol with a time limit for what comes before a request: its first line and headers."""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PromptHttpProtocol(HttpToolsProtocol):
    """Close a connection on which a request's headers are not complete in request_timeout_seconds.

    The time runs from the connection's beginning, and later from a request's first byte; in between the server's own
    keep-alive limit holds. No application has seen the request, so there is nothing to answer.
    """

    _head_timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._stop_timer()
        seconds = self.app_state["request_timeout_seconds"]
        self._head_timer = self.loop.call_later(seconds, self.transport.close)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
