from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.usecases.api_clients import ApiClients
from tests.api.asking import assert_problem, assert_refused, post_json_text
from tests.api.transferring import (
    ATTRIBUTES,
    OWNER,
    SESSION_ATTRIBUTES,
    Transfers,
    body,
    open_transfers,
)
from tests.builders import channel_id, service_id

MARKER = "Mxqzv7Kaisa"
AT = "/session_attributes"


@pytest.fixture(scope="module")
def transfers(
    sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Transfers]:
    with open_transfers(sample_settings, tmp_path_factory.mktemp("transfers")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _nothing_stored(transfers: Transfers) -> Iterator[None]:
    """Whatever is refused leaves nothing behind."""
    yield
    assert transfers.stored() == []


@pytest.mark.parametrize(
    "content", ["", "null", "[]", "[{}]", '"x"', "1", "true", "{", "[" * 50_000, b"\xff\xfe"]
)
def test_body_that_is_no_object_is_refused(transfers: Transfers, content: str | bytes) -> None:
    assert_refused(post_json_text(transfers.api, SESSION_ATTRIBUTES, content), "")


def test_request_without_any_body_is_refused(transfers: Transfers) -> None:
    assert_refused(transfers.api.post(SESSION_ATTRIBUTES), "")


def test_empty_object_points_at_both_required_fields(transfers: Transfers) -> None:
    response = transfers.api.post(SESSION_ATTRIBUTES, json={})
    assert_refused(response, "/service_channel_id", AT)


@pytest.mark.parametrize("wrong", [[], {}, "x", 1, True, [ATTRIBUTES]], ids=str)
def test_attributes_other_than_an_object_with_one_are_refused(
    transfers: Transfers, wrong: object
) -> None:
    assert_refused(transfers.post(session_attributes=wrong), AT)


def test_null_is_refused_wherever_it_stands(transfers: Transfers) -> None:
    for field, pointer in (
        ("service_channel_id", "/service_channel_id"),
        ("session_attributes", AT),
        ("auroraai_recommendation_id", "/auroraai_recommendation_id"),
        ("service_id", "/service_id"),
    ):
        content = {**body(), field: None}
        assert_refused(transfers.api.post(SESSION_ATTRIBUTES, json=content), pointer)


@pytest.mark.parametrize("wrong", [None, -1, 201, "34", 34.0, True, [34], 2**63, 10**30])
def test_wrong_age_is_refused(transfers: Transfers, wrong: object) -> None:
    assert_refused(transfers.post(session_attributes={"age": wrong}), f"{AT}/age")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "34.5", "1e400", "-0.5"])
def test_age_that_is_no_whole_number_is_refused(transfers: Transfers, number: str) -> None:
    content = (
        f'{{"service_channel_id": "{channel_id(1)}", "session_attributes": {{"age": {number}}}}}'
    )
    response = post_json_text(transfers.api, SESSION_ATTRIBUTES, content)
    assert_refused(response, f"{AT}/age")


@pytest.mark.parametrize(
    "wrong",
    [None, "", "999", "91", " 091", "091\x00", "٠٩١", 91, ["091"], "\ud800", "131052-308T"],
)
def test_unknown_municipality_is_refused(transfers: Transfers, wrong: object) -> None:
    response = transfers.post(session_attributes={"municipality_code": wrong})
    assert_refused(response, f"{AT}/municipality_code")


@pytest.mark.parametrize(
    ("meters", "pointer"),
    [
        (None, ""),
        ({}, ""),
        ([], ""),
        ({"happiness": [1]}, ""),
        ({"finance": None}, "/finance"),
        ({"finance": 1}, "/finance"),
        ({"finance": [11]}, "/finance/0"),
        ({"finance": [1, -1]}, "/finance/1"),
        ({"finance": [True]}, "/finance/0"),
        ({"finance": [1.0]}, "/finance/0"),
        ({"finance": ["1"]}, "/finance/0"),
        ({"finance": [1] * 101}, "/finance"),
    ],
    ids=str,
)
def test_wrong_meters_are_refused(transfers: Transfers, meters: object, pointer: str) -> None:
    response = transfers.post(session_attributes={"life_situation_meters": meters})
    assert_refused(response, f"{AT}/life_situation_meters{pointer}")


def test_no_attribute_takes_free_text(transfers: Transfers) -> None:
    text = f"Olen {MARKER}, 131052-308T"
    for name in ("age", "municipality_code", "life_situation_meters", "name", "hetu", text):
        response = transfers.post(session_attributes={name: text})
        assert_problem(response, 400)
        for secret in (MARKER, "131052", "hetu"):
            assert secret not in response.text


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"session_id": "x"}, ""),
        ({"session_attributes": {**ATTRIBUTES, "name": "x"}}, AT),
        ({"session_attributes": {"age": 1, "\ud800": 1}}, AT),
    ],
    ids=str,
)
def test_unknown_field_is_pointed_at_through_its_parent(
    transfers: Transfers, changes: dict[str, Any], pointer: str
) -> None:
    assert_refused(transfers.post(**changes), pointer)


@pytest.mark.parametrize("name", ["service_channel_id", "service_id"])
@pytest.mark.parametrize(
    "wrong", ["", "1", 1, f"{channel_id(1)}\n", channel_id(1).replace("-", ""), "\x00" * 36]
)
def test_id_other_than_a_uuid4_is_refused(transfers: Transfers, name: str, wrong: object) -> None:
    assert_refused(transfers.post(**{name: wrong}), f"/{name}")


@pytest.mark.parametrize("wrong", [-1, "1", 1.0, True, [1], {}, -(10**30)])
def test_wrong_recommendation_id_is_refused(transfers: Transfers, wrong: object) -> None:
    response = transfers.post(auroraai_recommendation_id=wrong, service_id=service_id(1))
    assert_refused(response, "/auroraai_recommendation_id")


@pytest.mark.parametrize("recommendation_id", [0, 1])
def test_recommendation_without_service_is_refused(
    transfers: Transfers, recommendation_id: int
) -> None:
    response = transfers.post(auroraai_recommendation_id=recommendation_id)
    assert_refused(response, "/service_id")


def test_every_wrong_field_is_pointed_at(transfers: Transfers) -> None:
    response = transfers.post(
        auroraai_recommendation_id=1, session_attributes={"municipality_code": "999"}
    )
    assert_refused(response, f"{AT}/municipality_code", "/service_id")


def test_body_declared_as_something_else_is_refused(transfers: Transfers) -> None:
    for media_type in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"Content-Type": media_type}
        response = transfers.api.post(SESSION_ATTRIBUTES, content=b"{}", headers=headers)
        assert_problem(response, 415)


@pytest.mark.parametrize("number", [3, 4, 5, 99], ids=["no page", "ftp", "archived", "unknown"])
@pytest.mark.parametrize("recommendation", [{}, {"auroraai_recommendation_id": 1}])
def test_channel_without_a_page_on_the_web_is_not_found(
    transfers: Transfers, number: int, recommendation: dict[str, int]
) -> None:
    response = transfers.post(
        service_channel_id=channel_id(number), service_id=service_id(1), **recommendation
    )
    assert assert_problem(response, 404)["code"] == "not-found"


@pytest.mark.parametrize(
    "changes",
    [
        {"auroraai_recommendation_id": 0},
        {"auroraai_recommendation_id": 3},
        {"auroraai_recommendation_id": 2**63},
        {"auroraai_recommendation_id": 10**40},
        {"auroraai_recommendation_id": 2},
        {"service_id": service_id(2)},
        {"service_id": service_id(9)},
        {"service_channel_id": channel_id(6)},
    ],
    ids=str,
)
def test_link_that_would_not_work_is_not_found(
    transfers: Transfers, changes: dict[str, object]
) -> None:
    link = {"auroraai_recommendation_id": 1, "service_id": service_id(1), **changes}
    assert_problem(transfers.post(**link), 404)


def test_recommendation_id_of_thousands_of_digits_is_no_fault_of_ours(
    transfers: Transfers,
) -> None:
    for digits, status in ((4_000, 404), (5_000, 400)):
        content = (
            f'{{"service_channel_id": "{channel_id(1)}", "session_attributes": {{"age": 1}}, '
            f'"service_id": "{service_id(1)}", "auroraai_recommendation_id": {"9" * digits}}}'
        )
        assert_problem(post_json_text(transfers.api, SESSION_ATTRIBUTES, content), status)


def test_archived_service_is_not_found(sample_settings: Settings, tmp_path: Path) -> None:
    with open_transfers(sample_settings, tmp_path) as transfers:
        with transfers.database.open_stores() as stores:
            stores.catalogue.archive_services([service_id(1)])
        link = {"auroraai_recommendation_id": 1, "service_id": service_id(1)}
        assert_problem(transfers.post(**link), 404)
        assert transfers.stored() == []


def test_recommendation_of_another_client_is_not_found(
    sample_settings: Settings, api_clients: ApiClients, tmp_path: Path
) -> None:
    """A client may use its own recommendations and those made for nobody."""
    settings = sample_settings.model_copy(update={"require_auth": True})
    with open_transfers(settings, tmp_path) as transfers:
        container = transfers.api.app_state["container"]

        def status(caller: object, recommendation_id: int) -> int:
            transfers.api.app_state["container"] = replace(
                container, authenticate=lambda _header: caller
            )
            return transfers.post(
                auroraai_recommendation_id=recommendation_id, service_id=service_id(1)
            ).status_code

        other = replace(OWNER, client_id="fedcba9876543210")
        assert [status(OWNER, number) for number in (1, 2)] == [200, 200]
        assert [status(other, number) for number in (1, 2)] == [200, 404]
        assert len(transfers.stored()) == 3


def test_service_without_a_database_is_unavailable(
    sample_settings: Settings, tmp_path: Path
) -> None:
    missing = Database(f"sqlite:///{tmp_path / 'missing' / 'revontuli.db'}")
    with TestClient(create_app(sample_settings)) as api:
        container = api.app_state["container"]
        api.app_state["container"] = replace(
            container,
            transfer_attributes=replace(
                container.transfer_attributes, open_stores=missing.open_stores
            ),
            read_attributes=replace(container.read_attributes, open_stores=missing.open_stores),
        )
        responses = (
            api.post(SESSION_ATTRIBUTES, json=body()),
            api.get(SESSION_ATTRIBUTES, params={"access_token": "A" * 43}),
        )
    for response in responses:
        assert assert_problem(response, 503)["code"] == "database-unavailable"
        assert int(response.headers["retry-after"]) > 0
        assert response.headers["access-control-allow-origin"] == "*"
