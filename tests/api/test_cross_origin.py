"""Open data is for scripts on any page, and so is the reason why they do not get it."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.errors import Overloaded, TooManyRequests
from tests.api.asking import TEXT_SEARCH, assert_problem
from tests.api.sample_records import service_records
from tests.builders import service_id

ID: str = service_records()[0]["id"]
PAGE = {"Origin": "https://www.example.org"}


def open_paths(api: TestClient) -> list[str]:
    """Every published path of the open catalogue."""
    paths = api.get("/openapi.json").json()["paths"]
    found = [
        path for path, each in paths.items() if each.get("get", {}).get("tags") == ["catalogue"]
    ]
    assert len(found) == 7
    return [path.format(service_id=ID) for path in found]


def test_open_data_is_for_any_page_and_answers_head_as_get(api: TestClient) -> None:
    for path in open_paths(api):
        answer, head = (api.request(method, path, headers=PAGE) for method in ("GET", "HEAD"))
        assert answer.status_code == head.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        for name in ("content-type", "content-length", "etag", "cache-control"):
            assert head.headers.get(name) == answer.headers.get(name)
        assert answer.headers.get("cache-control") != "no-store"


def test_refusals_of_open_data_are_for_any_page(api: TestClient) -> None:
    for path in open_paths(api):
        response = api.delete(path, headers=PAGE)
        assert_problem(response, 405)
        assert response.headers["access-control-allow-origin"] == "*"
    for path, status in (
        ("/services/1", 400),
        (f"/services/{ID}/similar?limit=0", 400),
        (f"/services/{service_id(77)}", 404),
    ):
        response = api.get(path, headers=PAGE)
        assert_problem(response, status)
        assert response.headers["access-control-allow-origin"] == "*"


def test_rate_limit_is_told_to_any_page(api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Spent:
        def take_at_hand(self, _caller: object) -> bool:
            return False

        def take(self, _caller: object) -> None:
            raise TooManyRequests

    paths = open_paths(api)
    container: Any = api.app_state["container"]
    monkeypatch.setitem(api.app_state, "container", replace(container, rate_limit=Spent()))
    for path in paths:
        response = api.get(path, headers=PAGE)
        assert_problem(response, 429)
        assert response.headers["access-control-allow-origin"] == "*"


def test_overload_is_told_to_any_page(api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def of(self, _path: str) -> None:
            raise Overloaded

    monkeypatch.setitem(api.app_state, "lanes", Full())
    for path in ("/life_events", f"/services/{ID}"):
        response = api.get(path, headers=PAGE)
        assert_problem(response, 503)
        assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/services", "/life_events/", "/servicesx/1", TEXT_SEARCH, "/"])
def test_other_paths_are_not_opened(api: TestClient, path: str) -> None:
    response = api.get(path, headers=PAGE)
    assert "access-control-allow-origin" not in response.headers
