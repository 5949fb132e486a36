import json

import pytest
from fastapi.testclient import TestClient

from tests.api.asking import (
    MAX_LIMIT,
    TEXT,
    TEXT_SEARCH,
    assert_refused,
    ids,
    post_json_text,
    recommend,
    scores,
    search,
)

SEARCH_LANGUAGES = ("en", "de", "fr", "et", "da", "no", "uk", "ru", "fi", "sv")
VALID = {
    "search_text": TEXT,
    "limit": 5,
    "rerank": False,
    "service_filters": {"municipality_codes": ["564"]},
    "language": "fi",
}


def test_text_search_with_text_alone_suggests_five_services(api: TestClient) -> None:
    response = api.post(TEXT_SEARCH, json={"search_text": TEXT})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert list(response.json()) == ["auroraai_recommendation_id", "recommended_services"]
    assert len(response.json()["recommended_services"]) == 5


def test_text_search_finds_the_service_that_bears_the_name(api: TestClient) -> None:
    for name in ("Talous- ja velkaneuvonta", "Kaupungin vuokra-asunnon hakeminen Oulussa"):
        assert search(api, search_text=name, limit=1)[0]["service_name"] == name


def test_text_search_defaults_are_the_documented_ones(api: TestClient) -> None:
    defaults = {"limit": 5, "rerank": False, "language": "fi"}
    assert ids(search(api)) == ids(search(api, **defaults))
    schema = api.get("/openapi.json").json()["components"]["schemas"]["TextSearch"]["properties"]
    assert {field: schema[field]["default"] for field in defaults} == defaults


@pytest.mark.parametrize("limit", [1, 2, 49, MAX_LIMIT])
def test_text_search_returns_as_many_as_the_limit_allows(api: TestClient, limit: int) -> None:
    assert ids(search(api, limit=limit)) == ids(search(api, limit=MAX_LIMIT))[:limit]


def test_text_search_ranks_from_one_by_falling_score(api: TestClient) -> None:
    for rerank in (False, True):
        services = search(api, limit=MAX_LIMIT, rerank=rerank)
        assert [service["rank"] for service in services] == list(range(1, MAX_LIMIT + 1))
        assert rerank or scores(services) == sorted(scores(services), reverse=True)
        assert len(set(ids(services))) == MAX_LIMIT


def test_text_search_is_repeatable_and_each_answer_has_its_own_id(api: TestClient) -> None:
    first, second = (
        api.post(TEXT_SEARCH, json={"search_text": "kotihoidon tuki"}).json() for _ in range(2)
    )
    assert ids(first["recommended_services"]) == ids(second["recommended_services"])
    assert first["auroraai_recommendation_id"] < second["auroraai_recommendation_id"]


def test_text_search_matches_as_recommend_service_does(api: TestClient) -> None:
    assert ids(search(api, limit=20)) == ids(recommend(api, life_situation=TEXT, limit=20))


@pytest.mark.parametrize("language", SEARCH_LANGUAGES)
def test_text_search_answers_in_the_language_of_the_query_or_finnish(
    api: TestClient, language: str
) -> None:
    expected = language if language in ("fi", "sv", "en") else "fi"
    services = search(api, language=language)
    assert {service["language"] for service in services} == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "x" * 1024,
        "ä" * 1024,
        "👩‍👧 yksinhuoltaja",
        "rivi\nrivi\tsarake",
        "' OR 1=1; --",
        "%s{0}",
    ],
)
def test_text_search_takes_any_text_of_at_most_1024_characters(api: TestClient, text: str) -> None:
    assert len(search(api, search_text=text)) == 5


def test_text_search_takes_a_text_with_control_characters(api: TestClient) -> None:
    for text in ("vuokra\x00velka", "\x00x", "\x1b[31m", "‮oikealta"):
        assert len(search(api, search_text=text)) == 5


@pytest.mark.parametrize(
    "blank", ["", " ", "\n\t ", "\u00a0", "\u2003", "\x00", "\x1b \x7f", "\u200b\u202e", "\u0378"]
)
def test_text_search_blank_text_is_refused(api: TestClient, blank: str) -> None:
    assert_refused(api.post(TEXT_SEARCH, json={"search_text": blank}), "/search_text")


@pytest.mark.parametrize("missing", [{}, {"limit": 5}])
def test_text_search_without_text_is_refused(api: TestClient, missing: dict[str, object]) -> None:
    assert_refused(api.post(TEXT_SEARCH, json=missing), "/search_text")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("search_text", "x" * 1025),
        ("search_text", "ä" * 1025),
        ("search_text", None),
        ("search_text", 5),
        ("search_text", True),
        ("search_text", ["velka"]),
        ("search_text", {"fi": "velka"}),
        ("limit", 0),
        ("limit", -1),
        ("limit", 51),
        ("limit", "5"),
        ("limit", 5.0),
        ("limit", 1.5),
        ("limit", True),
        ("limit", None),
        ("limit", []),
        ("limit", 10**30),
        ("rerank", 0),
        ("rerank", 1),
        ("rerank", "true"),
        ("rerank", None),
        ("service_filters", None),
        ("service_filters", []),
        ("service_filters", "564"),
        ("service_filters", True),
        ("language", None),
        ("language", ""),
        ("language", "FI"),
        ("language", "fi-FI"),
        ("language", "xx"),
        ("language", 1),
        ("language", ["fi"]),
    ],
)
def test_text_search_wrong_value_is_refused_with_a_pointer(
    api: TestClient, field: str, value: object
) -> None:
    assert_refused(api.post(TEXT_SEARCH, json={**VALID, field: value}), f"/{field}")


@pytest.mark.parametrize(
    "unknown",
    [
        {"municipality_code": "564"},
        {"age": 34},
        {"session_id": "7f1c2a90"},
        {"life_situation": TEXT},
        {"life_situation_meters": {"finance": [2]}},
        {"Search_text": TEXT},
        {"": 1},
        {"__proto__": {}},
        {"limit ": 5},
    ],
)
def test_text_search_unknown_field_is_refused(api: TestClient, unknown: dict[str, object]) -> None:
    assert_refused(api.post(TEXT_SEARCH, json={**VALID, **unknown}), "")


def test_text_search_points_at_every_offending_field_at_once(api: TestClient) -> None:
    body = {"search_text": "", "limit": 0, "rerank": 1, "language": "xx"}
    assert_refused(
        api.post(TEXT_SEARCH, json=body), "/search_text", "/limit", "/rerank", "/language"
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"search_text": "velka", "limit": NaN}', "/limit"),
        ('{"search_text": "velka", "limit": Infinity}', "/limit"),
        ('{"search_text": "velka", "limit": -Infinity}', "/limit"),
        ('{"search_text": "velka", "limit": 1e400}', "/limit"),
        ('{"search_text": "velka", "limit": 5e0}', "/limit"),
        (r'{"search_text": "\ud800"}', "/search_text"),
        (r'{"search_text": "velka \udfff"}', "/search_text"),
        (r'{"search_text": "velka", "language": "\ud800"}', "/language"),
    ],
)
def test_text_search_odd_json_value_is_refused(api: TestClient, body: str, pointer: str) -> None:
    assert_refused(post_json_text(api, TEXT_SEARCH, body), pointer)


def test_text_search_integer_of_five_thousand_digits_is_refused(api: TestClient) -> None:
    body = '{"search_text": "velka", "limit": ' + "9" * 5000 + "}"
    assert post_json_text(api, TEXT_SEARCH, body).status_code == 400


def test_text_search_deep_nesting_is_refused(api: TestClient) -> None:
    for body in ("[" * 30_000 + "]" * 30_000, '{"search_text":' * 4_000 + "1" + "}" * 4_000):
        assert post_json_text(api, TEXT_SEARCH, body).status_code == 400


def test_text_search_last_of_two_equal_keys_counts(api: TestClient) -> None:
    body = json.dumps({"search_text": TEXT})[:-1] + ', "limit": 3, "limit": 7}'
    response = post_json_text(api, TEXT_SEARCH, body)
    assert len(response.json()["recommended_services"]) == 7
