import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("slash", ["", "/"])
def test_healthcheck_answers_the_networks_text(api: TestClient, slash: str) -> None:
    response = api.get(f"/service-recommender/healthcheck{slash}")
    assert (response.status_code, response.text) == (200, "Healthcheck OK")
    assert response.headers["content-type"].startswith("text/plain")
    head = api.head(f"/service-recommender/healthcheck{slash}")
    assert head.status_code == 200
    assert head.headers["content-type"] == response.headers["content-type"]
    assert head.headers["content-length"] == response.headers["content-length"]


def test_ready_names_model_and_catalogue(api: TestClient) -> None:
    answer = api.get("/health/ready").json()
    assert answer["status"] == "ready"
    assert answer["reasons"] == []
    assert answer["services"] > 150
