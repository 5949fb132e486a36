"""The only place that reads the code lists shipped in app/data/codelists."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

from app.domain.catalogue import Municipality
from app.domain.codelists import Code, CodeLists
from app.domain.language import LANGUAGES, LocalizedText

Row = Mapping[str, str]


@cache
def load_code_lists() -> CodeLists:
    """Every code list; read once and shared, about 650 rows.

    The URI maps of classes, target groups and life events hold the current URI and every older one
    listed in the column old_uris: `…/ptvserclass/code/P6.10` and `urn.fi/URN:NBN:fi:au:ptvl:v1070`
    both lead to "P6.10".
    """
    folder = files("app") / "data" / "codelists"
    municipalities = list(_rows(folder, "municipalities.csv"))
    service_classes = list(_rows(folder, "service_classes.csv"))
    target_groups = list(_rows(folder, "target_groups.csv"))
    life_events = list(_rows(folder, "life_events.csv"))
    return CodeLists(
        valid_year=_valid_year(folder),
        municipalities={
            row["code"]: Municipality(code=row["code"], name=_names(row)) for row in municipalities
        },
        regions=_codes(_rows(folder, "regions.csv")),
        hospital_districts=_codes(_rows(folder, "hospital_districts.csv")),
        wellbeing_counties=_codes(_rows(folder, "wellbeing_counties.csv")),
        service_classes=_codes(service_classes),
        target_groups=_codes(target_groups),
        life_events=_codes(life_events),
        region_municipalities=_municipalities_by(municipalities, "region_code"),
        hospital_district_municipalities=_municipalities_by(
            municipalities, "hospital_district_code"
        ),
        wellbeing_county_municipalities=_municipalities_by(municipalities, "wellbeing_county_code"),
        service_class_code_by_uri=_code_by_uri(service_classes),
        target_group_code_by_uri=_code_by_uri(target_groups),
        life_event_code_by_uri=_code_by_uri(life_events),
    )


def _valid_year(folder: Traversable) -> int:
    manifest = json.loads((folder / "codelists.json").read_text(encoding="utf-8"))
    return cast(int, manifest["valid_year"])


def _rows(folder: Traversable, file_name: str) -> Iterator[Row]:
    with (folder / file_name).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream, strict=True)


def _names(row: Row) -> LocalizedText:
    return {language: row[language] for language in LANGUAGES if row[language]}


def _codes(rows: Iterable[Row]) -> Mapping[str, Code]:
    return {
        row["code"]: Code(
            code=row["code"],
            name=_names(row),
            uri=row.get("uri", ""),
            parent_code=row.get("parent_code") or None,
        )
        for row in rows
    }


def _municipalities_by(rows: Iterable[Row], column: str) -> Mapping[str, frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        groups[row[column]].add(row["code"])
    return {code: frozenset(members) for code, members in groups.items()}


def _code_by_uri(rows: Iterable[Row]) -> Mapping[str, str]:
    return {uri: row["code"] for row in rows for uri in (row["uri"], *row["old_uris"].split())}
