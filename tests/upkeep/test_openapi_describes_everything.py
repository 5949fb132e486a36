"""The published document explains itself: every operation and field is described, every example works."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.document import described

DOCUMENT: dict[str, Any] = described()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
NETWORK_PREFIX = "/service-recommender/v1"
MATCHING_PATHS = {f"{NETWORK_PREFIX}/text_search", f"{NETWORK_PREFIX}/recommend_service"}
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method.upper()} {path}")
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
PROPERTIES = [
    pytest.param(schema["properties"][name], id=f"{schema_name}.{name}")
    for schema_name, schema in SCHEMAS.items()
    for name in schema.get("properties", {})
]


def bodies() -> Iterator[tuple[str, str, Any]]:
    """Path, method and JSON body schema of each operation that takes one."""
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            if body := operation.get("requestBody"):
                yield path, method, resolved(body["content"]["application/json"]["schema"])


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or the component it refers to."""
    reference = schema.get("$ref")
    return SCHEMAS[reference.rpartition("/")[2]] if reference else schema


def has_example(schema: dict[str, Any]) -> bool:
    """An example of its own, or examples in all that it is made of."""
    if schema.get("examples") or "const" in schema:
        return True
    if "$ref" in schema or "properties" in schema:
        properties = resolved(schema).get("properties", {})
        return bool(properties) and all(has_example(each) for each in properties.values())
    return "items" in schema and has_example(schema["items"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_operation_is_described(path: str, method: str, operation: dict[str, Any]) -> None:
    for member in ("summary", "description", "operationId", "tags"):
        assert operation[member]
    for status, response in operation["responses"].items():
        assert response["description"], status
        assert response.get("content") or status.startswith("3"), status


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_operation_errors_are_problems_and_never_422(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    statuses = set(operation["responses"])
    assert statuses & {"200", "302"}
    assert "422" not in statuses
    if "requestBody" in operation:
        assert {"400", "413", "415"} <= statuses
    if path.startswith(NETWORK_PREFIX):
        for status in (each for each in statuses if each >= "400"):
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"]
            problem = content["application/problem+json"]
            assert resolved(problem["schema"]) == SCHEMAS["Problem"]
            assert problem["example"]["status"] == int(status)
            assert set(problem["example"]) == set(SCHEMAS["Problem"]["properties"])


@pytest.mark.parametrize("endpoint", ["text_search", "recommend_service"])
def test_matching_operation_documents_each_of_its_errors(endpoint: str) -> None:
    responses = DOCUMENT["paths"][f"{NETWORK_PREFIX}/{endpoint}"]["post"]["responses"]
    assert set(responses) == {"200", "400", "401", "403", "408", "413", "415", "429", "503"}


@pytest.mark.parametrize("schema_name", SCHEMAS)
def test_schema_is_described(schema_name: str) -> None:
    assert SCHEMAS[schema_name]["description"]


@pytest.mark.parametrize("schema", PROPERTIES)
def test_property_has_description_and_example(schema: dict[str, Any]) -> None:
    assert schema["description"]
    assert has_example(schema)


def test_every_schema_is_used_and_every_reference_known() -> None:
    text = str(DOCUMENT)
    for schema_name in SCHEMAS:
        assert f"'#/components/schemas/{schema_name}'" in text
    assert "HTTPValidationError" not in text


def test_operation_ids_are_unique() -> None:
    operation_ids = [
        operation["operationId"]
        for operations in DOCUMENT["paths"].values()
        for operation in operations.values()
    ]
    assert len(set(operation_ids)) == len(operation_ids)


@pytest.mark.parametrize(("path", "method", "schema"), list(bodies()))
def test_request_example_is_valid_as_it_stands(
    api: TestClient, path: str, method: str, schema: dict[str, Any]
) -> None:
    own_examples = {
        name: field["examples"][0]
        for name, field in schema["properties"].items()
        if "examples" in field
    }
    assert own_examples
    for example in [*schema["examples"], *([own_examples] if path in MATCHING_PATHS else [])]:
        response = api.request(method, path, json=example)
        if path in MATCHING_PATHS:
            assert response.status_code == 200, response.text
            assert response.json()["recommended_services"]
        else:
            assert response.status_code in (200, 404), "only what it names may be unknown"


@pytest.mark.parametrize(
    ("field", "schema"), list(SCHEMAS["ServiceFiltersBody"]["properties"].items())
)
def test_filter_example_is_accepted(api: TestClient, field: str, schema: dict[str, Any]) -> None:
    filters = {field: schema["examples"][0]}
    body = {"search_text": "vuokra", "service_filters": filters}
    response = api.post("/service-recommender/v1/text_search", json=body)
    assert response.status_code == 200, response.text


def test_served_document_is_the_one_of_the_code(api: TestClient) -> None:
    assert api.get("/openapi.json").json() == DOCUMENT
