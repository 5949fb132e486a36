"""GET demo: a page on which people try the service, and its files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASSETS_PATH: Final = "/demo/assets"
PAGE_FILES: Final = Path(__file__).parents[1] / "data" / "pages" / "demo"
PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
"""The page runs its own files alone, talks to this service alone, and is asked for anew after an upgrade."""

router = APIRouter(include_in_schema=False)


def add_demo(app: FastAPI) -> None:
    """Mount the page's scripts, styles and texts, and the page."""
    app.mount(ASSETS_PATH, _with_page_headers(StaticFiles(directory=PAGE_FILES)), name="demo")
    app.include_router(router)


@router.get("/demo")
def demo() -> FileResponse:
    return FileResponse(PAGE_FILES / "demo.html", headers=dict(PAGE_HEADERS))


def _with_page_headers(files: StaticFiles) -> ASGIApp:
    """The files, each with PAGE_HEADERS."""

    async def send_file(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(PAGE_HEADERS)
            await send(message)

        await files(scope, receive, send_with_headers)

    return send_file
