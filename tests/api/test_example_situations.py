"""What the documentation pages offer to try is tried here, as it stands in the published document."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.example_situations import SITUATIONS
from tests.api.asking import RECOMMEND_SERVICE, TEXT_SEARCH, Answer
from tests.document import described

OFFERED = [
    pytest.param(path, example["value"], id=f"{path.rpartition('/')[2]}-{name}")
    for path, operations in described()["paths"].items()
    for operation in operations.values()
    for content in operation.get("requestBody", {}).get("content", {}).values()
    for name, example in content.get("examples", {}).items()
]


def suggested(answer: Answer) -> list[Answer]:
    """The services of any answer, whether or not they stand under needs."""
    services: list[Answer] = answer.get("recommended_services", [])
    return services + [each for need in answer.get("needs", ()) for each in need["services"]]


@pytest.mark.parametrize(("path", "body"), OFFERED)
def test_offered_situation_gets_services_in_its_language(
    api: TestClient, path: str, body: dict[str, Any]
) -> None:
    response = api.post(path, json=body)
    assert response.status_code == 200, response.text
    services = suggested(response.json())
    assert services
    assert {service["language"] for service in services} == {body["language"]}


@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_every_situation_is_offered_with_a_summary(path: str) -> None:
    body = described()["paths"][path]["post"]["requestBody"]
    offered = body["content"]["application/json"]["examples"]
    assert offered.keys() == SITUATIONS.keys()
    assert all(example["summary"] for example in offered.values())


def test_situations_cover_every_language_and_hold_more_than_one_need() -> None:
    assert {each.language for each in SITUATIONS.values()} == {"fi", "sv", "en"}
    assert all(len(each.meters) > 1 and each.filters for each in SITUATIONS.values())
