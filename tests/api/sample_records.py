"""The sample catalogue and the code lists as their files have them, to check answers without the code under test."""

import csv
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import app

DATA = Path(app.__file__).parent / "data"
METERS_CSV = DATA / "sample_catalogue" / "meters.csv"

Record = dict[str, Any]

AREA_COLUMNS = {
    "Region": "region_code",
    "HospitalDistrict": "hospital_district_code",
    "WellbeingServiceCounties": "wellbeing_county_code",
}


@cache
def service_records() -> tuple[Record, ...]:
    """Every service in PTV's JSON."""
    lines = (DATA / "sample_catalogue" / "services.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def channel_records() -> dict[str, Record]:
    """Every channel in PTV's JSON, by id."""
    lines = (DATA / "sample_catalogue" / "channels.jsonl").read_text("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


@cache
def municipality_rows() -> tuple[dict[str, str], ...]:
    with (DATA / "codelists" / "municipalities.csv").open(encoding="utf-8") as stream:
        return tuple(csv.DictReader(stream))


@cache
def meter_profiles() -> dict[str, dict[str, float]]:
    """The experts' profiles by service id."""
    with METERS_CSV.open(encoding="utf-8") as stream:
        return {
            row.pop("service_id"): {meter: float(value) for meter, value in row.items()}
            for row in csv.DictReader(stream)
        }


def municipalities_of(area_type: str, code: str) -> frozenset[str]:
    """The municipalities of a region, a hospital district or a wellbeing services county."""
    column = AREA_COLUMNS[area_type]
    return frozenset(row["code"] for row in municipality_rows() if row[column] == code)


def is_national(record: Record) -> bool:
    return bool(record["areaType"] != "LimitedType")


@cache
def _served(service_id: str) -> frozenset[str]:
    record = next(record for record in service_records() if record["id"] == service_id)
    served: set[str] = set()
    for area in record["areas"]:
        if area["type"] == "Municipality":
            served.update(municipality["code"] for municipality in area["municipalities"])
        else:
            served |= municipalities_of(area["type"], area["code"])
    return frozenset(served)


def serves_any_of(record: Record, municipality_codes: frozenset[str]) -> bool:
    """Whether the service is limited to an area that holds one of the municipalities."""
    return not is_national(record) and bool(_served(record["id"]) & municipality_codes)


def codes(record: Record, field: str) -> set[str]:
    """The codes of a classification (serviceClasses, targetGroups, lifeEvents) of the service."""
    return {entry["code"] for entry in record[field]}


def ids_where(passes: Callable[[Record], bool]) -> set[str]:
    """The ids of the services that pass."""
    return {record["id"] for record in service_records() if passes(record)}
