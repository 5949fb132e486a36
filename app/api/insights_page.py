"""GET insights/page: the figures of GET insights, drawn in the browser."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse

from app.api.deps import COUNTED_BY_ADDRESS
from app.api.page_files import PAGE_HEADERS, page_files

PAGE_FILES: Final = Path(__file__).parents[1] / "data" / "pages" / "insights"

router = APIRouter(include_in_schema=False, dependencies=[COUNTED_BY_ADDRESS])


def add_insights_page(app: FastAPI) -> None:
    """Mount the page's script and style beside it."""
    app.mount("/insights/page/assets", page_files(PAGE_FILES), name="insights-assets")
    app.include_router(router)


@router.head("/insights/page")
@router.get("/insights/page")
def insights_page() -> FileResponse:
    """Open to all, for it holds no figure: the browser asks for credentials when the page asks for figures."""
    return FileResponse(PAGE_FILES / "insights.html", headers=dict(PAGE_HEADERS))
