"""The only place that knows PTV's kinds of area and widens them to municipalities."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast, get_args

from app.catalogue.ptv_fields import Fields, RecordRejected
from app.domain.catalogue import Area, AreaKind, AreaType, Municipality
from app.domain.codelists import CodeLists

_AREA_TYPES: Final = frozenset(get_args(AreaType))
_KIND_SPELLINGS: Final[tuple[tuple[re.Pattern[str], AreaKind], ...]] = (
    (re.compile(r"municipalit(y|ies)"), "Municipality"),
    (re.compile(r"(region|province)s?"), "Region"),
    (re.compile(r"hospital(district|region)s?"), "HospitalDistrict"),
    (re.compile(r"wellbeing(services?)?count(y|ies)"), "WellbeingServicesCounty"),
    (re.compile(r"business(sub)?regions?"), "BusinessSubRegion"),
)
"""PTV says WellbeingServiceCounties in v11, and Province, HospitalRegions and BusinessRegions
inside.
"""


@dataclass(frozen=True, slots=True)
class ServiceAreas:
    """Where a service is offered; municipality_codes is empty exactly when it is nationwide."""

    area_type: AreaType
    areas: tuple[Area, ...] = ()
    municipality_codes: frozenset[str] = frozenset()


def read_service_areas(service: Fields, code_lists: CodeLists) -> ServiceAreas:
    """Read `areaType` and `areas`.

    Files older than v8 leave areaType null and only list areas, which then limit the service.
    Municipalities that the code list does not know, mostly abolished ones, are left out. A limited
    service of which no municipality remains is rejected: nobody who says where they live could be
    offered it, and the report shows that a code list is outdated.
    """
    area_type = service.text("areaType")
    areas = tuple(_area(entry, code_lists) for entry in service.entries("areas"))
    if not area_type:
        area_type = "LimitedType" if areas else "Nationwide"
    if area_type not in _AREA_TYPES:
        raise RecordRejected(
            "areaType is not one of Nationwide, NationwideExceptAlandIslands, LimitedType"
        )
    if area_type != "LimitedType":
        return ServiceAreas(cast(AreaType, area_type))
    municipality_codes = frozenset(
        code for area in areas for code in _municipality_codes(area, code_lists)
    )
    if not municipality_codes:
        raise RecordRejected(
            "areas name no municipality of today, though the service is limited to them"
        )
    telling = tuple(area for area in areas if area.code or area.municipalities)
    return ServiceAreas("LimitedType", telling, municipality_codes)


def _area(entry: Fields, code_lists: CodeLists) -> Area:
    kind = _kind(entry)
    return Area(
        kind=kind,
        code=None if kind == "Municipality" else _padded(entry.text("code"), 2) or None,
        name=entry.localized_text("name"),
        municipalities=_municipalities(entry, kind, code_lists),
    )


def _kind(entry: Fields) -> AreaKind:
    spelling = re.sub(r"[^a-z]", "", entry.text("type").lower())
    kind = next((kind for pattern, kind in _KIND_SPELLINGS if pattern.fullmatch(spelling)), None)
    if kind is None:
        raise RecordRejected(f"{entry.path('type')} is not a known kind of area")
    return kind


def _municipalities(
    entry: Fields, kind: AreaKind, code_lists: CodeLists
) -> tuple[Municipality, ...]:
    known = code_lists.municipalities
    codes = [
        _padded(municipality.text("code"), 3) for municipality in entry.entries("municipalities")
    ]
    if kind == "Municipality":
        codes.append(_padded(entry.text("code"), 3))
    return tuple(known[code] for code in dict.fromkeys(codes) if code in known)


def _padded(code: str, width: int) -> str:
    return code.zfill(width) if code else ""


def _municipality_codes(area: Area, code_lists: CodeLists) -> Iterable[str]:
    """By our own division where it knows the area, else (business sub-regions) by the record."""
    divisions: Mapping[AreaKind, Mapping[str, frozenset[str]]] = {
        "Region": code_lists.region_municipalities,
        "HospitalDistrict": code_lists.hospital_district_municipalities,
        "WellbeingServicesCounty": code_lists.wellbeing_county_municipalities,
    }
    widened = divisions.get(area.kind, {}).get(area.code or "")
    return widened or (municipality.code for municipality in area.municipalities)
