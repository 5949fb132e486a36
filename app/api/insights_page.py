"""GET insights/page: the figures of GET insights, drawn in the browser."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from app.api.deps import COUNTED_BY_ADDRESS

PAGES: Final = Path(__file__).parents[1] / "data" / "pages" / "insights"
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

router = APIRouter(include_in_schema=False)


def add_insights_page(app: FastAPI) -> None:
    """Mount the page's script and style beside it."""
    app.mount("/insights/page/assets", StaticFiles(directory=PAGES), name="insights-assets")
    app.include_router(router)


@router.get("/insights/page", dependencies=[COUNTED_BY_ADDRESS])
def insights_page() -> FileResponse:
    """Open to all, for it holds no figure: the browser asks for credentials when the page asks for figures."""
    return FileResponse(
        PAGES / "insights.html", headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    )
