from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app.errors import DatabaseUnavailable
from tests.api.asking import assert_problem, assert_refused, ids, scores
from tests.api.sample_records import (
    channel_records,
    ids_where,
    is_national,
    serves_any_of,
    service_records,
)
from tests.builders import service_id

SERVICE = service_records()[0]
ID: str = SERVICE["id"]
UNKNOWN = service_id(77)
OULU = "564"
ONLY_IN_RECOMMENDATIONS = {"similarity_score", "rank"}
MARKER = "Mxqzv7Kaisa"
any_text = st.text(st.characters(codec="utf-8"), max_size=20)
ILL_FORMED = ("1", "None", f"{ID}0", f" {ID}", ID.replace("-", ""), f"{ID[:14]}1{ID[15:]}", "%00")


def similar(api: TestClient, service: str = ID, **query: object) -> list[dict[str, Any]]:
    response = api.get(f"/services/{service}/similar", params=query)  # type: ignore[arg-type]
    assert response.status_code == 200, response.text
    services: list[dict[str, Any]] = response.json()["services"]
    return services


def name_in(record: dict[str, Any], language: str) -> str:
    return next(
        str(name["value"])
        for name in record["serviceNames"]
        if name["language"] == language and name["type"] == "Name"
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_service_is_shown_in_the_language_asked_for(api: TestClient, language: str) -> None:
    answer = api.get(f"/services/{ID}", params={"language": language}).json()
    assert answer["service_id"] == ID
    assert answer["service_name"] == name_in(SERVICE, language)
    assert answer["language"] == language


def test_service_is_shown_in_finnish_unless_told_otherwise(api: TestClient) -> None:
    plain = api.get(f"/services/{ID}")
    assert plain.json() == api.get(f"/services/{ID}?language=fi&unknown=1&limit=x").json()
    assert plain.headers["access-control-allow-origin"] == "*"


def test_service_has_the_fields_of_a_suggested_one_without_its_match(api: TestClient) -> None:
    alone = api.get(f"/services/{ID}").json()
    suggested = next(iter(similar(api)))
    assert set(suggested) - set(alone) == ONLY_IN_RECOMMENDATIONS
    assert set(alone) <= set(suggested)


def test_service_pages_are_the_catalogues_own_addresses(api: TestClient) -> None:
    addresses = {
        page.get("url") or page["value"]
        for record in channel_records().values()
        for page in (*(record.get("webPages") or ()), *(record.get("channelUrls") or ()))
    }
    shown = [
        page
        for record in service_records()[:20]
        for channel in api.get(f"/services/{record['id']}").json()["service_channels"]
        for page in channel["web_pages"]
    ]
    assert shown
    assert set(shown) <= addresses


def test_service_asks_for_no_credentials(secured_api: TestClient) -> None:
    assert secured_api.get(f"/services/{ID}").status_code == 200
    assert secured_api.get(f"/services/{ID}/similar").status_code == 200


@pytest.mark.parametrize("path", ["/services/{}", "/services/{}/similar"])
def test_service_id_is_read_in_either_case(api: TestClient, path: str) -> None:
    assert api.get(path.format(ID.upper())).json() == api.get(path.format(ID)).json()


@pytest.mark.parametrize("path", ["/services/{}", "/services/{}/similar"])
@pytest.mark.parametrize("id_", ILL_FORMED)
def test_service_id_ill_formed_is_refused(api: TestClient, path: str, id_: str) -> None:
    assert_refused(api.get(path.format(id_)), "/service_id")


@pytest.mark.parametrize("path", ["/services/{}", "/services/{}/similar"])
def test_service_unknown_is_a_404_problem(api: TestClient, path: str) -> None:
    assert_problem(api.get(path.format(UNKNOWN)), 404)


@pytest.mark.parametrize("path", ["/services/{}", "/services/{}/similar"])
@pytest.mark.parametrize("language", ["", "de", "FI", "fi,sv", "\x00", "null"])
def test_language_that_is_none_is_refused(api: TestClient, path: str, language: str) -> None:
    response = api.get(path.format(ID), params={"language": language})
    assert_refused(response, "/language")


@pytest.mark.parametrize(
    ("path", "parameter", "value"),
    [
        ("/services/{}", "language", "fi"),
        ("/services/{}/similar", "language", "fi"),
        ("/services/{}/similar", "limit", "5"),
        ("/services/{}/similar", "municipality_code", OULU),
    ],
)
def test_parameter_that_is_repeated_is_refused(
    api: TestClient, path: str, parameter: str, value: str
) -> None:
    response = api.get(path.format(ID), params={parameter: [value, value]})
    assert_refused(response, f"/{parameter}")


def test_similar_services_are_other_ones_nearest_first(api: TestClient) -> None:
    found = similar(api)
    assert len(found) == 5
    assert ID not in ids(found)
    assert scores(found) == sorted(scores(found), reverse=True)
    assert [service["rank"] for service in found] == [1, 2, 3, 4, 5]
    assert all(-1 <= score <= 1 for score in scores(found))
    assert all("explanation" not in service for service in found)


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_similar_services_are_as_many_as_asked_for(api: TestClient, limit: int) -> None:
    found = similar(api, limit=limit)
    assert len(found) == limit
    assert ids(found) == ids(similar(api, limit=50))[:limit]


def test_similar_services_have_each_name_once_and_not_the_services_own(api: TestClient) -> None:
    for record in service_records()[:10]:
        for language in ("fi", "en"):
            found = similar(api, record["id"], limit=50, language=language)
            names = [service["service_name"] for service in found]
            assert len(set(names)) == len(names)
            assert name_in(record, language) not in names


def test_similar_services_of_a_municipality_can_be_used_there(api: TestClient) -> None:
    usable = ids_where(lambda each: is_national(each) or serves_any_of(each, frozenset({OULU})))
    found = similar(api, limit=50, municipality_code=OULU)
    assert set(ids(found)) <= usable
    assert set(ids(similar(api, limit=50))) - usable


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("limit", "0"),
        ("limit", "51"),
        ("limit", "-1"),
        ("limit", "5.0"),
        ("limit", "+5"),
        ("limit", " 5"),
        ("limit", "٥"),
        ("limit", "1_0"),
        ("limit", ""),
        ("limit", "9" * 30),
        ("municipality_code", "91"),
        ("municipality_code", "Oulu"),
        ("municipality_code", ""),
        ("municipality_code", "\x00"),
    ],
)
def test_similar_services_parameter_that_is_wrong_is_refused(
    api: TestClient, parameter: str, value: str
) -> None:
    assert_refused(api.get(f"/services/{ID}/similar", params={parameter: value}), f"/{parameter}")


@given(
    path=st.sampled_from([ID, UNKNOWN]),
    query=st.dictionaries(
        st.sampled_from(["limit", "language", "municipality_code", "other"]),
        st.one_of(any_text, st.integers().map(str)),
    ),
)
def test_similar_services_never_fail(api: TestClient, path: str, query: dict[str, str]) -> None:
    response = api.get(f"/services/{path}/similar", params=query)
    assert response.status_code in (200, 400, 404)


@given(before=any_text, after=any_text)
@pytest.mark.parametrize("parameter", ["limit", "language", "municipality_code"])
def test_similar_services_never_echo_a_wrong_parameter(
    api: TestClient, parameter: str, before: str, after: str
) -> None:
    response = api.get(f"/services/{ID}/similar", params={parameter: before + MARKER + after})
    assert response.status_code == 400
    assert MARKER not in response.text


@pytest.mark.parametrize("path", ["/services/{}", "/services/{}/similar"])
def test_service_without_database_is_a_503_problem(
    api: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    container = api.app_state["container"]

    def unavailable(**_: object) -> Any:
        raise DatabaseUnavailable

    broken = replace(
        container,
        show_service=replace(container.show_service, open_stores=unavailable),
        similar_services=replace(container.similar_services, open_stores=unavailable),
    )
    monkeypatch.setitem(api.app_state, "container", broken)
    assert_problem(api.get(path.format(ID)), 503)
