"""The Python client's types know every answer of the published document, and more than it may come."""

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import pytest

import revontuli_client
from revontuli_client import ServiceFilters, UnexpectedAnswer, answers
from revontuli_client.decoding import decode
from tests.document import described

SCHEMAS: dict[str, Any] = described()["components"]["schemas"]
TYPES: dict[str, type] = {
    "AreaBody": answers.Area,
    "AreaCodeBody": answers.AreaCode,
    "AttributeValues": answers.SessionAttributes,
    "CatalogueServiceBody": answers.CatalogueService,
    "ChannelBody": answers.Channel,
    "CodeBody": answers.Code,
    "ExplanationBody": answers.Explanation,
    "GeneratedBy": answers.GeneratedBy,
    "LifeEvents": answers.LifeEvents,
    "LocalizedName": answers.LocalizedName,
    "LocationBody": answers.Location,
    "MetFilterBody": answers.MetFilter,
    "MetSentenceBody": answers.MetSentence,
    "Municipalities": answers.Municipalities,
    "MunicipalityBody": answers.Municipality,
    "MunicipalityCodeBody": answers.MunicipalityCode,
    "NameBody": answers.Name,
    "NeedBody": answers.Need,
    "OrganizationBody": answers.Organization,
    "PackageServiceBody": answers.Service,
    "Recommendations": answers.Recommendations,
    "SeenLifeEventBody": answers.SeenLifeEvent,
    "ServiceBody": answers.Service,
    "ServiceClasses": answers.ServiceClasses,
    "ServiceFiltersBody": ServiceFilters,
    "ServicePackageBody": answers.ServicePackage,
    "SimilarServicesBody": answers.SimilarServices,
    "TargetGroups": answers.TargetGroups,
}
"""Schemas of what the client sends and reads; those that the document lacks belong to newer services."""


def example(schema: dict[str, Any]) -> Any:
    """A value that the schema documents itself."""
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        return example(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "properties" in schema:
        return {name: example(each) for name, each in schema["properties"].items()}
    return [example(schema["items"])]


@pytest.mark.parametrize("name", sorted(TYPES.keys() & SCHEMAS.keys()))
def test_every_published_field_has_a_place(name: str) -> None:
    published = SCHEMAS[name]
    known = {each.name: each for each in fields(TYPES[name])}
    assert published["properties"].keys() <= known.keys()
    needed = {
        each.name
        for each in known.values()
        if each.default is MISSING and each.default_factory is MISSING
    }
    assert needed <= published["properties"].keys()


@pytest.mark.parametrize(
    "name", sorted((TYPES.keys() & SCHEMAS.keys()) - {"AttributeValues", "ServiceFiltersBody"})
)
def test_published_example_is_read(name: str) -> None:
    value = example({"properties": SCHEMAS[name]["properties"]})
    read = decode(TYPES[name], {**value, "of_a_newer_service": {"x": [1]}})
    assert read == decode(TYPES[name], value)


def test_answers_of_the_interface_are_all_known() -> None:
    """Of an operation that the client has, every schema in the answer has its type."""
    paths = described()["paths"]
    used: set[str] = set()
    for path in ("/service-recommender/v1/text_search", "/life_events", "/service_classes",
                 "/target_groups", "/municipalities", "/services/{service_id}",
                 "/services/{service_id}/similar", "/service_packages"):  # fmt: skip
        for operation in paths.get(path, {}).values():
            used |= references(operation["responses"]["200"])
    assert used
    assert used <= TYPES.keys()


def references(part: Any) -> set[str]:
    """The schemas that a part of the document leads to."""
    if isinstance(part, list):
        return set().union(*(references(each) for each in part))
    if not isinstance(part, dict):
        return set()
    name = str(part.get("$ref", "")).rpartition("/")[2]
    own = {name} | references(SCHEMAS[name]) if name else set()
    return own.union(*(references(each) for each in part.values()))


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ([], "/"),
        ({}, "/auroraai_recommendation_id"),
        ({"auroraai_recommendation_id": "1", "recommended_services": []}, "/auroraai_recommendation_id"),
        ({"auroraai_recommendation_id": True, "recommended_services": []}, "/auroraai_recommendation_id"),
        ({"auroraai_recommendation_id": 1, "recommended_services": [{}]}, "/recommended_services/0/service_id"),
    ],
)  # fmt: skip
def test_answer_that_does_not_fit_is_told_by_its_place(value: object, pointer: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=f"{pointer}$"):
        decode(answers.Recommendations, value)


def test_every_name_of_the_package_is_exported_once() -> None:
    public = revontuli_client.__all__
    assert public == sorted(set(public))
    assert all(hasattr(revontuli_client, name) for name in public)
    exported = {getattr(revontuli_client, name) for name in public}
    of_answers = {each for each in vars(answers).values() if is_dataclass(each)}
    assert of_answers <= exported
