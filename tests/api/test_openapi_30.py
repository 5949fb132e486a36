"""The document for readers of OpenAPI 3.0 says what the 3.1 one does, in words that 3.0 has."""

from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient

from app.api.openapi_30 import openapi_30
from tests.document import described

Json = dict[str, Any]

REFERENCE = {"$ref": "#/components/schemas/Other"}


def document_with(schema: Json) -> Json:
    """A 3.1 document with a schema where an answer's content is described."""
    content = {"application/json": {"schema": schema, "example": {"schema": {"const": 1}}}}
    answer = {"description": "Done.", "content": content}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "T",
            "summary": "S",
            "version": "1",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "webhooks": {},
        "paths": {"/example": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": {"Other": {"type": "object"}, "Schema": schema}},
    }


def converted(schema: Json) -> Json:
    result: Json = openapi_30(document_with(schema))["components"]["schemas"]["Schema"]
    return result


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        (
            {"type": ["string", "integer", "null"]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        ),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"type": "null"}, {"nullable": True, "enum": [None]}),
        (
            {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}], "title": "T"},
            {"type": "string", "maxLength": 3, "nullable": True, "title": "T"},
        ),
        (
            {"anyOf": [REFERENCE, {"type": "null"}], "description": "D"},
            {"allOf": [REFERENCE], "nullable": True, "description": "D"},
        ),
        (
            {"oneOf": [{"type": "null"}, {"type": "string"}, REFERENCE]},
            {"oneOf": [{"type": "string"}, REFERENCE], "nullable": True},
        ),
        (
            {"anyOf": [{"maxLength": 3}, {"type": "null"}], "maxLength": 9},
            {"allOf": [{"maxLength": 3}], "maxLength": 9, "nullable": True},
        ),
        ({"const": "no-store"}, {"enum": ["no-store"]}),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        ({"type": "string", "examples": []}, {"type": "string"}),
        ({"exclusiveMinimum": 0}, {"minimum": 0, "exclusiveMinimum": True}),
        ({"exclusiveMaximum": 5, "maximum": 3}, {"maximum": 3, "exclusiveMaximum": False}),
        ({"exclusiveMaximum": 3, "maximum": 5}, {"maximum": 3, "exclusiveMaximum": True}),
        (
            {"type": "array", "prefixItems": [{"const": 1}, {"type": "string"}]},
            {"type": "array", "items": {"anyOf": [{"enum": [1]}, {"type": "string"}]}},
        ),
        ({"type": "array"}, {"type": "array", "items": {}}),
        (
            {"type": "object", "patternProperties": {"^a": True}, "additionalProperties": False},
            {"type": "object", "additionalProperties": {"anyOf": [{}]}},
        ),
        ({"properties": {"examples": {"const": 1}}}, {"properties": {"examples": {"enum": [1]}}}),
        ({**REFERENCE, "description": "D"}, {"allOf": [REFERENCE], "description": "D"}),
        (REFERENCE, REFERENCE),
        (
            {"type": "string", "contentMediaType": "image/png"},
            {"type": "string", "format": "binary"},
        ),
        ({"type": "string", "contentEncoding": "base64"}, {"type": "string", "format": "byte"}),
        ({"$defs": {}, "propertyNames": {"maxLength": 3}, "if": {}, "contains": {}}, {}),
    ],
)
def test_schema_is_said_in_the_words_of_3_0(schema: Json, expected: Json) -> None:
    before = deepcopy(schema)
    assert converted(schema) == expected
    assert schema == before
    schemathesis.openapi.from_dict(openapi_30(document_with(schema))).validate()


def test_document_loses_what_only_3_1_has_and_keeps_payloads() -> None:
    result = openapi_30(document_with({"type": "string"}))
    assert result["openapi"] == "3.0.3"
    assert result["info"] == {
        "title": "T",
        "version": "1",
        "license": {"name": "MIT", "url": "https://spdx.org/licenses/MIT.html"},
    }
    assert not {"webhooks", "jsonSchemaDialect"} & result.keys()
    content = result["paths"]["/example"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["example"] == {"schema": {"const": 1}}


def test_own_document_is_valid_openapi_3_0() -> None:
    """By the official JSON schema of 3.0, which knows no keyword of 3.1."""
    document = described()
    result = openapi_30(document)
    schemathesis.openapi.from_dict(result).validate()
    assert result["paths"].keys() == document["paths"].keys()
    assert result["components"]["schemas"].keys() == document["components"]["schemas"].keys()


def test_3_0_document_is_served(api: TestClient) -> None:
    response = api.get("/openapi-3.0.json")
    assert response.headers["content-type"] == "application/json"
    assert response.json() == openapi_30(described())
