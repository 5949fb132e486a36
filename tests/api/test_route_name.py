from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from app.api.route_name import known_method, route_name

router = APIRouter()


@router.get("/services/{service_id}/similar")
@router.get("/services/{service_id}")
@router.get("/services")
def answer() -> str:
    return ""


def name_of(path: str, root_path: str = "", method: str = "GET") -> tuple[str, str]:
    """What is said of a request after it went through an application with routes behind a prefix and files."""
    app = FastAPI(openapi_url="/openapi.json")
    app.include_router(router, prefix="/service-recommender/v1")
    app.mount("/docs/assets", StaticFiles(directory="."))
    seen: dict[str, Any] = {}

    async def recording(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        if scope["type"] == "http":
            seen.update(scope)

    TestClient(recording, root_path=root_path).request(method, f"{root_path}{path}")
    return known_method(seen), route_name(seen)


@pytest.mark.parametrize("root_path", ["", "/palvelut", "/palvelut/revontuli"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/service-recommender/v1/services", "/service-recommender/v1/services"),
        ("/service-recommender/v1/services/x", "/service-recommender/v1/services/{service_id}"),
        (
            "/service-recommender/v1/services/x/similar",
            "/service-recommender/v1/services/{service_id}/similar",
        ),
        ("/openapi.json", "/openapi.json"),
        ("/docs/assets/x/y.css", "/docs/assets"),
        ("/nope", "unmatched"),
        ("/service-recommender/v1/services/x/y/z", "unmatched"),
    ],
)
def test_route_name_is_the_template_whatever_the_caller_filled_in(
    path: str, expected: str, root_path: str
) -> None:
    assert name_of(path, root_path) == ("GET", expected)


def test_method_that_a_caller_made_up_is_not_named() -> None:
    assert name_of("/service-recommender/v1/services", method="KAISA") == (
        "OTHER",
        "/service-recommender/v1/services",
    )
