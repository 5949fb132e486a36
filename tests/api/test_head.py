"""HEAD tells of every page and document what GET would, for link checkers and monitors."""

import pytest
from fastapi.testclient import TestClient

PATHS = [
    "/demo",
    "/demo/assets/demo.js",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/openapi-3.0.json",
    "/insights/page",
    "/insights/page/assets/insights.js",
    "/health/live",
    "/health/ready",
    "/life_events",
    "/life_events/kinds",
    "/service_classes",
    "/target_groups",
    "/municipalities",
]


@pytest.mark.parametrize("path", PATHS)
def test_head_tells_type_and_length(api: TestClient, path: str) -> None:
    head, full = api.head(path), api.get(path)
    assert head.status_code == full.status_code == 200
    for header in ("content-type", "content-length"):
        assert head.headers[header] == full.headers[header]


def test_head_of_metrics_is_answered(api: TestClient) -> None:
    assert api.head("/metrics").status_code == 200


def test_head_of_insights_asks_for_an_administrator(secured_api: TestClient) -> None:
    assert secured_api.head("/insights").status_code == 401


def test_network_interface_has_no_head(api: TestClient) -> None:
    """Its methods are given, and a link that a checker looks at must not count as followed."""
    for path in ("redirect", "random_service", "session_attributes"):
        response = api.head(f"/service-recommender/v1/{path}")
        assert response.status_code == 405
