"""POST /mcp as an assistant meets it: the protocol's own client over HTTP, and what HTTP itself refuses."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

pytest.importorskip("mcp", reason="needs the extra mcp, which `make setup` installs")

import mcp_types
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

import app.mcp
from app.main import create_app
from app.settings import Settings
from tests.api.asking import RECOMMEND_SERVICE, TEXT, Answer, assert_problem
from tests.api.sample_records import service_records
from tests.builders import service_id
from tests.sample_server import SampleServer

pytestmark = pytest.mark.slow

MODES = ["legacy", "auto"]
SECRET = "Koetinkivi Suonperä"
HANDSHAKE_VERSION = "2025-06-18"
HEADERS = {
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": HANDSHAKE_VERSION,
}
EMERGENCY = "112"


def talk(server: SampleServer, mode: str, say: Callable[[Client], Awaitable[Any]]) -> Any:
    """What `say` returns, said by the protocol's client with our credentials."""

    async def conversation() -> Any:
        async with (
            httpx2.AsyncClient(auth=server.credentials, timeout=30) as http,
            Client(
                streamable_http_client(f"{server.url}/mcp", http_client=http), mode=mode
            ) as client,
        ):
            return await say(client)

    return anyio.run(conversation)


def call(server: SampleServer, tool: str, mode: str = "auto", **arguments: object) -> Any:
    return talk(server, mode, lambda client: client.call_tool(tool, arguments))


def message(method: str, **params: object) -> Answer:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def post(server: SampleServer, body: object, **more: Any) -> httpx2.Response:
    headers = {**HEADERS, "Content-Type": "application/json", **more.pop("headers", {})}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    credentials = more.pop("auth", server.credentials)
    with httpx2.Client(timeout=30, auth=credentials) as http:
        return http.request(
            more.pop("method", "POST"), f"{server.url}/mcp", content=content, headers=headers
        )


@pytest.mark.parametrize("mode", MODES)
def test_assistant_finds_the_tools_and_what_to_heed(sample_server: SampleServer, mode: str) -> None:
    async def look_around(client: Client) -> tuple[str, list[mcp_types.Tool]]:
        return client.instructions or "", (await client.list_tools()).tools

    instructions, tools = talk(sample_server, mode, look_around)
    assert EMERGENCY in instructions
    assert "as suggestions" in instructions
    described = {tool.name: tool for tool in tools}
    assert described.keys() == {"recommend_services", "service_packages", "get_service"}
    assert "emergency_number before" in (described["service_packages"].description or "")
    asking = described["recommend_services"]
    assert EMERGENCY in (asking.description or "")
    assert set(asking.input_schema["properties"]) == {
        "text",
        "municipality_code",
        "language",
        "limit",
    }
    assert asking.input_schema["required"] == ["text"]


@pytest.mark.parametrize("mode", MODES)
def test_recommended_services_are_those_of_http(sample_server: SampleServer, mode: str) -> None:
    answer = call(
        sample_server, "recommend_services", mode, text=TEXT, municipality_code="091", limit=3
    )
    assert not answer.is_error
    body = {"life_situation": TEXT, "municipality_code": "091", "limit": 3, "explain": True}
    answered = httpx2.post(
        f"{sample_server.url}{RECOMMEND_SERVICE}", json=body, auth=sample_server.credentials
    ).json()
    over_http = answered["recommended_services"]
    assert answer.structured_content["generated_by"] == answered["generated_by"]
    told = answer.structured_content["services"]
    assert [each["service_id"] for each in told] == [each["service_id"] for each in over_http]
    assert [each["why"] for each in told] == [each["explanation"]["sentence"] for each in over_http]
    assert json.loads(answer.content[0].text) == answer.structured_content
    pages = [page for each in told for channel in each["channels"] for page in channel["web_pages"]]
    number = answer.structured_content["recommendation_id"]
    assert pages
    assert all(page.endswith(f"recommendation_id={number}") for page in pages)


@pytest.mark.parametrize("mode", MODES)
def test_package_is_that_of_http_with_the_emergency_number_first(
    sample_server: SampleServer, mode: str
) -> None:
    told = "mies löi taas eilen hetu 131052-308T. Jäin työttömäksi, vuokra maksamatta"
    package = call(sample_server, "service_packages", mode, text=told, limit=2).structured_content
    over_http = httpx2.post(
        f"{sample_server.url}/service_packages",
        json={"life_situation": told, "limit": 2, "explain": True},
        auth=sample_server.credentials,
    ).json()
    assert list(package)[:2] == ["urgent", "emergency_number"]
    assert package["urgent"] is True
    assert package["emergency_number"] == EMERGENCY
    assert package["needs"][0]["clause"] == "mies löi taas eilen hetu [hetu]."
    assert package["life_events"] == over_http["life_events"] != []
    assert package["generated_by"] == over_http["generated_by"]
    assert package["generated_by"]["automated"] is True
    for told_needs, needs in (
        (package["needs"], over_http["needs"]),
        (package["next_needs"], over_http["next_needs"]),
    ):
        assert [each["name"] for each in told_needs] == [each["name"] for each in needs]
        assert [[one["service_id"] for one in each["services"]] for each in told_needs] == [
            [one["service_id"] for one in each["services"]] for each in needs
        ]


def test_feedback_works_on_what_an_assistant_was_told(sample_server: SampleServer) -> None:
    number = call(sample_server, "recommend_services", text=TEXT).structured_content[
        "recommendation_id"
    ]
    response = httpx2.post(
        f"{sample_server.url}/service-recommender/v1/recommendation_feedback",
        json={"auroraai_recommendation_id": number, "feedback_score": 1},
        auth=sample_server.credentials,
    )
    assert (response.status_code, response.text) == (200, "OK")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_service_is_shown_as_over_http(sample_server: SampleServer, language: str) -> None:
    known: str = service_records()[0]["id"]
    shown = call(sample_server, "get_service", service_id=known, language=language)
    over_http = httpx2.get(f"{sample_server.url}/services/{known}?language={language}").json()
    assert shown.structured_content == over_http


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("recommend_services", {}, "/text"),
        ("recommend_services", {"text": " "}, "/text"),
        ("recommend_services", {"text": "x" * 4097}, "/text"),
        ("recommend_services", {"text": TEXT, "limit": 21}, "/limit"),
        ("recommend_services", {"text": TEXT, "limit": "5"}, "/limit"),
        ("recommend_services", {"text": TEXT, "language": SECRET}, "/language"),
        ("recommend_services", {"text": TEXT, "municipality_code": SECRET}, "/municipality_code"),
        ("recommend_services", {"text": TEXT, SECRET: SECRET}, "does not know"),
        ("get_service", {"service_id": SECRET}, "/service_id"),
        ("get_service", {"service_id": service_id(77)}, "no such service"),
    ],
)
def test_refused_arguments_are_explained_and_not_repeated(
    sample_server: SampleServer, tool: str, arguments: Answer, reason: str
) -> None:
    body = message("tools/call", name=tool, arguments=arguments)
    response = post(sample_server, body)
    result = response.json()["result"]
    assert result["isError"] is True
    assert reason in result["content"][0]["text"]
    assert SECRET not in response.text


def test_unknown_tool_is_an_error_of_the_protocol(sample_server: SampleServer) -> None:
    error = post(sample_server, message("tools/call", name=SECRET, arguments={})).json()["error"]
    assert error["code"] == mcp_types.INVALID_PARAMS
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"[" * 60_000,
        b'"\xff"',
        json.dumps(message("ping")).encode("utf-16"),
        json.dumps([message("ping")]).encode(),
        json.dumps({"jsonrpc": "1.0", "id": 1, "method": SECRET}).encode(),
        json.dumps({"jsonrpc": "2.0", "id": {SECRET: 1}}).encode(),
        b'{"jsonrpc":"2.0","id":"\\ud800","method":"ping"}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_service",'
        b'"arguments":{"service_id":"\\ud800"}}}',
    ],
    ids=range(12),
)
@pytest.mark.parametrize("version", [HANDSHAKE_VERSION, "2026-07-28", SECRET.encode().hex()])
def test_what_is_no_message_is_refused(
    sample_server: SampleServer, body: bytes, version: str
) -> None:
    response = post(sample_server, body, headers={"MCP-Protocol-Version": version})
    assert response.status_code == 400
    assert SECRET not in response.text


def test_credentials_are_asked_as_everywhere(sample_server: SampleServer) -> None:
    for credentials in (None, (sample_server.client_id, "wrong")):
        response = post(sample_server, message("tools/list"), auth=credentials)
        assert_problem(response, 401)
        assert response.headers["www-authenticate"].startswith("Basic ")


def test_page_of_another_origin_is_refused(sample_server: SampleServer) -> None:
    for origin in ("https://www.example.org", "null", sample_server.url.replace("127", "128")):
        response = post(sample_server, message("tools/list"), headers={"Origin": origin})
        assert_problem(response, 403)
    own = post(sample_server, message("tools/list"), headers={"Origin": sample_server.url})
    assert own.status_code == 200


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_sessions_and_no_streams(sample_server: SampleServer, method: str) -> None:
    response = post(sample_server, b"", method=method)
    assert_problem(response, 405)
    assert response.headers["allow"] == "POST"


@pytest.fixture
def talkative_api(
    sample_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> Iterator[TestClient]:
    """The service of a curious operator, its log where the test can read it."""
    root = logging.getLogger()
    level = root.level
    settings = sample_settings.model_copy(update={"log_level": "DEBUG"})
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as api:
        yield api
    root.setLevel(level)


def test_nothing_an_assistant_sends_is_logged(
    talkative_api: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    for version in (HANDSHAKE_VERSION, "2026-07-28"):
        for body in (
            message("tools/call", name="recommend_services", arguments={"text": SECRET}),
            message("tools/call", name="recommend_services", arguments={"text": {SECRET: 1}}),
            message("tools/call", name=SECRET, arguments=[SECRET]),
            message(SECRET, arguments=SECRET),
            {"jsonrpc": "2.0", "method": SECRET, "params": {SECRET: 1}},
        ):
            headers = {**HEADERS, "MCP-Protocol-Version": version}
            talkative_api.post("/mcp", json=body, headers=headers)
    log = capsys.readouterr().err
    assert "/mcp" in log
    assert SECRET not in log


def test_fault_is_logged_by_its_kind_alone(
    sample_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_args: object, **_fields: object) -> Any:
        raise RuntimeError(SECRET)

    with TestClient(create_app(sample_settings), base_url="http://127.0.0.1:8000") as api:
        api.app_state["container"] = replace(api.app_state["container"], show_service=fail)
        body = message("tools/call", name="get_service", arguments={"service_id": service_id(1)})
        result = api.post("/mcp", json=body, headers=HEADERS).json()["result"]
    assert result["isError"] is True
    assert result["content"][0]["text"] == "The service failed"
    log = capsys.readouterr().err
    assert "RuntimeError" in log
    assert SECRET not in log


@pytest.mark.parametrize("tool", ["recommend_services", "service_packages"])
def test_answer_without_the_model_says_so(
    sample_settings: Settings, tmp_path: Path, tool: str
) -> None:
    modelless = sample_settings.model_copy(update={"embedding_model": str(tmp_path)})
    asked = message("tools/call", name=tool, arguments={"text": TEXT})
    told = []
    for settings in (modelless, sample_settings):
        with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as api:
            result = api.post("/mcp", json=asked, headers=HEADERS).json()["result"]
        told.append(result["structuredContent"])
    without_model, usual = told
    assert without_model["degraded"] is True
    assert "degraded" not in usual


def test_path_is_unknown_without_the_extra(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.mcp, "find_spec", lambda _name: None)
    with TestClient(create_app(sample_settings), base_url="http://127.0.0.1:8000") as api:
        assert_problem(api.post("/mcp", json=message("ping"), headers=HEADERS), 404)


def test_path_prefix_stands_before_it(sample_settings: Settings) -> None:
    settings = sample_settings.model_copy(
        update={"public_base_url": "https://services.example.org/revontuli"}
    )
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as api:
        for path in ("/mcp", "/revontuli/mcp"):
            headers = {**HEADERS, "Origin": "https://services.example.org"}
            assert api.post(path, json=message("tools/list"), headers=headers).status_code == 200
