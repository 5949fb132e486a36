"""The published document for readers of OpenAPI 3.0, such as the X-Road Security Server.

Where 3.0 has no word for what the 3.1 document says, the answer is the wider one: what is valid by 3.1 stays valid.
"""

from collections.abc import Mapping
from typing import Any, Final

VERSION: Final = "3.0.3"
SPDX_LICENSE_URL: Final = "https://spdx.org/licenses/{identifier}.html"

Json = dict[str, Any]

_SCHEMA_KEYWORDS: Final = frozenset(
    (
        *("$ref", "additionalProperties", "allOf", "anyOf", "default", "deprecated"),
        *("description", "discriminator", "enum", "example", "exclusiveMaximum"),
        *("exclusiveMinimum", "externalDocs", "format", "items", "maxItems", "maxLength"),
        *("maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum"),
        *("multipleOf", "not", "nullable", "oneOf", "pattern", "properties", "readOnly"),
        *("required", "title", "type", "uniqueItems", "writeOnly", "xml"),
    )
)
_FORMAT_OF_ENCODING: Final = {"base64": "byte", "base64url": "byte"}
_PAYLOADS: Final = frozenset({"example", "examples"})
"""What stands under these names is data, not description, and is left alone."""


def openapi_30(document: Mapping[str, Any]) -> Json:
    """A 3.1 document as 3.0.3; the given one stays as it is."""
    converted: Json = _described(
        {
            name: part
            for name, part in document.items()
            if name not in ("webhooks", "jsonSchemaDialect")
        }
    )
    return {**converted, "openapi": VERSION, "info": _info(document["info"])}


def _info(info: Mapping[str, Any]) -> Json:
    converted = {name: value for name, value in info.items() if name != "summary"}
    if "identifier" in converted.get("license", {}):
        license_info = dict(converted["license"])
        identifier = license_info.pop("identifier")
        converted["license"] = {
            "url": SPDX_LICENSE_URL.format(identifier=identifier),
            **license_info,
        }
    return converted


def _described(part: Any) -> Any:
    """A part of the document that is no schema, with the schemas in it converted."""
    if isinstance(part, list):
        return [_described(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    converted: Json = {}
    for name, value in part.items():
        if name == "schema":
            converted[name] = _schema(value)
        elif name == "schemas":
            converted[name] = {each: _schema(schema) for each, schema in value.items()}
        else:
            converted[name] = value if name in _PAYLOADS else _described(value)
    return converted


def _schema(schema: Any) -> Json:
    """A JSON Schema of 2020-12 in the words of 3.0."""
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    converted = _with_parts_converted(schema)
    for rewrite in (_null_as_nullable, _values, _bounds, _arrays, _patterned_names, _encoding):
        rewrite(converted)
    converted = {name: value for name, value in converted.items() if name in _SCHEMA_KEYWORDS}
    if "$ref" in converted and len(converted) > 1:
        converted["allOf"] = [{"$ref": converted.pop("$ref")}, *converted.get("allOf", [])]
    return converted


def _with_parts_converted(schema: Mapping[str, Any]) -> Json:
    converted = dict(schema)
    for name in ("anyOf", "oneOf", "allOf", "prefixItems"):
        if name in schema:
            converted[name] = [_schema(part) for part in schema[name]]
    for name in ("properties", "patternProperties"):
        if name in schema:
            converted[name] = {key: _schema(part) for key, part in schema[name].items()}
    for name in ("items", "not"):
        if name in schema:
            converted[name] = _schema(schema[name])
    if isinstance(schema.get("additionalProperties"), Mapping):
        converted["additionalProperties"] = _schema(schema["additionalProperties"])
    return converted


_NULL: Final = {"nullable": True, "enum": [None]}


def _null_as_nullable(schema: Json) -> None:
    """null among the types or the alternatives becomes `nullable`; what alone remains moves up.

    Beside a reference `nullable` stands with `allOf`, as code generators expect it.
    """
    types = schema.get("type")
    if types == "null":
        del schema["type"]
        schema |= _NULL
    elif isinstance(types, list):
        del schema["type"]
        _alternatives(schema, "anyOf", [_schema({"type": each}) for each in types])
    for keyword in ("anyOf", "oneOf"):
        if _NULL in schema.get(keyword, []):
            _alternatives(schema, keyword, schema.pop(keyword))


def _alternatives(schema: Json, keyword: str, alternatives: list[Json]) -> None:
    others = [each for each in alternatives if each != _NULL]
    if len(others) < len(alternatives):
        schema["nullable"] = True
    if len(others) > 1:
        schema[keyword] = others
    elif others and "$ref" not in others[0] and schema.keys().isdisjoint(others[0]):
        schema |= others[0]
    else:
        schema["allOf"] = [*schema.get("allOf", []), *others]


def _values(schema: Json) -> None:
    if "const" in schema:
        schema["enum"] = [schema["const"]]
    if examples := schema.get("examples"):
        schema.setdefault("example", examples[0])


def _bounds(schema: Json) -> None:
    for bound in ("Minimum", "Maximum"):
        exclusive, inclusive = f"exclusive{bound}", bound.lower()
        limit = schema.get(exclusive)
        if limit is None or isinstance(limit, bool):
            continue
        stricter = max if bound == "Minimum" else min
        schema[exclusive] = stricter(limit, schema.get(inclusive, limit)) == limit
        schema[inclusive] = stricter(limit, schema.get(inclusive, limit))


def _arrays(schema: Json) -> None:
    """3.0 asks for `items`, which describe every position alike."""
    if positions := schema.get("prefixItems"):
        rest = [schema["items"]] if "items" in schema else []
        schema["items"] = {"anyOf": [*positions, *rest]}
    elif schema.get("type") == "array":
        schema.setdefault("items", {})


def _patterned_names(schema: Json) -> None:
    patterned = list(schema.get("patternProperties", {}).values())
    if patterned and isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = {"anyOf": [*patterned, schema["additionalProperties"]]}
    elif patterned and schema.get("additionalProperties") is False:
        schema["additionalProperties"] = {"anyOf": patterned}


def _encoding(schema: Json) -> None:
    if "contentMediaType" in schema or "contentEncoding" in schema:
        encoding = schema.get("contentEncoding", "")
        schema.setdefault("format", _FORMAT_OF_ENCODING.get(encoding, "binary"))
