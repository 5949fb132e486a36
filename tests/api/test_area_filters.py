"""Filters by area, and how nationwide services pass beside them."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.api.asking import (
    MAX_LIMIT,
    RECOMMEND_SERVICE,
    TEXT,
    TEXT_SEARCH,
    assert_refused,
    ids,
    search,
)
from tests.api.filtering import AREA_FILTERS, CLASS_URI, MARIEHAMN, OULU, TURKU, assert_answers_are
from tests.api.sample_records import (
    Record,
    codes,
    ids_where,
    is_national,
    municipalities_of,
    serves_any_of,
)

POHJOIS_POHJANMAA = municipalities_of("Region", "17")


def local_to(*municipality_codes: str) -> Callable[[Record], bool]:
    wanted = frozenset(municipality_codes)
    return lambda record: serves_any_of(record, wanted)


@pytest.mark.parametrize(
    ("field", "code", "municipality_codes"),
    [
        ("municipality_codes", OULU, {OULU}),
        ("municipality_codes", TURKU, {TURKU}),
        ("region_codes", "17", POHJOIS_POHJANMAA),
        ("region_codes", "21", municipalities_of("Region", "21")),
        ("hospital_district_codes", "18", municipalities_of("HospitalDistrict", "18")),
        ("hospital_district_codes", "03", municipalities_of("HospitalDistrict", "03")),
        (
            "wellbeing_service_county_codes",
            "19",
            municipalities_of("WellbeingServiceCounties", "19"),
        ),
        ("wellbeing_service_county_codes", "90", {"091"}),
        (
            "wellbeing_service_county_codes",
            "91",
            municipalities_of("WellbeingServiceCounties", "91"),
        ),
    ],
)
def test_filter_by_area_is_widened_to_its_municipalities(
    api: TestClient, field: str, code: str, municipality_codes: set[str]
) -> None:
    filters = {field: [code], "include_national_services": False}
    assert_answers_are(api, filters, ids_where(local_to(*municipality_codes)))


def test_filter_by_municipality_admits_services_of_the_areas_that_hold_it(api: TestClient) -> None:
    found = search(
        api,
        service_filters={"municipality_codes": [OULU], "include_national_services": False},
        limit=MAX_LIMIT,
    )
    kinds = {area["type"] for service in found for area in service["areas"]}
    assert kinds == {"Municipality", "Region", "HospitalDistrict", "WellbeingServiceCounties"}


@pytest.mark.parametrize("filters", AREA_FILTERS)
def test_filter_by_area_keeps_nationwide_services_unless_told_otherwise(
    api: TestClient, filters: dict[str, object]
) -> None:
    for given in (filters, {**filters, "include_national_services": True}):
        found = search(api, service_filters=given, limit=MAX_LIMIT)
        assert {service["area_type"] for service in found} == {
            "Nationwide",
            "NationwideExceptAlandIslands",
            "LimitedType",
        }
    alone = search(
        api, service_filters={**filters, "include_national_services": False}, limit=MAX_LIMIT
    )
    assert {service["area_type"] for service in alone} == {"LimitedType"}


def test_filter_by_several_areas_joins_them(api: TestClient) -> None:
    filters = {
        "municipality_codes": [TURKU],
        "region_codes": ["21"],
        "hospital_district_codes": ["18"],
        "wellbeing_service_county_codes": ["90"],
        "include_national_services": False,
        "service_classes": [CLASS_URI],
    }
    wanted = (
        municipalities_of("Region", "21")
        | municipalities_of("HospitalDistrict", "18")
        | {TURKU, "091"}
    )
    expected = ids_where(
        lambda record: (
            serves_any_of(record, wanted)
            and any(code.split(".")[0] == "P1" for code in codes(record, "serviceClasses"))
        )
    )
    assert_answers_are(api, filters, expected)


def test_filter_by_aland_leaves_out_services_that_except_it(api: TestClient) -> None:
    found = search(api, service_filters={"municipality_codes": [MARIEHAMN]}, limit=MAX_LIMIT)
    assert {service["area_type"] for service in found} == {"Nationwide", "LimitedType"}


def test_filter_without_area_and_without_national_services_leaves_the_local_ones(
    api: TestClient,
) -> None:
    found = search(api, service_filters={"include_national_services": False}, limit=MAX_LIMIT)
    assert len(found) == MAX_LIMIT
    assert set(ids(found)) <= ids_where(lambda record: not is_national(record))


def test_filter_only_national_services_leaves_nothing_else(api: TestClient) -> None:
    filters = {"only_national_services": True, "target_groups": ["KR2"]}
    expected = ids_where(
        lambda record: (
            is_national(record)
            and any(code.startswith("KR2") for code in codes(record, "targetGroups"))
        )
    )
    assert_answers_are(api, filters, expected)
    assert_answers_are(api, {"only_national_services": True}, ids_where(is_national))


@pytest.mark.parametrize(
    "other",
    [*AREA_FILTERS, {"include_national_services": True}, {"include_national_services": False}],
)
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_filter_only_national_services_with_another_area_filter_is_refused(
    api: TestClient, path: str, other: dict[str, object]
) -> None:
    text_field = "search_text" if path == TEXT_SEARCH else "life_situation"
    body = {text_field: TEXT, "service_filters": {"only_national_services": True, **other}}
    assert_refused(api.post(path, json=body), "/service_filters")


@pytest.mark.parametrize(
    "other",
    [
        *AREA_FILTERS,
        {"municipality_codes": [OULU], "include_national_services": False},
        {"include_national_services": False},
    ],
)
def test_filter_only_national_services_false_allows_other_area_filters(
    api: TestClient, other: dict[str, object]
) -> None:
    filters = {"only_national_services": False, **other}
    found = ids(search(api, service_filters=filters, limit=MAX_LIMIT))
    assert found == ids(search(api, service_filters=other, limit=MAX_LIMIT))
