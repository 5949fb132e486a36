"""The only place that lets scripts on any page read answers, refusals included."""

from collections.abc import Collection
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.path_prefix import path_below_prefix

FOR_ANY_PAGE: Final = {"Access-Control-Allow-Origin": "*"}
KEPT_NOWHERE: Final = {**FOR_ANY_PAGE, "Cache-Control": "no-store"}


class CrossOrigin:
    """Add FOR_ANY_PAGE to every answer of the open paths and KEPT_NOWHERE to those of the personal ones, so that a
    script is also told why it was refused (CORS, Fetch standard).

    Paths stand below the root path; one that ends in "/" means all below it. Any origin is right where the data is open
    or a token in the address, not the browser's cookies, decides who may read.
    """

    def __init__(
        self, app: ASGIApp, *, open_paths: Collection[str], personal_paths: Collection[str]
    ) -> None:
        self.app = app
        self._headers = {
            **dict.fromkeys(open_paths, FOR_ANY_PAGE),
            **dict.fromkeys(personal_paths, KEPT_NOWHERE),
        }
        self._folders = tuple(path for path in self._headers if path.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = self._headers_for(scope)
        if headers is None:
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _headers_for(self, scope: Scope) -> dict[str, str] | None:
        if scope["type"] != "http":
            return None
        path = path_below_prefix(scope)
        folder = next((each for each in self._folders if path.startswith(each)), path)
        return self._headers.get(folder)
