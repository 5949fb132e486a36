"""What every body has in common: unknown fields, other types, bounds."""

import pytest

from tests.network.bodies import (
    BODIES,
    NOT_BOOLEANS,
    NOT_INTEGERS,
    NOT_OBJECTS,
    NOT_TEXTS,
    NOT_UUIDS,
    changed,
)
from tests.network.network import (
    FEEDBACK,
    RECOMMEND_SERVICE,
    SESSION_ATTRIBUTES,
    TEXT_SEARCH,
    Network,
    problem,
    refused_at,
)

MATCHING = (RECOMMEND_SERVICE, TEXT_SEARCH)


@pytest.mark.parametrize("path", BODIES)
def test_unknown_field_is_refused_through_its_parent(network: Network, path: str) -> None:
    assert refused_at(network.post(path, changed(path, unheard_of=1))) == {""}


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        (RECOMMEND_SERVICE, "life_situation_meters", {"finance": [2], "wealth": [2]}),
        (RECOMMEND_SERVICE, "service_filters", {"municipality": ["091"]}),
        (TEXT_SEARCH, "service_filters", {"municipality": ["091"]}),
        (SESSION_ATTRIBUTES, "session_attributes", {"age": 34, "name": "Kaisa"}),
    ],
)
def test_unknown_nested_field_is_refused_through_its_parent(
    network: Network, path: str, field: str, value: object
) -> None:
    assert refused_at(network.post(path, changed(path, **{field: value}))) == {f"/{field}"}


def test_unknown_field_of_a_service_feedback_is_refused(network: Network) -> None:
    scored = {
        "service_id": "3668d250-cd80-45c4-abcc-9b2d3a2b3e42",
        "feedback_score": 1,
        "comment": "",
    }
    response = network.post(FEEDBACK, changed(FEEDBACK, service_feedbacks=[scored]))
    assert refused_at(response) == {"/service_feedbacks/0"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        *((path, "limit") for path in MATCHING),
        (RECOMMEND_SERVICE, "age"),
        (FEEDBACK, "auroraai_recommendation_id"),
        (FEEDBACK, "feedback_score"),
        (SESSION_ATTRIBUTES, "auroraai_recommendation_id"),
    ],
)
@pytest.mark.parametrize("value", NOT_INTEGERS, ids=repr)
def test_integer_is_strict(network: Network, path: str, field: str, value: object) -> None:
    assert f"/{field}" in refused_at(network.post(path, changed(path, **{field: value})))


@pytest.mark.parametrize("path", MATCHING)
@pytest.mark.parametrize("field", ["rerank", "explain"])
@pytest.mark.parametrize("value", NOT_BOOLEANS, ids=repr)
def test_boolean_is_strict(network: Network, path: str, field: str, value: object) -> None:
    assert refused_at(network.post(path, changed(path, **{field: value}))) == {f"/{field}"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (RECOMMEND_SERVICE, "session_id"),
        (RECOMMEND_SERVICE, "life_situation"),
        (RECOMMEND_SERVICE, "municipality_code"),
        (RECOMMEND_SERVICE, "language"),
        (TEXT_SEARCH, "search_text"),
        (TEXT_SEARCH, "language"),
    ],
)
@pytest.mark.parametrize("value", NOT_TEXTS, ids=repr)
def test_text_is_strict(network: Network, path: str, field: str, value: object) -> None:
    assert refused_at(network.post(path, changed(path, **{field: value}))) == {f"/{field}"}


@pytest.mark.parametrize("path", MATCHING)
@pytest.mark.parametrize("limit", [0, 51, -1, 2**63])
def test_limit_outside_1_to_50_is_refused(network: Network, path: str, limit: int) -> None:
    assert refused_at(network.post(path, changed(path, limit=limit))) == {"/limit"}


@pytest.mark.parametrize(
    ("path", "field"),
    [(SESSION_ATTRIBUTES, "service_channel_id"), (SESSION_ATTRIBUTES, "service_id")],
)
@pytest.mark.parametrize("value", NOT_UUIDS, ids=repr)
def test_id_is_a_uuid_of_version_4(network: Network, path: str, field: str, value: object) -> None:
    assert f"/{field}" in refused_at(network.post(path, changed(path, **{field: value})))


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("body", NOT_OBJECTS, ids=repr)
def test_body_that_is_no_object_is_refused(network: Network, path: str, body: object) -> None:
    assert refused_at(network.post(path, body)) == {""}


@pytest.mark.parametrize("path", BODIES)
def test_empty_object_lacks_what_is_required(network: Network, path: str) -> None:
    problem(network.post(path, {}), 400)


@pytest.mark.parametrize("path", MATCHING)
@pytest.mark.parametrize("value", NOT_OBJECTS, ids=repr)
def test_service_filters_are_an_object(network: Network, path: str, value: object) -> None:
    response = network.post(path, changed(path, service_filters=value))
    assert refused_at(response) == {"/service_filters"}
