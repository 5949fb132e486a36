from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.asking import RECOMMEND_SERVICE, TEXT_SEARCH

MARKER = "kissankello"


def explained(api: TestClient, path: str, **body: object) -> list[dict[str, Any]]:
    response = api.post(path, json={"explain": True, "limit": 10, **body})
    assert response.status_code == 200
    services: list[dict[str, Any]] = response.json()["recommended_services"]
    assert services
    return services


def test_answer_explains_nothing_unless_asked(api: TestClient) -> None:
    answer = api.post(TEXT_SEARCH, json={"search_text": "velka"}).json()
    assert all("explanation" not in service for service in answer["recommended_services"])


def test_explanation_changes_neither_order_nor_scores(api: TestClient) -> None:
    body = {"search_text": "en saa velkoja maksettua"}
    plain = api.post(TEXT_SEARCH, json=body).json()["recommended_services"]
    with_reasons = api.post(TEXT_SEARCH, json={**body, "explain": True}).json()
    for service in with_reasons["recommended_services"]:
        del service["explanation"]

    def comparable(services: list[dict[str, Any]]) -> list[tuple[object, ...]]:
        return [(each["service_id"], each["similarity_score"], each["rank"]) for each in services]

    assert comparable(with_reasons["recommended_services"]) == comparable(plain)


def test_shares_add_up_and_name_the_evidence_of_the_request(api: TestClient) -> None:
    meters = {"finance": [1], "housing": [2]}
    by_text = explained(api, TEXT_SEARCH, search_text="vuokra on rästissä")
    by_meters = explained(api, RECOMMEND_SERVICE, life_situation_meters=meters)
    by_all = explained(
        api,
        RECOMMEND_SERVICE,
        life_situation="vuokra on rästissä",
        life_situation_meters=meters,
        life_events=["KE9"],
    )
    for services, evidence in (
        (by_text, {"direct", "spoken", "bridge"}),
        (by_meters, {"meters"}),
        (by_all, {"direct", "spoken", "bridge", "meters", "life_events"}),
    ):
        for service in services:
            shares = service["explanation"]["shares"]
            assert set(shares) == evidence
            assert sum(shares.values()) == pytest.approx(1.0)


def test_kind_comes_with_a_phrase_and_a_sentence_that_names_it(api: TestClient) -> None:
    services = explained(api, TEXT_SEARCH, search_text="vuokra on rästissä ja pelkään häätöä")
    with_kind = [each["explanation"] for each in services if each["explanation"]["kind"]]
    assert with_kind
    for explanation in with_kind:
        assert explanation["kind"] in explanation["sentence"]
        assert explanation["phrase"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "raha-asiat"), ("sv", "ekonomi"), ("en", "money matters")],
)
def test_meters_that_a_service_helps_with_are_named_in_the_answers_language(
    api: TestClient, language: str, words: str
) -> None:
    services = explained(
        api, RECOMMEND_SERVICE, life_situation_meters={"finance": [0]}, language=language
    )
    helping = [each["explanation"] for each in services if each["explanation"]["meters"]]
    assert helping
    for explanation in helping:
        assert explanation["meters"] == ["finance"]
        assert words in explanation["sentence"]


def test_explanation_never_repeats_what_the_person_wrote(api: TestClient) -> None:
    services = explained(api, TEXT_SEARCH, search_text=f"{MARKER} en saa velkoja maksettua")
    assert MARKER not in str(services)


@pytest.mark.parametrize("value", [1, "true", None])
def test_explain_must_be_a_boolean(api: TestClient, value: object) -> None:
    response = api.post(TEXT_SEARCH, json={"search_text": "velka", "explain": value})
    assert response.status_code == 400
    assert [each["pointer"] for each in response.json()["errors"]] == ["/explain"]
