"""Swagger UI and Redoc, every asset served by the service itself, and the document for readers of OpenAPI 3.0."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from app.api.openapi_30 import openapi_30

ASSETS_PATH: Final = "/docs/assets"
PAGE_POLICY: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
"""The packaged pages write scripts and styles into the page, and Redoc would fetch a logo from its makers."""

router = APIRouter(include_in_schema=False)


def add_docs(app: FastAPI) -> None:
    """Mount the assets that the package fastapi-offline carries and the two pages that use them."""
    assets = Path(str(files("fastapi_offline"))) / "static"
    app.mount(ASSETS_PATH, StaticFiles(directory=assets), name="docs-assets")
    app.include_router(router)


@router.head("/docs")
@router.get("/docs")
def swagger_ui(request: Request) -> HTMLResponse:
    base = request.scope.get("root_path", "")
    page = get_swagger_ui_html(
        openapi_url=f"{base}/openapi.json",
        title="Revontuli · Swagger UI",
        swagger_js_url=f"{base}{ASSETS_PATH}/swagger-ui-bundle.js",
        swagger_css_url=f"{base}{ASSETS_PATH}/swagger-ui.css",
        swagger_favicon_url=f"{base}{ASSETS_PATH}/favicon.png",
        swagger_ui_parameters={"tryItOutEnabled": True, "displayRequestDuration": True},
    )
    page.headers.update(PAGE_POLICY)
    return page


@router.head("/redoc")
@router.get("/redoc")
def redoc(request: Request) -> HTMLResponse:
    base = request.scope.get("root_path", "")
    page = get_redoc_html(
        openapi_url=f"{base}/openapi.json",
        title="Revontuli · Redoc",
        redoc_js_url=f"{base}{ASSETS_PATH}/redoc.standalone.js",
        redoc_favicon_url=f"{base}{ASSETS_PATH}/favicon.png",
        with_google_fonts=False,
    )
    page.headers.update(PAGE_POLICY)
    return page


@router.head("/openapi-3.0.json")
@router.get("/openapi-3.0.json")
def openapi_30_document(request: Request) -> JSONResponse:
    base = request.scope.get("root_path", "")
    servers = {"servers": [{"url": base}]} if base else {}
    return JSONResponse({**openapi_30(request.app.openapi()), **servers})
