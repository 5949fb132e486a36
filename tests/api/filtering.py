"""What the tests of filters share: codes of the sample catalogue and the check of an answer against its records."""

from fastapi.testclient import TestClient

from tests.api.asking import MAX_LIMIT, ids, search

OULU, TURKU, MARIEHAMN = "564", "853", "478"
CLASS_URI = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P1"
COLLECTION = "5fa0f183-82f4-4c86-bd71-c848ed7fb0ce"
AREA_FILTERS = [
    {"municipality_codes": [OULU]},
    {"region_codes": ["17"]},
    {"hospital_district_codes": ["18"]},
    {"wellbeing_service_county_codes": ["19"]},
]


def assert_answers_are(api: TestClient, filters: dict[str, object], expected: set[str]) -> None:
    """All passing services come when they fit into one answer, and never any other."""
    assert expected, "a filter that nothing passes shows nothing"
    found = ids(search(api, service_filters=filters, limit=MAX_LIMIT))
    assert set(found) <= expected
    assert len(found) == min(MAX_LIMIT, len(expected))
