"""Each filter by its effect on real answers, checked against the sample catalogue's own records."""

import pytest
from fastapi.testclient import TestClient

from tests.api.asking import MAX_LIMIT, TEXT, TEXT_SEARCH, ids, recommend, search
from tests.api.filtering import (
    AREA_FILTERS,
    CLASS_URI,
    COLLECTION,
    MARIEHAMN,
    OULU,
    assert_answers_are,
)
from tests.api.sample_records import codes, ids_where, serves_any_of

OLD_CLASS_URI = "http://urn.fi/URN:NBN:fi:au:ptvl:v1001"
MIDDLE_CLASS_URI = "http://uri.suomi.fi/codelist/ptv/ptvserclass/code/P1"


def test_filter_empty_or_of_defaults_filters_nothing(api: TestClient) -> None:
    unfiltered = ids(search(api, limit=MAX_LIMIT))
    for filters in (
        {},
        {"include_national_services": True},
        {"only_national_services": False},
        {"include_national_services": True, "only_national_services": False},
    ):
        assert ids(search(api, service_filters=filters, limit=MAX_LIMIT)) == unfiltered


def test_filter_by_main_class_admits_its_subclasses(api: TestClient) -> None:
    expected = ids_where(
        lambda record: any(
            code == "P1" or code.startswith("P1.") for code in codes(record, "serviceClasses")
        )
    )
    assert ids_where(lambda record: "P1" in codes(record, "serviceClasses")) < expected
    assert_answers_are(api, {"service_classes": [CLASS_URI]}, expected)


def test_filter_by_subclass_does_not_admit_its_siblings(api: TestClient) -> None:
    expected = ids_where(lambda record: "P1.1" in codes(record, "serviceClasses"))
    assert_answers_are(api, {"service_classes": [f"{CLASS_URI}.1"]}, expected)


def test_filter_by_several_classes_joins_them(api: TestClient) -> None:
    expected = ids_where(lambda record: bool(codes(record, "serviceClasses") & {"P1.1", "P15.4"}))
    uris = [f"{CLASS_URI}.1", CLASS_URI.replace("P1", "P15.4")]
    assert_answers_are(api, {"service_classes": uris}, expected)


def test_filter_by_class_takes_every_generation_of_uris(api: TestClient) -> None:
    answers = [
        ids(search(api, service_filters={"service_classes": [uri]}, limit=MAX_LIMIT))
        for uri in (CLASS_URI, MIDDLE_CLASS_URI, OLD_CLASS_URI)
    ]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("groups", [["KR1"], ["KR2"], ["KR3"], ["KR2", "KR3"]])
def test_filter_by_target_group_admits_its_subgroups(api: TestClient, groups: list[str]) -> None:
    expected = ids_where(
        lambda record: any(code.split(".")[0] in groups for code in codes(record, "targetGroups"))
    )
    assert_answers_are(api, {"target_groups": groups}, expected)


def test_filter_by_collection_leaves_its_services(api: TestClient) -> None:
    expected = ids_where(
        lambda record: any(entry["id"] == COLLECTION for entry in record["serviceCollections"])
    )
    assert_answers_are(api, {"service_collections": [COLLECTION]}, expected)


@pytest.mark.parametrize(
    "funding", [["MarketFunded"], ["PubliclyFunded"], ["MarketFunded", "PubliclyFunded"]]
)
def test_filter_by_funding_leaves_services_so_funded(api: TestClient, funding: list[str]) -> None:
    expected = ids_where(lambda record: record["fundingType"] in funding)
    assert_answers_are(api, {"funding_type": funding}, expected)


@pytest.mark.parametrize("events", [["KE8"], ["KE4"], ["KE4.2"], ["KE8", "KE5"]])
def test_filter_by_life_event_leaves_its_services(api: TestClient, events: list[str]) -> None:
    expected = ids_where(
        lambda record: any(
            code in events or code.split(".")[0] in events for code in codes(record, "lifeEvents")
        )
    )
    assert_answers_are(api, {"life_events": events}, expected)


def test_filters_of_different_kinds_must_all_pass(api: TestClient) -> None:
    filters = {
        "municipality_codes": [OULU],
        "include_national_services": False,
        "target_groups": ["KR1"],
        "funding_type": ["PubliclyFunded"],
        "service_classes": [CLASS_URI],
    }
    expected = ids_where(
        lambda record: (
            serves_any_of(record, frozenset({OULU}))
            and any(code.startswith("KR1") for code in codes(record, "targetGroups"))
            and record["fundingType"] == "PubliclyFunded"
            and any(code.split(".")[0] == "P1" for code in codes(record, "serviceClasses"))
        )
    )
    assert_answers_are(api, filters, expected)


def test_filters_that_nothing_passes_give_an_empty_answer(api: TestClient) -> None:
    filters = {
        "municipality_codes": [MARIEHAMN],
        "include_national_services": False,
        "funding_type": ["MarketFunded"],
        "target_groups": ["KR3"],
    }
    response = api.post(TEXT_SEARCH, json={"search_text": TEXT, "service_filters": filters})
    assert response.status_code == 200
    assert response.json()["recommended_services"] == []
    assert response.json()["auroraai_recommendation_id"] > 0


def test_filters_work_alike_in_recommend_service(api: TestClient) -> None:
    for filters in (*AREA_FILTERS, {"target_groups": ["KR3"]}, {"life_events": ["KE8"]}):
        found = recommend(api, life_situation=TEXT, service_filters=filters, limit=MAX_LIMIT)
        assert ids(found) == ids(search(api, service_filters=filters, limit=MAX_LIMIT))


def test_rare_filter_with_meters_alone_still_fills_the_limit(api: TestClient) -> None:
    filters = {"service_classes": [CLASS_URI]}
    allowed = ids(search(api, service_filters=filters, limit=MAX_LIMIT))
    profiled = recommend(api, life_situation_meters={"housing": [0]}, limit=MAX_LIMIT)
    expected = [service_id for service_id in ids(profiled) if service_id in allowed]
    found = recommend(
        api,
        life_situation_meters={"housing": [0]},
        service_filters=filters,
        limit=len(expected),
    )
    assert ids(found) == expected


def test_filter_may_repeat_a_code(api: TestClient) -> None:
    once = search(api, service_filters={"municipality_codes": [OULU]})
    assert ids(search(api, service_filters={"municipality_codes": [OULU] * 300})) == ids(once)
