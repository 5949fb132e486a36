from typing import Any

import pytest

from app.catalogue.codelist_files import load_code_lists
from app.catalogue.ptv_areas import ServiceAreas, read_service_areas
from app.catalogue.ptv_fields import Fields, RecordRejected
from app.domain.catalogue import AreaType
from tests.catalogue.ptv_records import ptv_service

LISTS = load_code_lists()
HELSINKI = {"type": "Municipality", "code": None, "municipalities": [{"code": "091"}]}


def read(area_type: Any = "LimitedType", *areas: Any) -> ServiceAreas:
    return read_service_areas(Fields({"areaType": area_type, "areas": list(areas)}), LISTS)


def test_limited_service_is_widened_to_its_municipalities_known_today() -> None:
    areas = read_service_areas(Fields(ptv_service()), LISTS)
    assert areas.area_type == "LimitedType"
    assert areas.municipality_codes == {"091"} | LISTS.region_municipalities["18"]
    municipality, region = areas.areas
    assert municipality.code is None
    assert [entry.name["sv"] for entry in municipality.municipalities] == ["Helsingfors"]
    assert (region.code, region.name["sv"]) == ("18", "Kajanaland")


@pytest.mark.parametrize("area_type", ["Nationwide", "NationwideExceptAlandIslands"])
def test_nationwide_service_has_no_municipalities(area_type: AreaType) -> None:
    assert read(area_type, HELSINKI) == ServiceAreas(area_type)


@pytest.mark.parametrize(("areas", "area_type"), [([HELSINKI], "LimitedType"), ([], "Nationwide")])
def test_area_type_missing_in_old_files_follows_from_the_areas(
    areas: list[Any], area_type: str
) -> None:
    assert read(None, *areas).area_type == area_type


@pytest.mark.parametrize(
    ("spelling", "kind", "code", "expected"),
    [
        ("Municipality", "Municipality", "91", {"091"}),
        ("Region", "Region", "1", LISTS.region_municipalities["01"]),
        ("Province", "Region", "21", LISTS.region_municipalities["21"]),
        ("HospitalDistrict", "HospitalDistrict", "25",
         LISTS.hospital_district_municipalities["25"]),
        ("HospitalRegions", "HospitalDistrict", "03",
         LISTS.hospital_district_municipalities["03"]),
        ("WellbeingServiceCounties", "WellbeingServicesCounty", "90", {"091"}),
        ("WellbeingServiceCounty", "WellbeingServicesCounty", "16",
         LISTS.wellbeing_county_municipalities["16"]),
        ("wellbeing-services-county", "WellbeingServicesCounty", "91",
         LISTS.wellbeing_county_municipalities["91"]),
        ("WellbeingServicesCounties", "WellbeingServicesCounty", "2",
         LISTS.wellbeing_county_municipalities["02"]),
    ],
)  # fmt: skip
def test_area_of_any_kind_and_spelling_is_widened(
    spelling: str, kind: str, code: str, expected: frozenset[str]
) -> None:
    areas = read("LimitedType", {"type": spelling, "code": code, "municipalities": None})
    assert areas.areas[0].kind == kind
    assert areas.municipality_codes == expected


@pytest.mark.parametrize("spelling", ["BusinessSubRegion", "BusinessRegions"])
def test_business_sub_region_is_widened_by_the_record_itself(spelling: str) -> None:
    area = {"type": spelling, "code": "7", "municipalities": [{"code": "091"}, {"code": "049"}]}
    assert read("LimitedType", area).municipality_codes == {"091", "049"}


def test_area_with_a_code_of_no_list_is_widened_by_the_record_itself() -> None:
    area = {"type": "Region", "code": "77", "municipalities": [{"code": "091"}]}
    assert read("LimitedType", area).municipality_codes == {"091"}


def test_area_of_abolished_municipalities_alone_is_left_out() -> None:
    abolished = {"type": "Municipality", "municipalities": [{"code": "999"}]}
    assert len(read("LimitedType", abolished, HELSINKI).areas) == 1


@pytest.mark.parametrize(
    ("area_type", "areas", "reason"),
    [
        ("Moon", [], "areaType is not one of"),
        (5, [], "areaType is not a text"),
        ("LimitedType", [], "name no municipality of today"),
        ("LimitedType", [{"type": "Municipality", "municipalities": [{"code": "999"}]}],
         "name no municipality of today"),
        ("LimitedType", [{"type": "BusinessSubRegion", "code": "7"}],
         "name no municipality of today"),
        ("LimitedType", [{"type": "Planet", "code": "3"}], "areas[0].type is not a known kind"),
        ("LimitedType", [{"type": None}], "areas[0].type is not a known kind"),
        ("LimitedType", [{"type": "Region", "code": 18}], "areas[0].code is not a text"),
        ("LimitedType", [{"type": "Municipality", "municipalities": ["091"]}],
         "areas[0].municipalities[0] is not an object"),
        ("LimitedType", ["091"], "areas[0] is not an object"),
    ],
)  # fmt: skip
def test_area_that_cannot_be_used_is_rejected(
    area_type: Any, areas: list[Any], reason: str
) -> None:
    with pytest.raises(RecordRejected) as raised:
        read(area_type, *areas)
    assert reason in raised.value.reason
