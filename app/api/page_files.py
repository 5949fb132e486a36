"""What the service's own pages are sent with: they run their own files alone and reach nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
"""A page talks to this service alone, and is asked for anew after an upgrade, as are its files."""


def page_files(folder: Path) -> ASGIApp:
    """The files of a folder, each with PAGE_HEADERS."""
    files = StaticFiles(directory=folder)

    async def send_file(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(PAGE_HEADERS)
            await send(message)

        await files(scope, receive, send_with_headers)

    return send_file
