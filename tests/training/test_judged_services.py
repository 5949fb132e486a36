import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.query import Query, ServiceFilters
from models.training.judged_services import ServiceText, direct_search, read_service_texts

OULU, TURKU = "564", "853"


def record(service_id: str, area_type: str, *municipality_codes: str) -> dict[str, Any]:
    municipalities = [{"code": code} for code in municipality_codes]
    return {
        "id": service_id,
        "areaType": area_type,
        "areas": [{"type": "Municipality", "municipalities": municipalities}],
        "serviceNames": [
            {"language": "sv", "type": "Name", "value": "Skuldrådgivning"},
            {"language": "fi", "type": "AlternativeName", "value": "Velat"},
            {"language": "fi", "type": "Name", "value": "Velkaneuvonta"},
        ],
        "serviceDescriptions": [
            {"language": "fi", "type": "Description", "value": "Pitkä kuvaus."},
            {"language": "fi", "type": "Summary", "value": "Neuvoja velallisille."},
        ],
    }


def read(folder: Path, *records: dict[str, Any]) -> list[ServiceText]:
    (folder / "ptv").mkdir()
    with gzip.open(folder / "ptv" / "services.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one) + "\n" for one in records)
    return read_service_texts(folder)


@pytest.fixture
def services(tmp_path: Path) -> list[ServiceText]:
    return read(
        tmp_path,
        record("everywhere", "Nationwide"),
        record("not-aland", "NationwideExceptAlandIslands"),
        record("oulu", "LimitedType", OULU),
        record("oulu-and-turku", "LimitedType", OULU, TURKU),
    )


def test_read_service_texts_takes_the_finnish_name_and_summary(
    services: list[ServiceText],
) -> None:
    assert {(service.name, service.summary) for service in services} == {
        ("Velkaneuvonta", "Neuvoja velallisille.")
    }


def test_read_service_texts_without_finnish_are_blank(tmp_path: Path) -> None:
    swedish = record("svenska", "Nationwide") | {"serviceDescriptions": []}
    swedish["serviceNames"] = swedish["serviceNames"][:1]

    (service,) = read(tmp_path, swedish)

    assert (service.name, service.summary) == ("", "")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, ["everywhere", "not-aland", "oulu", "oulu-and-turku"]),
        (frozenset({TURKU}), ["everywhere", "not-aland", "oulu-and-turku"]),
        (frozenset({OULU, TURKU}), ["everywhere", "not-aland", "oulu", "oulu-and-turku"]),
        (frozenset({"091"}), ["everywhere", "not-aland"]),
    ],
)
def test_service_text_serves_nationwide_services_beside_those_of_the_municipality(
    services: list[ServiceText], wanted: frozenset[str] | None, expected: list[str]
) -> None:
    assert [service.service_id for service in services if service.serves(wanted)] == expected


def test_direct_search_orders_by_cosine_within_the_municipality(
    services: list[ServiceText],
) -> None:
    vectors = np.array([[0, 1], [0.6, 0.8], [1, 0], [0.8, 0.6]], dtype=np.float32)
    search = direct_search(services, vectors, towards_the_first_axis)
    in_turku = ServiceFilters(municipality_codes=frozenset({TURKU}))

    assert search(Query(text="velat", limit=4)) == [
        "oulu",
        "oulu-and-turku",
        "not-aland",
        "everywhere",
    ]
    assert search(Query(text="velat", limit=2, filters=in_turku)) == ["oulu-and-turku", "not-aland"]


def test_direct_search_never_fills_up_with_services_of_other_municipalities(
    services: list[ServiceText],
) -> None:
    local = [service for service in services if service.municipality_codes]
    search = direct_search(local, np.eye(2, dtype=np.float32), towards_the_first_axis)
    in_turku = ServiceFilters(municipality_codes=frozenset({TURKU}))

    assert search(Query(text="velat", limit=5, filters=in_turku)) == ["oulu-and-turku"]


def towards_the_first_axis(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.tile(np.array([[1, 0]], dtype=np.float32), (len(texts), 1))
