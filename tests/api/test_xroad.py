"""A request that comes over X-Road can be found in the log by its message, never by the person behind it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.api.xroad import xroad_fields
from app.main import create_app
from app.settings import Settings
from tests.api.asking import TEXT_SEARCH

MESSAGE_ID = "FI-4894e35d-bf0f-44a6-867a-8e51f1daa7e0"
CLIENT = "FI/MUN/0187690-1/palveluohjaus"
HETU = "131052-308T"


def sent(**headers: str) -> list[tuple[bytes, bytes]]:
    return [
        (f"x-road-{name}".replace("_", "-").encode(), value.encode("latin-1"))
        for name, value in headers.items()
    ]


@pytest.mark.parametrize(
    "message_id",
    [
        MESSAGE_ID,
        MESSAGE_ID.removeprefix("FI-"),
        MESSAGE_ID.upper(),
        MESSAGE_ID.replace("FI", "FI-TEST"),
    ],
)
def test_message_id_of_the_protocols_form_is_named(message_id: str) -> None:
    assert xroad_fields(sent(id=message_id)) == {"xroad_id": message_id}


@pytest.mark.parametrize(
    "client",
    [
        CLIENT,
        "FI/MUN/0187690-1",
        "FI/MUN/02452833/ss",
        "FI-TEST/COM/1.2~3/S%C3%A4%C3%A4",
        "FI/GOV/X/a%2Fb",
    ],
)
def test_client_of_the_protocols_form_is_named(client: str) -> None:
    assert xroad_fields(sent(client=client)) == {"xroad_client": client}


@pytest.mark.parametrize(
    "message_id",
    [
        *("", "1", "Kaisa", MESSAGE_ID[:-1], f"{MESSAGE_ID}0", f"{MESSAGE_ID}\n", f" {MESSAGE_ID}"),
        *(f"{HETU}-{MESSAGE_ID}", f"FI-{HETU}-{MESSAGE_ID[3:]}", f"Ä-{MESSAGE_ID}", "a" * 5000),
    ],
)
def test_message_id_of_another_form_is_left_out(message_id: str) -> None:
    assert xroad_fields(sent(id=message_id)) == {}


@pytest.mark.parametrize(
    "client",
    [
        *("", "FI", "FI/MUN", "/MUN/0187690-1/x", "FI/MUN/x/", "FI/MUN/x/y/z", "FI//x/y"),
        *(
            "FI/MUN/Ä/x",
            "FI/MUN/a b/x",
            "FI/MUN/x%2/y",
            "FI/MUN/x\n/y",
            'FI/MUN/"/y',
            "FI/MUN/\x00/y",
        ),
        *(f"FI/MUN/{HETU}/x", f"FI/MUN/{HETU.replace('-', '%2D')}/x"),
        *("FI/MUN/kaisa%40example.org/x", f"FI/MUN/{'a' * 65}/x"),
    ],
)
def test_client_of_another_form_or_with_personal_data_is_left_out(client: str) -> None:
    assert xroad_fields(sent(client=client)) == {}


def test_repeated_header_is_left_out() -> None:
    assert xroad_fields([*sent(id=MESSAGE_ID), *sent(id=MESSAGE_ID, client=CLIENT)]) == {
        "xroad_client": CLIENT
    }


@pytest.fixture(scope="module")
def remembering_api(sample_settings: Settings) -> Iterator[TestClient]:
    """The service with everything on that could keep something."""
    settings = sample_settings.model_copy(update={"store_free_text": True, "log_level": "DEBUG"})
    with TestClient(create_app(settings)) as client:
        yield client


def test_log_lines_of_a_request_carry_message_and_client(
    api: TestClient, service_log: Callable[[], str]
) -> None:
    response = api.get("/health/live", headers={"X-Road-Id": MESSAGE_ID, "X-Road-Client": CLIENT})
    line = next(line for line in service_log().splitlines() if "duration_seconds" in line)
    assert f"'xroad_id': '{MESSAGE_ID}'" in line
    assert f"'xroad_client': '{CLIENT}'" in line
    assert response.headers["x-request-id"] in line
    assert not [name for name in response.headers if name.startswith("x-road")]


def test_log_of_a_request_past_x_road_names_neither(
    api: TestClient, service_log: Callable[[], str]
) -> None:
    api.get("/health/live", headers={"X-Road-Id": "Kaisa", "X-Road-Client": "Kaisa"})
    assert "duration_seconds" in service_log()
    assert "xroad" not in service_log()
    assert "Kaisa" not in service_log()


@pytest.mark.parametrize("body", [{"search_text": "vuokra"}, {"search_text": 1}, {}])
def test_user_behind_the_request_is_neither_logged_nor_echoed_nor_stored(
    remembering_api: TestClient,
    sample_settings: Settings,
    service_log: Callable[[], str],
    body: dict[str, object],
) -> None:
    personal = {"X-Road-UserId": f"FI{HETU}", "X-Road-Issue": "lastensuojelu-Kaisa"}
    headers = {"X-Road-Id": MESSAGE_ID, "X-Road-Client": CLIENT, **personal}
    response = remembering_api.post(TEXT_SEARCH, json=body, headers=headers)
    traces = [
        *(response.text, json.dumps(dict(response.headers)), service_log()),
        remembering_api.get("/metrics").text,
        *(
            path.read_bytes().decode("latin-1")
            for path in Path(sample_settings.data_dir).rglob("*")
            if path.is_file()
        ),
    ]
    assert MESSAGE_ID in service_log()
    for trace in traces:
        assert HETU not in trace
        assert "lastensuojelu-Kaisa" not in trace
