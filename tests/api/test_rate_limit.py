"""Who asks too often is refused until the minute ends; health and documentation are not counted."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.admission import OPERATIONS_PATHS
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.usecases.api_clients import ApiClients, IssuedCredentials
from app.usecases.rate_limit import RateLimit
from tests.api.asking import PREFIX, TEXT, TEXT_SEARCH, assert_problem
from tests.document import described

MOMENT = datetime(2026, 11, 21, 12, 0, 15, tzinfo=UTC)
BODY = {"search_text": TEXT}
FEEDBACK = f"{PREFIX}/recommendation_feedback"
REDIRECT = f"{PREFIX}/redirect"

Limited = Callable[[TestClient, int], TestClient]
OPERATIONS = [
    pytest.param(method.upper(), path, id=f"{method.upper()} {path}")
    for path, operations in described()["paths"].items()
    for method in operations
]


@pytest.fixture
def limited(migrated_sqlite_url: str) -> Iterator[Limited]:
    """Limits a service to so many requests a minute until the test ends; its clock stands still."""
    database = Database(migrated_sqlite_url)
    changed: list[tuple[TestClient, Any]] = []

    def limit(api: TestClient, per_minute: int) -> TestClient:
        container = api.app_state["container"]
        changed.append((api, container))
        rate_limit = RateLimit(
            per_minute,
            open_stores=database.open_stores,
            address_key=lambda _minute: b"key",
            clock=lambda: MOMENT,
        )
        api.app_state["container"] = replace(container, rate_limit=rate_limit)
        return api

    yield limit
    for api, container in changed:
        api.app_state["container"] = container
    database.close()


@pytest.fixture
def clients(api_clients: ApiClients) -> list[IssuedCredentials]:
    """Two clients with the default roles."""
    return [api_clients.add_client(f"Botti {number}", "Oulun kaupunki") for number in (1, 2)]


def basic(issued: IssuedCredentials) -> dict[str, str]:
    pair = f"{issued.client.client_id}:{issued.client_secret}"
    return {"Authorization": "Basic " + b64encode(pair.encode()).decode()}


def from_address(api: TestClient, address: str) -> TestClient:
    """Another peer of the same running service."""
    other = TestClient(api.app, client=(address, 50_000))
    other.app_state.update(api.app_state)
    other.portal = api.portal
    return other


def test_request_over_the_limit_is_a_429_problem_until_the_minute_ends(
    api: TestClient, limited: Limited
) -> None:
    limited(api, 3)
    for _ in range(3):
        assert api.post(TEXT_SEARCH, json=BODY).status_code == 200
    response = api.post(TEXT_SEARCH, json=BODY)
    problem = assert_problem(response, 429)
    assert problem["code"] == "too-many-requests"
    assert problem["detail"] == "At most 3 requests a minute are answered"
    assert response.headers["retry-after"] == "45"
    assert "x-request-id" in response.headers


def test_without_credentials_each_address_is_counted_apart(
    api: TestClient, limited: Limited
) -> None:
    limited(api, 1)
    first, second = from_address(api, "192.0.2.7"), from_address(api, "2001:db8::1")
    neighbour = from_address(api, "2001:db8::2")
    assert first.post(TEXT_SEARCH, json=BODY).status_code == 200
    assert second.post(TEXT_SEARCH, json=BODY).status_code == 200
    for refused in (first, second, neighbour):
        assert_problem(refused.post(TEXT_SEARCH, json=BODY), 429)


def test_with_credentials_each_client_is_counted_from_wherever_it_asks(
    secured_api: TestClient, limited: Limited, clients: list[IssuedCredentials]
) -> None:
    limited(secured_api, 2)
    first, second = (basic(issued) for issued in clients)
    for address in ("192.0.2.7", "192.0.2.8"):
        asking = from_address(secured_api, address)
        assert asking.post(TEXT_SEARCH, json=BODY, headers=first).status_code == 200
    assert_problem(secured_api.post(TEXT_SEARCH, json=BODY, headers=first), 429)
    assert secured_api.post(TEXT_SEARCH, json=BODY, headers=second).status_code == 200


def test_all_operations_of_a_client_share_one_count(
    secured_api: TestClient, limited: Limited, clients: list[IssuedCredentials]
) -> None:
    limited(secured_api, 2)
    headers = basic(clients[0])
    scores = {"auroraai_recommendation_id": 10**9, "feedback_score": 1}
    assert secured_api.post(FEEDBACK, json=scores, headers=headers).status_code == 404
    assert secured_api.post(TEXT_SEARCH, json={}, headers=headers).status_code == 400
    assert_problem(secured_api.post(TEXT_SEARCH, json=BODY, headers=headers), 429)


def test_request_beyond_the_clients_role_is_counted(
    secured_api: TestClient, limited: Limited, api_clients: ApiClients
) -> None:
    limited(secured_api, 1)
    headers = basic(api_clients.add_client("Palaute", "Oulun kaupunki", ["feedback"]))
    assert_problem(secured_api.post(TEXT_SEARCH, json=BODY, headers=headers), 403)
    assert_problem(secured_api.post(TEXT_SEARCH, json=BODY, headers=headers), 429)


def test_wrong_secret_uses_nothing_of_the_clients_limit(
    secured_api: TestClient, limited: Limited, clients: list[IssuedCredentials]
) -> None:
    limited(secured_api, 1)
    pair = f"{clients[0].client.client_id}:wrong"
    wrong = {"Authorization": "Basic " + b64encode(pair.encode()).decode()}
    for _ in range(3):
        assert_problem(secured_api.post(TEXT_SEARCH, json=BODY, headers=wrong), 401)
    assert secured_api.post(TEXT_SEARCH, json=BODY, headers=basic(clients[0])).status_code == 200


def test_redirect_is_counted_by_address_where_clients_are_asked_for_credentials(
    secured_api: TestClient, limited: Limited, clients: list[IssuedCredentials]
) -> None:
    limited(secured_api, 1)
    assert_problem(secured_api.get(REDIRECT), 400)
    assert_problem(secured_api.get(REDIRECT), 429)
    assert_problem(from_address(secured_api, "192.0.2.7").get(REDIRECT), 400)
    assert secured_api.post(TEXT_SEARCH, json=BODY, headers=basic(clients[0])).status_code == 200


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_but_operations_own_is_counted(
    api: TestClient, limited: Limited, method: str, path: str
) -> None:
    """Insights ask for credentials even here, and count who has given them."""
    limited(api, 1)
    assert api.post(TEXT_SEARCH, json=BODY).status_code == 200
    response = api.request(method, path, json=None if method == "GET" else {})
    if path.startswith(OPERATIONS_PATHS):
        assert response.status_code == 200
    else:
        assert_problem(response, 401 if path == "/insights" else 429)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/health/live"])
def test_health_and_documentation_are_not_counted(
    api: TestClient, limited: Limited, path: str
) -> None:
    limited(api, 1)
    assert {api.get(path).status_code for _ in range(3)} == {200}


def test_limit_is_the_settings(sample_settings: Settings) -> None:
    settings = sample_settings.model_copy(update={"rate_limit_per_minute": 1})
    with TestClient(create_app(settings), client=("192.0.2.77", 50_000)) as client:
        statuses = [client.get(REDIRECT).status_code for _ in range(4)]
    assert statuses[0] == 400
    assert statuses.count(429) >= 2, "the minute may end once in between"
