from fastapi.testclient import TestClient


def test_healthcheck_answers_the_networks_text(api: TestClient) -> None:
    response = api.get("/service-recommender/healthcheck/")
    assert (response.status_code, response.text) == (200, "Healthcheck OK")
    assert response.headers["content-type"].startswith("text/plain")


def test_ready_names_model_and_catalogue(api: TestClient) -> None:
    answer = api.get("/health/ready").json()
    assert answer["status"] == "ready"
    assert answer["reasons"] == []
    assert answer["services"] > 150
