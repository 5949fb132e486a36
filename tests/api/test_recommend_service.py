import pytest
from fastapi.testclient import TestClient

from tests.api.asking import (
    MAX_LIMIT,
    METERS,
    RECOMMEND_SERVICE,
    TEXT,
    TEXT_SEARCH,
    assert_refused,
    ids,
    post_json_text,
    recommend,
    scores,
    search,
)
from tests.api.sample_records import codes, ids_where

OULU = "564"
VALID = {
    "life_situation_meters": METERS,
    "life_situation": TEXT,
    "life_events": ["KE8"],
    "limit": 5,
    "rerank": False,
    "session_id": "7f1c2a90",
    "service_filters": {"municipality_codes": [OULU]},
    "language": "fi",
    "age": 34,
    "municipality_code": OULU,
}


@pytest.mark.parametrize(
    "situation",
    [
        {"life_situation_meters": METERS},
        {"life_situation": TEXT},
        {"life_events": ["KE8"]},
        {"life_situation_meters": METERS, "life_situation": TEXT, "life_events": ["KE8"]},
        VALID,
    ],
)
def test_recommend_service_takes_any_telling_of_the_situation(
    api: TestClient, situation: dict[str, object]
) -> None:
    services = recommend(api, **situation)
    assert len(services) == 5
    assert [service["rank"] for service in services] == [1, 2, 3, 4, 5]
    assert scores(services) == sorted(scores(services), reverse=True)


@pytest.mark.parametrize("field", VALID)
def test_recommend_service_every_field_but_the_situation_is_optional(
    api: TestClient, field: str
) -> None:
    assert recommend(api, **{name: value for name, value in VALID.items() if name != field})


@pytest.mark.parametrize(
    "body", [{}, {"limit": 5}, {"age": 34, "municipality_code": OULU}, {"session_id": "7f1c2a90"}]
)
def test_recommend_service_without_a_situation_is_refused(
    api: TestClient, body: dict[str, object]
) -> None:
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "")


def test_recommend_service_defaults_are_the_documented_ones(api: TestClient) -> None:
    defaults = {"limit": 5, "rerank": False, "language": "fi"}
    assert ids(recommend(api, life_situation=TEXT)) == ids(
        recommend(api, life_situation=TEXT, **defaults)
    )
    schemas = api.get("/openapi.json").json()["components"]["schemas"]
    properties = schemas["RecommendService"]["properties"]
    assert {field: properties[field]["default"] for field in defaults} == defaults


@pytest.mark.parametrize("situation", [{"life_situation_meters": METERS}, {"life_situation": TEXT}])
@pytest.mark.parametrize("limit", [1, 2, 30])
def test_recommend_service_returns_as_many_as_the_limit_allows(
    api: TestClient, situation: dict[str, object], limit: int
) -> None:
    all_found = ids(recommend(api, **situation, limit=MAX_LIMIT))
    assert ids(recommend(api, **situation, limit=limit)) == all_found[:limit]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_recommend_service_answers_in_the_language_asked_for(
    api: TestClient, language: str
) -> None:
    services = recommend(api, life_situation_meters=METERS, language=language)
    assert {service["language"] for service in services} == {language}


def test_recommend_service_language_changes_texts_and_not_the_match(api: TestClient) -> None:
    finnish, swedish = (
        recommend(api, life_situation=TEXT, language=language) for language in ("fi", "sv")
    )
    assert ids(finnish) == ids(swedish)
    assert finnish[0]["service_name"] != swedish[0]["service_name"]


def test_recommend_service_life_events_alone_put_their_services_first(api: TestClient) -> None:
    of_the_event = ids_where(lambda record: "KE8" in codes(record, "lifeEvents"))
    found = ids(recommend(api, life_events=["KE8"], limit=MAX_LIMIT))
    in_top_five = sum(service_id in of_the_event for service_id in found[:5])
    assert in_top_five > 5 * len(of_the_event) / 171
    assert not set(found) <= of_the_event, (
        "a life event describes the situation, it does not filter"
    )


def test_recommend_service_life_events_beside_text_raise_their_services(api: TestClient) -> None:
    of_the_event = ids_where(lambda record: "KE12" in codes(record, "lifeEvents"))

    def best_rank(**fields: object) -> int:
        services = recommend(api, life_situation=TEXT, limit=MAX_LIMIT, **fields)
        ranks = [s["rank"] for s in services if s["service_id"] in of_the_event]
        return min(ranks, default=MAX_LIMIT + 1)

    assert best_rank(life_events=["KE12"]) < best_rank()


def test_recommend_service_municipality_code_joins_the_area_filter(api: TestClient) -> None:
    for filters, joined in [
        ({}, {"municipality_codes": [OULU]}),
        ({"municipality_codes": ["853"]}, {"municipality_codes": ["853", OULU]}),
        ({"region_codes": ["21"]}, {"region_codes": ["21"], "municipality_codes": [OULU]}),
        (
            {"include_national_services": False},
            {"include_national_services": False, "municipality_codes": [OULU]},
        ),
    ]:
        found = recommend(
            api,
            life_situation=TEXT,
            municipality_code=OULU,
            service_filters=filters,
            limit=MAX_LIMIT,
        )
        expected = recommend(api, life_situation=TEXT, service_filters=joined, limit=MAX_LIMIT)
        assert ids(found) == ids(expected)


def test_recommend_service_municipality_code_with_only_national_services_is_refused(
    api: TestClient,
) -> None:
    body = {
        "life_situation": TEXT,
        "municipality_code": OULU,
        "service_filters": {"only_national_services": True},
    }
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "/municipality_code")


def test_recommend_service_takes_the_bounds_of_every_field(api: TestClient) -> None:
    for bounds in (
        {"age": 1},
        {"age": 200},
        {"limit": 1},
        {"session_id": ""},
        {"session_id": "ä" * 255},
        {"life_situation": "x"},
        {"life_situation": "ä" * 4096},
        {"life_events": ["KE1", "KE1.1", "KE14"]},
    ):
        assert recommend(api, **{"life_situation_meters": METERS, **bounds})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("life_situation", ""),
        ("life_situation", " \n"),
        ("life_situation", "\x00"),
        ("life_situation", "\u0378 \u200b"),
        ("life_situation", "x" * 4097),
        ("life_situation", None),
        ("life_situation", 5),
        ("life_situation", ["velka"]),
        ("life_events", []),
        ("life_events", None),
        ("life_events", "KE8"),
        ("life_events", {"KE8": True}),
        ("limit", 0),
        ("limit", 51),
        ("limit", "5"),
        ("limit", 1.5),
        ("limit", 5.0),
        ("limit", True),
        ("limit", None),
        ("limit", 10**30),
        ("rerank", 1),
        ("rerank", "false"),
        ("rerank", None),
        ("session_id", None),
        ("session_id", 7),
        ("session_id", ["7"]),
        ("session_id", True),
        ("service_filters", None),
        ("service_filters", []),
        ("language", "de"),
        ("language", "FI"),
        ("language", None),
        ("age", 0),
        ("age", 201),
        ("age", -1),
        ("age", "34"),
        ("age", 34.0),
        ("age", True),
        ("age", None),
        ("municipality_code", None),
        ("municipality_code", 564),
        ("municipality_code", ""),
        ("municipality_code", "000"),
        ("municipality_code", ["564"]),
    ],
)
def test_recommend_service_wrong_value_is_refused_with_a_pointer(
    api: TestClient, field: str, value: object
) -> None:
    assert_refused(api.post(RECOMMEND_SERVICE, json={**VALID, field: value}), f"/{field}")


@pytest.mark.parametrize("value", ["KE99", "ke8", "", " KE8", None, 8, True, []])
def test_recommend_service_unknown_life_event_is_refused_with_a_pointer(
    api: TestClient, value: object
) -> None:
    body = {**VALID, "life_events": ["KE8", value]}
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "/life_events/1")


@pytest.mark.parametrize(
    "unknown",
    [
        {"search_text": TEXT},
        {"life_situation_meter": METERS},
        {"municipality_codes": [OULU]},
        {"auroraai_recommendation_id": 1},
        {"": None},
    ],
)
def test_recommend_service_unknown_field_is_refused(
    api: TestClient, unknown: dict[str, object]
) -> None:
    assert_refused(api.post(RECOMMEND_SERVICE, json={**VALID, **unknown}), "")


def test_recommend_service_points_at_unknown_codes_wherever_they_stand(api: TestClient) -> None:
    body = {
        "life_events": ["KE99"],
        "municipality_code": "000",
        "service_filters": {"region_codes": ["17", "99"], "life_events": ["KE98"]},
    }
    assert_refused(
        api.post(RECOMMEND_SERVICE, json=body),
        "/life_events/0",
        "/municipality_code",
        "/service_filters/region_codes/1",
        "/service_filters/life_events/0",
    )


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        (r'"life_situation": "\ud800"', "/life_situation"),
        (r'"life_situation": "velka", "session_id": "\udc00"', "/session_id"),
        (r'"life_events": ["\ud800"]', "/life_events/0"),
        ('"life_situation": "velka", "age": NaN', "/age"),
        ('"life_situation": "velka", "age": 1e400', "/age"),
    ],
)
def test_recommend_service_odd_json_value_is_refused(
    api: TestClient, fields: str, pointer: str
) -> None:
    assert_refused(post_json_text(api, RECOMMEND_SERVICE, f"{{{fields}}}"), pointer)


def test_explain_is_a_strict_boolean_of_both_endpoints(api: TestClient) -> None:
    for explain in (True, False):
        plain = ids(search(api))
        assert ids(search(api, explain=explain)) == plain
        assert ids(recommend(api, life_situation=TEXT, explain=explain)) == plain
    for path, field in ((TEXT_SEARCH, "search_text"), (RECOMMEND_SERVICE, "life_situation")):
        for wrong in (1, 0, "true", None):
            assert_refused(api.post(path, json={field: TEXT, "explain": wrong}), "/explain")
