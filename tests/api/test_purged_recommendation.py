"""What a caller notices of retention."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.wiring import no_progress, open_workshop
from tests.api.asking import PREFIX, TEXT, TEXT_SEARCH, Answer, assert_problem
from tests.conftest import make_settings


@pytest.fixture
def own_settings(sample_folder: Path, tmp_path: Path) -> Settings:
    """Of a service with the sample catalogue whose recommendations may be deleted."""
    data_dir = tmp_path / "data"
    shutil.copytree(sample_folder, data_dir)
    return make_settings(data_dir)


@pytest.fixture
def own_api(own_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(own_settings), follow_redirects=False) as client:
        yield client


def answer(api: TestClient) -> Answer:
    body: Answer = api.post(TEXT_SEARCH, json={"search_text": TEXT}).json()
    return body


def test_purged_recommendation_is_not_found_and_its_id_not_given_again(
    own_api: TestClient, own_settings: Settings
) -> None:
    purged = answer(own_api)
    recommendation_id = purged["auroraai_recommendation_id"]
    link = next(
        page
        for service in purged["recommended_services"]
        for channel in service["service_channels"]
        for page in channel["web_pages"]
    )
    feedback = {"auroraai_recommendation_id": recommendation_id, "feedback_score": 1}
    score = f"{PREFIX}/recommendation_feedback"
    assert own_api.post(score, json=feedback).status_code == 200
    assert own_api.get(link).status_code == 302
    with open_workshop(own_settings, no_progress) as workshop:
        assert workshop.purge_expired(older_than_days=0)["recommendations"] >= 1
    assert_problem(own_api.post(score, json=feedback), 404)
    assert_problem(own_api.get(link), 404)
    assert answer(own_api)["auroraai_recommendation_id"] > recommendation_id
