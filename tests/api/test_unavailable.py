"""The service without a catalogue or without a usable model: it starts, says so and asks to come back later."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.api.asking import METERS, RECOMMEND_SERVICE, TEXT, TEXT_SEARCH, assert_problem
from tests.builders import service_id
from tests.conftest import make_settings

MODEL_FOLDER = "no-model-lies-here"


@pytest.fixture(scope="module")
def empty_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A new installation: no catalogue was ever loaded."""
    settings = make_settings(tmp_path_factory.mktemp("new-installation"))
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def modelless_api(
    sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The sample catalogue and its index, with EMBEDDING_MODEL naming an empty folder."""
    folder: Path = tmp_path_factory.mktemp(MODEL_FOLDER)
    settings = sample_settings.model_copy(update={"embedding_model": str(folder)})
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (TEXT_SEARCH, {"search_text": TEXT}),
        (RECOMMEND_SERVICE, {"life_situation": TEXT}),
        (RECOMMEND_SERVICE, {"life_situation_meters": METERS}),
        (RECOMMEND_SERVICE, {"life_events": ["KE8"]}),
    ],
)
def test_request_without_catalogue_is_a_503_problem(
    empty_api: TestClient, path: str, body: dict[str, object]
) -> None:
    response = empty_api.post(path, json=body)
    assert assert_problem(response, 503)["code"] == "catalogue-empty"
    assert int(response.headers["retry-after"]) > 0


def test_similar_services_without_catalogue_are_a_503_problem(empty_api: TestClient) -> None:
    response = empty_api.get(f"/services/{service_id(1)}/similar")
    assert assert_problem(response, 503)["code"] == "catalogue-empty"
    assert_problem(empty_api.get(f"/services/{service_id(1)}"), 404)


def test_wrong_request_without_catalogue_is_still_refused(empty_api: TestClient) -> None:
    assert_problem(empty_api.post(TEXT_SEARCH, json={"search_text": ""}), 400)


def test_ready_without_catalogue_says_so(empty_api: TestClient) -> None:
    response = empty_api.get("/health/ready")
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert response.json()["status"] == "not ready"
    assert response.json()["services"] == 0
    assert ["catalogue" in reason for reason in response.json()["reasons"]] == [True]


def test_ready_without_model_says_so_and_names_no_path(modelless_api: TestClient) -> None:
    response = modelless_api.get("/health/ready")
    assert response.status_code == 503
    answer = response.json()
    assert answer["status"] == "not ready"
    assert answer["embedding_model"] is None
    assert ["model" in reason for reason in answer["reasons"]] == [True]
    assert MODEL_FOLDER not in response.text


def test_meters_alone_need_no_model(modelless_api: TestClient) -> None:
    response = modelless_api.post(RECOMMEND_SERVICE, json={"life_situation_meters": METERS})
    assert response.status_code == 200
    assert len(response.json()["recommended_services"]) == 5


@pytest.mark.parametrize("path", ["/health/live", "/service-recommender/healthcheck/", "/docs"])
def test_process_without_catalogue_or_model_is_alive(
    empty_api: TestClient, modelless_api: TestClient, path: str
) -> None:
    assert empty_api.get(path).status_code == 200
    assert modelless_api.get(path).status_code == 200
