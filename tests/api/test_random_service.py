from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.domain.clients import Role
from app.main import create_app
from app.usecases.api_clients import ApiClients
from tests.api.asking import PREFIX, assert_problem
from tests.api.sample_records import channel_records, ids_where, is_national
from tests.api.test_recommendations import ADDED_FIELDS, SERVICE_FIELDS
from tests.conftest import make_settings

RANDOM_SERVICE = f"{PREFIX}/random_service"
MATCH_FIELDS = {"similarity_score", "rank"}


def test_random_service_is_five_different_nationwide_services(api: TestClient) -> None:
    response = api.get(RANDOM_SERVICE)
    assert response.status_code == 200
    assert list(response.json()) == ["service"]
    picked = {service["service_id"] for service in response.json()["service"]}
    assert len(response.json()["service"]) == len(picked) == 5
    assert picked <= ids_where(is_national)


def test_random_service_has_the_fields_of_a_service_but_for_its_match(api: TestClient) -> None:
    for service in api.get(RANDOM_SERVICE).json()["service"]:
        fields = [field for field in service if field not in ADDED_FIELDS]
        assert fields == [field for field in SERVICE_FIELDS if field not in MATCH_FIELDS]
        assert service["language"] == "fi"


def test_random_service_shows_the_pages_of_the_catalogue(api: TestClient) -> None:
    shown = 0
    for _ in range(5):
        for service in api.get(RANDOM_SERVICE).json()["service"]:
            for channel in service["service_channels"]:
                record = channel_records()[channel["service_channel_id"]]
                known = {page["url"] for page in record["webPages"]}
                known |= {page["value"] for page in record.get("channelUrls") or ()}
                assert set(channel["web_pages"]) <= known
                shown += len(channel["web_pages"])
    assert shown


def test_random_service_differs_from_time_to_time(api: TestClient) -> None:
    answers = {
        tuple(service["service_id"] for service in api.get(RANDOM_SERVICE).json()["service"])
        for _ in range(5)
    }
    assert len(answers) > 1


def test_random_service_asks_for_credentials(secured_api: TestClient) -> None:
    response = secured_api.get(RANDOM_SERVICE)
    assert assert_problem(response, 401)["code"] == "not-authenticated"
    assert response.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(("role", "status"), [("recommend", 200), ("feedback", 403)])
def test_random_service_is_for_clients_that_may_ask(
    secured_api: TestClient, api_clients: ApiClients, role: Role, status: int
) -> None:
    issued = api_clients.add_client("Portaali", "Oulun kaupunki", [role])
    credentials = (issued.client.client_id, issued.client_secret)
    assert secured_api.get(RANDOM_SERVICE, auth=credentials).status_code == status


@pytest.mark.usefixtures("few_phrases")
def test_random_service_without_catalogue_is_unavailable(tmp_path: Path) -> None:
    with TestClient(create_app(make_settings(tmp_path))) as empty_api:
        response = empty_api.get(RANDOM_SERVICE)
    assert assert_problem(response, 503)["code"] == "catalogue-empty"
    assert int(response.headers["retry-after"]) > 0
