"""Filters the contract refuses: shapes, codes no list knows, flags that are no booleans."""

import pytest
from fastapi.testclient import TestClient

from tests.api.asking import TEXT, TEXT_SEARCH, assert_refused
from tests.api.filtering import CLASS_URI, COLLECTION, OULU

LIST_FIELDS = (
    "municipality_codes",
    "region_codes",
    "hospital_district_codes",
    "wellbeing_service_county_codes",
    "service_classes",
    "target_groups",
    "service_collections",
    "funding_type",
    "life_events",
)


@pytest.mark.parametrize("field", LIST_FIELDS)
@pytest.mark.parametrize("value", [[], None, "564", {"0": "564"}, True, 564])
def test_filter_that_is_not_a_list_with_something_in_it_is_refused(
    api: TestClient, field: str, value: object
) -> None:
    body = {"search_text": TEXT, "service_filters": {field: value}}
    assert_refused(api.post(TEXT_SEARCH, json=body), f"/service_filters/{field}")


@pytest.mark.parametrize("field", LIST_FIELDS)
@pytest.mark.parametrize(
    "value", ["", "no such code", " 564", "kr1", "ＫＲ１", None, 564, 1.5, True, [], {}]
)
def test_filter_with_an_unknown_code_is_refused_with_a_pointer(
    api: TestClient, field: str, value: object
) -> None:
    body = {"search_text": TEXT, "service_filters": {field: [value]}}
    assert_refused(api.post(TEXT_SEARCH, json=body), f"/service_filters/{field}/0")


@pytest.mark.parametrize(
    ("field", "almost_known"),
    [
        ("municipality_codes", "91"),
        ("municipality_codes", "0564"),
        ("region_codes", "3"),
        ("wellbeing_service_county_codes", "92"),
        ("hospital_district_codes", "5"),
        ("service_classes", "P1"),
        ("service_classes", f"{CLASS_URI}/"),
        ("service_classes", "https://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P1"),
        ("target_groups", "KR1.2"),
        ("target_groups", "KR4"),
        ("service_collections", COLLECTION[:-1]),
        ("funding_type", "publiclyFunded"),
        ("life_events", "KE99"),
    ],
)
def test_filter_with_an_almost_known_code_is_refused(
    api: TestClient, field: str, almost_known: str
) -> None:
    body = {"search_text": TEXT, "service_filters": {field: [almost_known]}}
    assert_refused(api.post(TEXT_SEARCH, json=body), f"/service_filters/{field}/0")


def test_filters_with_several_unknown_codes_point_at_each(api: TestClient) -> None:
    filters = {"municipality_codes": [OULU, "000"], "life_events": ["KE8", "KE0", "KE00"]}
    body = {"search_text": TEXT, "service_filters": filters}
    assert_refused(
        api.post(TEXT_SEARCH, json=body),
        "/service_filters/municipality_codes/1",
        "/service_filters/life_events/1",
        "/service_filters/life_events/2",
    )


@pytest.mark.parametrize("field", ["include_national_services", "only_national_services"])
@pytest.mark.parametrize("value", [0, 1, "true", None, []])
def test_filter_flag_that_is_not_a_boolean_is_refused(
    api: TestClient, field: str, value: object
) -> None:
    body = {"search_text": TEXT, "service_filters": {field: value}}
    assert_refused(api.post(TEXT_SEARCH, json=body), f"/service_filters/{field}")


def test_filter_of_an_unknown_kind_is_refused(api: TestClient) -> None:
    for unknown in ({"municipality_code": OULU}, {"areas": []}, {"limit": 5}):
        body = {"search_text": TEXT, "service_filters": unknown}
        assert_refused(api.post(TEXT_SEARCH, json=body), "/service_filters")
