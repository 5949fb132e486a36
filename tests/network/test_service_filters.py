import pytest

from tests.network.bodies import NOT_BOOLEANS, changed
from tests.network.catalogue import (
    BUSINESS,
    CLASS_URI,
    COLLECTION,
    ENGLISH_TOO,
    EXCEPT_ALAND,
    HELSINKI,
    IN_HELSINKI,
    IN_MARIEHAMN,
    IN_OULU,
    IN_TURKU,
    MARIEHAMN,
    NATIONAL,
    OULU,
    OWN,
    SWEDISH_ONLY,
    TURKU,
)
from tests.network.network import RECOMMEND_SERVICE, TEXT_SEARCH, Json, Network, ids, refused_at

NATIONWIDE = {NATIONAL, EXCEPT_ALAND, SWEDISH_ONLY, BUSINESS, ENGLISH_TOO}
LOCAL = OWN - NATIONWIDE
CODE_FILTERS = {
    "municipality_codes": OULU,
    "region_codes": "17",
    "hospital_district_codes": "18",
    "wellbeing_service_county_codes": "19",
    "service_classes": f"{CLASS_URI}P1",
    "target_groups": "KR1",
    "service_collections": COLLECTION,
    "funding_type": "PubliclyFunded",
    "life_events": "KE8",
}
AREA_FILTERS = list(CODE_FILTERS)[:4]


def own(network: Network, **filters: object) -> set[str]:
    """Which of our own services pass the filters."""
    fields = {"service_collections": [COLLECTION], **filters}
    found = ids(network.search("neuvonta", service_filters=fields, limit=50))
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.parametrize("field", AREA_FILTERS)
def test_area_is_widened_to_its_municipalities_and_nationwide_services_stay(
    network: Network, field: str
) -> None:
    assert own(network, **{field: [CODE_FILTERS[field]]}) == NATIONWIDE | {IN_OULU}


@pytest.mark.parametrize("field", AREA_FILTERS)
def test_area_without_national_services_leaves_the_local_ones(network: Network, field: str) -> None:
    filters = {field: [CODE_FILTERS[field]], "include_national_services": False}
    assert own(network, **filters) == {IN_OULU}


def test_areas_are_joined_with_one_another(network: Network) -> None:
    filters = {"municipality_codes": [OULU], "wellbeing_service_county_codes": ["90"]}
    assert own(network, **filters, include_national_services=False) == {IN_OULU, IN_HELSINKI}
    assert own(
        network, region_codes=["17"], municipality_codes=[TURKU], include_national_services=False
    ) == {IN_OULU, IN_TURKU}


@pytest.mark.parametrize(
    ("county", "expected"), [("90", IN_HELSINKI), ("91", IN_MARIEHAMN), ("19", IN_OULU)]
)
def test_helsinki_and_aland_count_as_wellbeing_counties(
    network: Network, county: str, expected: str
) -> None:
    filters = {"wellbeing_service_county_codes": [county], "include_national_services": False}
    assert own(network, **filters) == {expected}


def test_aland_is_not_served_by_what_excepts_it(network: Network) -> None:
    expected = NATIONWIDE - {EXCEPT_ALAND} | {IN_MARIEHAMN}
    assert own(network, municipality_codes=[MARIEHAMN]) == expected


def test_no_area_filter_leaves_everything(network: Network) -> None:
    assert own(network) == OWN
    assert own(network, include_national_services=True) == OWN
    assert own(network, only_national_services=False) == OWN


def test_no_area_and_no_national_services_leaves_what_is_not_nationwide(network: Network) -> None:
    assert own(network, include_national_services=False) == LOCAL


def test_only_national_services_leaves_those(network: Network) -> None:
    assert own(network, only_national_services=True) == NATIONWIDE


@pytest.mark.parametrize(
    "other",
    [
        *({field: [CODE_FILTERS[field]]} for field in AREA_FILTERS),
        {"include_national_services": True},
        {"include_national_services": False},
    ],
)
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_only_national_services_stands_alone(network: Network, path: str, other: Json) -> None:
    filters = {"only_national_services": True, **other}
    pointers = refused_at(network.post(path, changed(path, service_filters=filters)))
    assert all(pointer.startswith("/service_filters") for pointer in pointers)


def test_only_national_services_refuses_the_municipality_of_the_first_generation(
    network: Network,
) -> None:
    body = changed(
        RECOMMEND_SERVICE, municipality_code=OULU, service_filters={"only_national_services": True}
    )
    assert refused_at(network.post(RECOMMEND_SERVICE, body))


@pytest.mark.parametrize(
    ("code", "expected"),
    [("P1.1", OWN - {EXCEPT_ALAND}), ("P1", OWN - {EXCEPT_ALAND}), ("P2", {EXCEPT_ALAND})],
)
def test_service_class_matches_by_itself_or_its_parent(
    network: Network, code: str, expected: set[str]
) -> None:
    assert own(network, service_classes=[f"{CLASS_URI}{code}"]) == expected


def test_service_class_does_not_match_its_sibling(network: Network) -> None:
    assert own(network, service_classes=[f"{CLASS_URI}P1.2"]) == set()


def test_target_group_leaves_its_services(network: Network) -> None:
    assert own(network, target_groups=["KR1"]) == OWN - {BUSINESS}
    assert own(network, target_groups=["KR2"]) == {BUSINESS}
    assert own(network, target_groups=["KR1", "KR2"]) == OWN


def test_service_collection_leaves_its_services(network: Network) -> None:
    found = ids(
        network.search("neuvonta", service_filters={"service_collections": [COLLECTION]}, limit=50)
    )
    assert set(found) == OWN


def test_funding_type_leaves_services_so_funded(network: Network) -> None:
    assert own(network, funding_type=["MarketFunded"]) == {BUSINESS}
    assert own(network, funding_type=["PubliclyFunded"]) == OWN - {BUSINESS}


def test_life_event_leaves_its_services(network: Network) -> None:
    assert own(network, life_events=["KE8"]) == {IN_TURKU}


def test_kinds_of_filter_must_all_pass(network: Network) -> None:
    expected = NATIONWIDE | {IN_HELSINKI}
    assert own(network, municipality_codes=[HELSINKI]) == expected
    assert own(network, municipality_codes=[HELSINKI], target_groups=["KR2"]) == {BUSINESS}
    assert own(network, funding_type=["MarketFunded"], service_classes=[f"{CLASS_URI}P2"]) == set()


@pytest.mark.parametrize("field", CODE_FILTERS)
@pytest.mark.parametrize("value", [[], None, "x", [5]], ids=repr)
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_filter_is_a_list_of_texts_with_something_in_it(
    network: Network, path: str, field: str, value: object
) -> None:
    pointers = refused_at(network.post(path, changed(path, service_filters={field: value})))
    assert pointers <= {f"/service_filters/{field}", f"/service_filters/{field}/0"}


@pytest.mark.parametrize("field", CODE_FILTERS)
def test_filter_with_an_unknown_code_is_refused(network: Network, field: str) -> None:
    filters = {field: [CODE_FILTERS[field], "no-such-code"]}
    response = network.post(TEXT_SEARCH, changed(TEXT_SEARCH, service_filters=filters))
    assert refused_at(response) == {f"/service_filters/{field}/1"}


@pytest.mark.parametrize("field", ["include_national_services", "only_national_services"])
@pytest.mark.parametrize("value", NOT_BOOLEANS, ids=repr)
def test_filter_flag_is_strict(network: Network, field: str, value: object) -> None:
    response = network.post(TEXT_SEARCH, changed(TEXT_SEARCH, service_filters={field: value}))
    assert refused_at(response) == {f"/service_filters/{field}"}


def test_target_group_below_the_three_is_refused(network: Network) -> None:
    filters = {"target_groups": ["KR1.1"]}
    response = network.post(TEXT_SEARCH, changed(TEXT_SEARCH, service_filters=filters))
    assert refused_at(response) == {"/service_filters/target_groups/0"}
