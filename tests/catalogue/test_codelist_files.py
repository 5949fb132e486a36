from collections.abc import Mapping

import pytest

from app.catalogue.codelist_files import load_code_lists
from app.domain.codelists import Code

LISTS = load_code_lists()

SERVICE_CLASS_URIS = [
    ("http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P6.10", "P6.10"),
    ("http://uri.suomi.fi/codelist/ptv/ptvserclass/code/P6.10", "P6.10"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1001", "P1"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1060", "P6"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1070", "P6.10"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1088", "P15.5"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1089", "P7.12"),
    ("http://uri.suomi.fi/codelist/ptv/ptvserclass/code/P7.13", "P7.12"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1218", "P9.2"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1096", "P10"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1166", "P19.6"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1216", "P23.4"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1188", "P23.5"),
    ("http://urn.fi/URN:NBN:fi:au:ptvl:v1215", "P27.5"),
]


def test_code_lists_are_complete() -> None:
    assert len(LISTS.municipalities) == 309
    assert len(LISTS.regions) == 19
    assert len(LISTS.hospital_districts) == 21
    assert len(LISTS.wellbeing_counties) == 23
    assert len(LISTS.service_classes) == 228
    assert len(LISTS.target_groups) == 17
    assert len(LISTS.life_events) == 19
    assert LISTS.valid_year == 2024


@pytest.mark.parametrize(
    ("areas", "members"),
    [
        (LISTS.regions, LISTS.region_municipalities),
        (LISTS.hospital_districts, LISTS.hospital_district_municipalities),
        (LISTS.wellbeing_counties, LISTS.wellbeing_county_municipalities),
    ],
    ids=["regions", "hospital districts", "wellbeing counties"],
)
def test_area_division_holds_every_municipality_once(
    areas: Mapping[str, Code], members: Mapping[str, frozenset[str]]
) -> None:
    assert members.keys() == areas.keys()
    assert sum(len(codes) for codes in members.values()) == 309
    assert frozenset().union(*members.values()) == LISTS.municipalities.keys()


def test_helsinki_and_aland_stand_among_the_wellbeing_counties() -> None:
    assert LISTS.wellbeing_county_municipalities["90"] == {"091"}
    assert LISTS.wellbeing_county_municipalities["91"] == LISTS.region_municipalities["21"]


@pytest.mark.parametrize(("uri", "code"), SERVICE_CLASS_URIS)
def test_service_class_uri_of_any_generation_leads_to_its_code(uri: str, code: str) -> None:
    assert LISTS.service_class_code_by_uri[uri] == code


def test_service_class_urns_cover_all_but_the_youth_services() -> None:
    with_urn = {
        code
        for uri, code in LISTS.service_class_code_by_uri.items()
        if uri.startswith("http://urn.fi/")
    }
    without = LISTS.service_classes.keys() - with_urn
    assert without == {"P28", *(f"P28.{number}" for number in range(1, 8))}


@pytest.mark.parametrize(
    ("codes", "code_by_uri", "samples"),
    [
        (LISTS.service_classes, LISTS.service_class_code_by_uri, {}),
        (LISTS.target_groups, LISTS.target_group_code_by_uri, {"v2001": "KR1", "v2017": "KR3"}),
        (
            LISTS.life_events,
            LISTS.life_event_code_by_uri,
            {"v3001": "KE1", "v3003": "KE10", "v3007": "KE14", "v3014": "KE4.4", "v3018": "KE8"},
        ),
    ],
    ids=["service classes", "target groups", "life events"],
)
def test_every_code_has_a_current_uri_names_and_a_known_parent(
    codes: Mapping[str, Code], code_by_uri: Mapping[str, str], samples: Mapping[str, str]
) -> None:
    for code, entry in codes.items():
        assert code_by_uri[entry.uri] == code
        assert set(entry.name) == {"fi", "sv", "en"}
        assert entry.parent_code == (code.rpartition(".")[0] or None)
        assert entry.parent_code is None or entry.parent_code in codes
    for number, code in samples.items():
        assert code_by_uri[f"http://urn.fi/URN:NBN:fi:au:ptvl:{number}"] == code


def test_with_parents_adds_the_main_class() -> None:
    assert LISTS.with_parents(["P4.13", "P6"]) == {"P4", "P4.13", "P6"}


def test_code_lists_are_read_once() -> None:
    assert load_code_lists() is load_code_lists()
