"""The service below a path of its own: behind a proxy that strips it or keeps it, and mounted elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.routing import Mount

from app.main import create_app
from app.settings import OWN_FIRST_SEGMENTS, Settings
from tests.api.asking import TEXT_SEARCH, Answer, assert_problem, search
from tests.api.test_docs import PAGES, addresses

PREFIX = "/palvelut/revontuli"
BASE_URL = f"https://example.fi{PREFIX}"
DOCUMENTS = ["/openapi.json", "/openapi-3.0.json"]


@contextmanager
def behind_proxy(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@contextmanager
def with_root_path(settings: Settings) -> Iterator[TestClient]:
    """As a server started with --root-path, whose paths lack it."""
    with TestClient(create_app(settings), root_path=PREFIX) as client:
        yield client


@contextmanager
def mounted(settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings)
    outer = Starlette(routes=[Mount(PREFIX, app)], lifespan=app.router.lifespan_context)
    with TestClient(outer) as client:
        yield client


Way = tuple[TestClient, str]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((behind_proxy, PREFIX), id="kept"),
        pytest.param((behind_proxy, ""), id="stripped"),
        pytest.param((with_root_path, ""), id="root path"),
        pytest.param((mounted, PREFIX), id="mounted"),
    ],
)
def way(request: pytest.FixtureRequest, sample_settings: Settings) -> Iterator[Way]:
    """The service and what stands before its paths when they get there."""
    opened, before = request.param
    with opened(sample_settings.model_copy(update={"public_base_url": BASE_URL})) as client:
        yield client, before


def arriving(address: str, before: str) -> str:
    """The path and query of a public address as they get to the service."""
    parts = urlsplit(address)
    assert parts.path.startswith(f"{PREFIX}/"), address
    return f"{before}{parts.path.removeprefix(PREFIX)}?{parts.query}"


def some_link(services: list[Answer]) -> str:
    links = [
        link
        for service in services
        for channel in service["service_channels"]
        for link in channel["web_pages"]
    ]
    return str(links[0])


def test_links_of_an_answer_lead_below_the_prefix_and_on(way: Way) -> None:
    client, before = way
    response = client.post(f"{before}{TEXT_SEARCH}", json={"search_text": "asunto"})
    assert response.status_code == 200
    link = some_link(response.json()["recommended_services"])
    assert link.startswith(f"{BASE_URL}/service-recommender/v1/redirect?")
    followed = client.get(arriving(link, before), follow_redirects=False)
    assert followed.status_code == 302
    assert not followed.headers["location"].startswith(BASE_URL)


@pytest.mark.parametrize("page", PAGES)
def test_documentation_page_loads_what_it_needs_below_the_prefix(way: Way, page: str) -> None:
    client, before = way
    found = addresses(client.get(f"{before}{page}").text)
    assert found
    for address in found:
        assert client.get(arriving(address, before)).status_code == 200, address


@pytest.mark.parametrize("path", DOCUMENTS)
def test_document_names_the_prefix_as_its_server(way: Way, path: str) -> None:
    client, before = way
    assert client.get(f"{before}{path}").json()["servers"] == [{"url": PREFIX}]


def test_checks_answer_below_the_prefix(way: Way) -> None:
    client, before = way
    for path in ("/health/live", "/health/ready", "/service-recommender/healthcheck/"):
        assert client.get(f"{before}{path}").status_code == 200


def test_log_names_paths_without_the_prefix(way: Way, service_log: Callable[[], str]) -> None:
    client, before = way
    client.get(f"{before}/health/live")
    client.get(f"{before}/docs/assets/swagger-ui.css")
    assert "'path': '/health/live'" in service_log()
    assert "'path': '/docs/assets'" in service_log()


def test_any_origin_may_read_session_attributes_below_the_prefix(way: Way) -> None:
    client, before = way
    response = client.get(f"{before}/service-recommender/v1/session_attributes")
    assert response.status_code == 400
    assert response.headers["access-control-allow-origin"] == "*"


def test_other_method_names_the_right_ones_below_the_prefix(way: Way) -> None:
    client, before = way
    response = client.put(f"{before}/service-recommender/v1/session_attributes")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, OPTIONS, POST"


def test_orchestrator_past_the_proxy_needs_no_prefix(sample_settings: Settings) -> None:
    settings = sample_settings.model_copy(update={"public_base_url": BASE_URL})
    with behind_proxy(settings) as client:
        assert client.get("/health/live").status_code == 200
        assert client.get(f"{PREFIX}/health/live").status_code == 200


@pytest.mark.parametrize(
    "path", [f"{PREFIX}x/health/live", f"{PREFIX}{PREFIX}/health/live", PREFIX]
)
def test_path_that_only_resembles_the_prefix_is_not_found(
    sample_settings: Settings, path: str
) -> None:
    settings = sample_settings.model_copy(update={"public_base_url": BASE_URL})
    with behind_proxy(settings) as client:
        assert_problem(client.get(path), 404)


def test_own_path_that_begins_with_the_letters_of_the_prefix_is_not_below_it(
    sample_settings: Settings,
) -> None:
    settings = sample_settings.model_copy(update={"public_base_url": "https://example.fi/do"})
    with behind_proxy(settings) as client:
        assert client.get("/docs/assets/swagger-ui.css").status_code == 200
        assert client.get("/do/docs/assets/swagger-ui.css").status_code == 200


def first_segments(app: FastAPI) -> set[str]:
    """Of every path that the service answers, published or not."""
    paths = [context.path for context in iter_route_contexts(app.routes)]
    return {path.split("/")[1] for path in paths if path}


def test_first_segments_of_all_routes_are_no_prefix(sample_settings: Settings) -> None:
    segments = first_segments(create_app(sample_settings))
    assert {"service-recommender", "services", "life_events", "docs", "openapi.json"} <= segments
    assert segments == OWN_FIRST_SEGMENTS
    for segment in segments:
        with pytest.raises(ValidationError):
            Settings(public_base_url=f"https://example.fi/{segment}/x")


@pytest.mark.parametrize("header", ["X-Forwarded-Prefix", "X-Script-Name", "X-Forwarded-Path"])
def test_prefix_that_a_caller_sends_is_ignored(api: TestClient, header: str) -> None:
    forged = {header: "/muualle"}
    assert "muualle" not in api.get("/docs", headers=forged).text
    assert "servers" not in api.get("/openapi.json", headers=forged).json()
    assert api.get("/muualle/health/live", headers=forged).status_code == 404


def test_service_without_a_prefix_links_to_its_root(api: TestClient) -> None:
    assert some_link(search(api)).startswith("http://127.0.0.1:8000/service-recommender/v1/")
    assert "servers" not in api.get("/openapi-3.0.json").json()
