"""GET demo: a page on which people try the service, and its files."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.responses import FileResponse

from app.api.page_files import PAGE_HEADERS, page_files

ASSETS_PATH: Final = "/demo/assets"
PAGE_FILES: Final = Path(__file__).parents[1] / "data" / "pages" / "demo"

router = APIRouter(include_in_schema=False)


def add_demo(app: FastAPI) -> None:
    """Mount the page's scripts, styles and texts, and the page."""
    app.mount(ASSETS_PATH, page_files(PAGE_FILES), name="demo")
    app.include_router(router)


@router.head("/demo")
@router.get("/demo")
def demo() -> FileResponse:
    return FileResponse(PAGE_FILES / "demo.html", headers=dict(PAGE_HEADERS))
