"""How the tests of this folder ask the matching endpoints, and what they expect of a refusal."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

PREFIX = "/service-recommender/v1"
TEXT_SEARCH = f"{PREFIX}/text_search"
RECOMMEND_SERVICE = f"{PREFIX}/recommend_service"
TEXT = "en pysty maksamaan vuokraa ja pelkään häätöä"
METERS = {"finance": [2], "housing": [3]}
MAX_LIMIT = 50

Answer = dict[str, Any]
Answers = list[Answer]


def search(api: TestClient, **fields: object) -> Answers:
    """The services that text_search suggests, for TEXT unless told otherwise."""
    return _suggested(api.post(TEXT_SEARCH, json={"search_text": TEXT, **fields}))


def recommend(api: TestClient, **fields: object) -> Answers:
    """The services that recommend_service suggests."""
    return _suggested(api.post(RECOMMEND_SERVICE, json=fields))


def _suggested(response: Response) -> Answers:
    assert response.status_code == 200, response.text
    services: Answers = response.json()["recommended_services"]
    return services


def post_json_text(api: TestClient, path: str, body: str | bytes) -> Response:
    """Send a body that json.dumps would not write."""
    content = body.encode() if isinstance(body, str) else body
    return api.post(path, content=content, headers={"Content-Type": "application/json"})


def ids(services: Answers) -> list[str]:
    return [service["service_id"] for service in services]


def assert_problem(response: Response, status: int) -> Answer:
    """The response is one RFC 9457 problem in the shape every error has; returns it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: Answer = response.json()
    assert list(problem) == ["type", "title", "status", "code", "detail", "errors"]
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert all(problem[member] for member in ("title", "code", "detail"))
    assert all(set(error) == {"pointer", "detail"} for error in problem["errors"])
    return problem


def assert_refused(response: Response, *pointers: str) -> None:
    """The request is a 400 that points at exactly these fields."""
    problem = assert_problem(response, 400)
    assert [error["pointer"] for error in problem["errors"]] == list(pointers), problem
    assert all(error["detail"] for error in problem["errors"])


def scores(services: Answers) -> list[float]:
    return [service["similarity_score"] for service in services]
