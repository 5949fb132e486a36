"""Lets scripts on any page read the answers of one path, refusals included, and lets nobody keep them."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.path_prefix import path_below_prefix

HEADERS: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}


class CrossOrigin:
    """Add HEADERS to every answer of the path, so that a script is also told why it was refused (CORS, Fetch standard).

    The path stands below the root path. Any origin is right where a token in the address, not the browser's cookies,
    decides who may read.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        self.app = app
        self.path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_below_prefix(scope) != self.path:
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)
