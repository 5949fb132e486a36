import csv
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api import code_lists
from app.domain.catalogue import Municipality
from app.domain.codelists import CodeLists
from tests.api.asking import ids, search
from tests.api.sample_records import DATA
from tests.builders import make_code_lists

LISTS = ("life_events", "service_classes", "target_groups", "municipalities")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / "codelists" / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def names(row: dict[str, str]) -> dict[str, str]:
    return {language: row[language] for language in ("fi", "sv", "en")}


@pytest.mark.parametrize("name", LISTS[:3])
def test_hierarchical_list_holds_every_code_with_name_uri_and_parent(
    api: TestClient, name: str
) -> None:
    assert api.get(f"/{name}").json() == {
        name: [
            {
                "code": row["code"],
                "uri": row["uri"],
                "name": names(row),
                "parent_code": row["parent_code"] or None,
            }
            for row in rows(name)
        ]
    }


def test_municipalities_hold_the_codes_that_area_filters_take(api: TestClient) -> None:
    answer = api.get("/municipalities").json()
    assert answer["valid_year"] == 2024
    assert answer["municipalities"] == [
        {
            "code": row["code"],
            "name": names(row),
            "region_code": row["region_code"],
            "hospital_district_code": row["hospital_district_code"],
            "wellbeing_service_county_code": row["wellbeing_county_code"],
        }
        for row in rows("municipalities")
    ]
    for field, name in (
        ("regions", "regions"),
        ("hospital_districts", "hospital_districts"),
        ("wellbeing_service_counties", "wellbeing_counties"),
    ):
        assert answer[field] == [{"code": row["code"], "name": names(row)} for row in rows(name)]


def test_codes_of_the_lists_are_accepted_by_the_filters(api: TestClient) -> None:
    areas = api.get("/municipalities").json()["municipalities"][0]
    classes = api.get("/service_classes").json()["service_classes"]
    filters: list[dict[str, Any]] = [
        {"municipality_codes": [areas["code"]]},
        {"region_codes": [areas["region_code"]]},
        {"hospital_district_codes": [areas["hospital_district_code"]]},
        {"wellbeing_service_county_codes": [areas["wellbeing_service_county_code"]]},
        {"service_classes": [each["uri"] for each in classes]},
        {"life_events": [each["code"] for each in api.get("/life_events").json()["life_events"]]},
    ]
    for each in filters:
        assert ids(search(api, service_filters=each)), each


@pytest.mark.parametrize("name", LISTS)
def test_list_asks_for_no_credentials_and_may_be_kept_by_any_page(
    secured_api: TestClient, name: str
) -> None:
    response = secured_api.get(f"/{name}?anything=else")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", '"a,b" ,W/{} '])
def test_list_that_the_client_has_is_not_sent_again(api: TestClient, form: str) -> None:
    etag = api.get("/life_events").headers["etag"]
    response = api.get("/life_events", headers={"If-None-Match": form.format(etag)})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == etag
    assert response.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("form", ['"other"', "", "{}x", 'W/"{}"', "garbage,,,"])
def test_list_of_another_version_is_sent(api: TestClient, form: str) -> None:
    etag = api.get("/life_events").headers["etag"]
    response = api.get("/life_events", headers={"If-None-Match": form.format(etag)})
    assert response.status_code == 200
    assert response.json()["life_events"]


def test_lists_have_different_etags(api: TestClient) -> None:
    assert len({api.get(f"/{name}").headers["etag"] for name in LISTS}) == len(LISTS)


def test_list_is_built_once(api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [api.get(f"/{name}").content for name in LISTS]
    monkeypatch.setattr(code_lists, "_name", None)
    assert [api.get(f"/{name}").content for name in LISTS] == first


def test_list_name_that_is_missing_falls_back() -> None:
    lists: CodeLists = make_code_lists(
        municipalities={"091": Municipality(code="091", name={"sv": "Helsingfors"})}
    )
    assert b'"name":{"fi":"Helsingfors","sv":"Helsingfors","en":"Helsingfors"}' in (
        code_lists._municipalities(lists).body
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_list_cannot_be_written(api: TestClient, method: str) -> None:
    response = api.request(method, "/life_events")
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
