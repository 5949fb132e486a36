"""GET /metrics tells how the service is used and nothing about who uses it."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.index.snapshot_files import read_manifest
from app.main import create_app
from app.settings import Settings
from tests.api.asking import METERS, RECOMMEND_SERVICE, TEXT_SEARCH
from tests.api.metrics_page import samples, value
from tests.conftest import make_settings

MARKER = "Mxqzv7Kaisa"
REQUESTS = "revontuli_http_requests_total"
DURATIONS = "revontuli_http_request_duration_seconds"
RECOMMENDED = "revontuli_recommended_services"


def page(api: TestClient) -> str:
    response = api.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return response.text


def growth(api: TestClient, ask: Callable[[], object]) -> Callable[..., float]:
    """By how much a sample grows while asking."""
    before = page(api)
    ask()
    after = page(api)
    return lambda name, **labels: value(after, name, **labels) - value(before, name, **labels)


def test_requests_are_counted_by_method_route_and_status(api: TestClient) -> None:
    def ask() -> None:
        for body in ({"search_text": "vuokra"}, {"search_text": "velka"}, {}):
            api.post(TEXT_SEARCH, json=body)
        api.get(TEXT_SEARCH)

    grown = growth(api, ask)
    assert grown(REQUESTS, method="POST", route=TEXT_SEARCH, status="200") == 2
    assert grown(REQUESTS, method="POST", route=TEXT_SEARCH, status="400") == 1
    assert grown(REQUESTS, method="GET", route=TEXT_SEARCH, status="405") == 1
    assert grown(f"{DURATIONS}_count", method="POST", route=TEXT_SEARCH) == 3
    assert 0 < grown(f"{DURATIONS}_sum", method="POST", route=TEXT_SEARCH) < 30


def test_refused_body_and_failure_are_counted_too(
    api: TestClient, failing_api: Callable[[Exception], TestClient]
) -> None:
    def ask() -> None:
        api.post("/nope", content=b" " * 70_000)
        failing_api(RuntimeError()).post(TEXT_SEARCH, json={"search_text": "vuokra"})

    grown = growth(api, ask)
    assert grown(REQUESTS, method="POST", route="unmatched", status="413") == 1
    assert grown(REQUESTS, method="POST", route=TEXT_SEARCH, status="500") == 1


def test_recommended_services_are_counted_by_endpoint(api: TestClient) -> None:
    nothing = {"target_groups": ["KR3"], "funding_type": ["MarketFunded"], "life_events": ["KE1"]}

    def ask() -> None:
        api.post(TEXT_SEARCH, json={"search_text": "vuokra", "limit": 7})
        api.post(TEXT_SEARCH, json={"search_text": "vuokra", "service_filters": nothing})
        api.post(RECOMMEND_SERVICE, json={"life_situation_meters": METERS, "limit": 3})

    grown = growth(api, ask)
    assert grown(f"{RECOMMENDED}_count", endpoint="text_search") == 2
    assert grown(f"{RECOMMENDED}_sum", endpoint="text_search") == 7
    assert grown(f"{RECOMMENDED}_bucket", endpoint="text_search", le="0.0") == 1
    assert grown(f"{RECOMMENDED}_sum", endpoint="recommend_service") == 3


def test_request_in_flight_is_the_scrape_alone(api: TestClient) -> None:
    assert value(page(api), "revontuli_http_requests_in_flight") == 1


def test_index_is_described_as_by_readiness(api: TestClient, sample_settings: Settings) -> None:
    ready, text = api.get("/health/ready").json(), page(api)
    assert value(text, "revontuli_ready") == 1
    assert value(text, "revontuli_index_services") == ready["services"]
    built_at = read_manifest(sample_settings.index_dir).created_at.timestamp()
    assert value(text, "revontuli_index_built_timestamp_seconds") == pytest.approx(built_at, abs=1)
    versions = {name: ready[name] for name in ("catalogue_version", "embedding_model")}
    assert value(text, "revontuli_index_info", **versions) == 1


def test_service_without_an_index_is_scraped_as_not_ready(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = make_settings(tmp_path_factory.mktemp("bare"), embedding_model="/nonexistent")
    with TestClient(create_app(settings)) as client:
        text = page(client)
    assert value(text, "revontuli_ready") == 0
    assert value(text, "revontuli_index_services") == 0
    assert not [name for name, _, _ in samples(text) if name == "revontuli_index_info"]


def test_metrics_ask_for_no_credentials(secured_api: TestClient) -> None:
    assert value(page(secured_api), "revontuli_ready") == 1


def test_labels_hold_nothing_a_caller_chose(api: TestClient) -> None:
    for path in (f"/{MARKER}", f"/docs/assets/{MARKER}", f"{TEXT_SEARCH}/{MARKER}"):
        api.get(path, params={MARKER: MARKER}, headers={"X-Road-UserId": MARKER})
        api.request(MARKER.upper(), path)
    redirect = {"service_id": MARKER, "recommendation_id": "4077345219087", "session_id": MARKER}
    api.get("/service-recommender/v1/redirect", params=redirect)
    api.post(TEXT_SEARCH, json={"search_text": f"{MARKER} 131052-308T", MARKER: MARKER})
    text = page(api)
    for trace in (MARKER, MARKER.upper(), "131052-308T", "4077345219087"):
        assert trace not in text
    labels = {name for _, has, _ in samples(text) for name in has}
    assert labels == {
        *("method", "route", "status", "le", "endpoint", "catalogue_version", "embedding_model"),
    }
    methods = {has["method"] for _, has, _ in samples(text) if "method" in has}
    assert methods <= {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"}
