import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.storage.database import Database
from app.translation.libre_translate import LibreTranslate
from app.usecases.api_clients import ApiClients
from app.usecases.translation import Translation
from tests.api.asking import (
    PREFIX,
    Answer,
    assert_problem,
    assert_refused,
    post_json_text,
    search,
)
from tests.api.sample_records import service_records
from tests.api.test_recommendations import CHANNEL_FIELDS, SERVICE_FIELDS
from tests.translation_server import TranslationServer, reply_with, translated

SEARCH_TEXT = f"{PREFIX}/translation/search_text"
LANGUAGES = ("en", "de", "fr", "et", "da", "no", "uk", "ru", "fi", "sv")
MARKER = "Mxqzv7Kaisa"
VALID = {"source_language": "sv", "search_text": "jag kan inte betala hyran"}
PTV_SERVICE = f"{PREFIX}/translation/ptv_service"
SERVICE = {"target_language": "uk", "service_id": service_records()[0]["id"]}
PATHS = [(SEARCH_TEXT, VALID), (PTV_SERVICE, SERVICE)]


@pytest.fixture
def translating_api(
    api: TestClient, sample_settings: Settings, translation_server: TranslationServer
) -> Iterator[TestClient]:
    """The shared service, with the translation server as its translator until the test ends."""
    container = api.app_state["container"]
    translator = LibreTranslate(translation_server.url, timeout_seconds=20, max_calls_at_once=8)
    database = Database(sample_settings.resolved_database_url)
    translation = Translation(translator=translator, open_stores=database.open_stores)
    api.app_state["container"] = replace(container, translation=translation)
    yield api
    api.app_state["container"] = container
    translator.close()
    database.close()


def translate(api: TestClient, search_text: str, source_language: str = "sv") -> str:
    body = {"source_language": source_language, "search_text": search_text}
    response = api.post(SEARCH_TEXT, json=body)
    assert response.status_code == 200, response.text
    assert list(response.json()) == ["target_language", "search_text"]
    assert response.json()["target_language"] == "fi"
    return str(response.json()["search_text"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_text_of_any_language_comes_back_in_finnish(
    translating_api: TestClient, translation_server: TranslationServer, language: str
) -> None:
    text = translate(translating_api, "hyra", language)
    if language == "fi":
        assert text == "hyra"
        assert translation_server.calls == []
    else:
        code = "nb" if language == "no" else language
        assert text == f"hyra ({code} → fi)"
        assert translation_server.texts == ["hyra"]


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Mitt nummer är 131052-308T.", "Mitt nummer är [hetu]."),
        ("Ring 040 123 4567 tack", "Ring [phone] tack"),
        ("kaisa@example.org väntar", "[email] väntar"),
        ("FI21 1234 5600 0007 85", "[iban]"),
    ],
)
def test_translator_gets_to_see_no_identifier(
    translating_api: TestClient, translation_server: TranslationServer, said: str, sent: str
) -> None:
    assert translate(translating_api, said) == f"{sent} (sv → fi)"
    assert translation_server.texts == [sent]


def test_translator_gets_to_know_nothing_of_the_caller(
    translating_api: TestClient, translation_server: TranslationServer
) -> None:
    headers = {
        "Authorization": f"Basic {MARKER}",
        "Cookie": f"session={MARKER}",
        "User-Agent": MARKER,
        "X-Forwarded-For": MARKER,
        "Accept-Language": MARKER,
    }
    assert translating_api.post(SEARCH_TEXT, json=VALID, headers=headers).status_code == 200
    (call,) = translation_server.calls
    assert MARKER not in str(call)


@pytest.mark.parametrize("text", ["x", "ä" * 1024, "rivi\nrivi", "\x00x", "👩‍👧", "' OR 1=1; --"])
def test_search_text_of_at_most_1024_characters_is_translated(
    translating_api: TestClient, text: str
) -> None:
    assert translate(translating_api, text) == f"{text} (sv → fi)"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("search_text", ""),
        ("search_text", " \n\u2003"),
        ("search_text", "\x00"),
        ("search_text", "\u0378 \u200b"),
        ("search_text", "x" * 1025),
        ("search_text", None),
        ("search_text", 5),
        ("search_text", ["hyra"]),
        ("source_language", None),
        ("source_language", ""),
        ("source_language", "SV"),
        ("source_language", "sv-FI"),
        ("source_language", "auto"),
        ("source_language", "xx"),
        ("source_language", 1),
        ("source_language", ["sv"]),
    ],
)
def test_search_text_wrong_value_is_refused_with_a_pointer(
    translating_api: TestClient,
    translation_server: TranslationServer,
    field: str,
    value: object,
) -> None:
    assert_refused(translating_api.post(SEARCH_TEXT, json={**VALID, field: value}), f"/{field}")
    assert translation_server.calls == []


def test_search_text_missing_and_unknown_fields_are_refused(translating_api: TestClient) -> None:
    assert_refused(translating_api.post(SEARCH_TEXT, json={}), "/source_language", "/search_text")
    unknown = {**VALID, "target_language": "fi"}
    assert_refused(translating_api.post(SEARCH_TEXT, json=unknown), "")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (r'{"source_language": "sv", "search_text": "\ud800"}', "/search_text"),
        (r'{"source_language": "\udfff", "search_text": "hyra"}', "/source_language"),
        ('{"source_language": NaN, "search_text": "hyra"}', "/source_language"),
        ("[" * 30_000 + "]" * 30_000, ""),
        (b"\xff\xfe", ""),
        ("", ""),
    ],
)
def test_search_text_odd_body_is_refused(
    translating_api: TestClient, body: str | bytes, pointer: str
) -> None:
    assert_refused(post_json_text(translating_api, SEARCH_TEXT, body), pointer)


def shown(api: TestClient, target_language: str, service_id: str) -> Answer:
    """The service as ptv_service shows it."""
    body = {"target_language": target_language, "service_id": service_id}
    response = api.post(PTV_SERVICE, json=body)
    assert response.status_code == 200, response.text
    assert list(response.json()) == ["target_language", "service"]
    assert response.json()["target_language"] == target_language
    service: Answer = response.json()["service"]
    return service


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_service_in_a_language_of_the_catalogue_is_shown_as_text_search_shows_it(
    translating_api: TestClient, translation_server: TranslationServer, language: str
) -> None:
    (suggested,) = search(translating_api, language=language, limit=1)
    service = shown(translating_api, language, suggested["service_id"])
    assert service.pop("machine_translated") is False
    for answer in (service, suggested):
        for channel in answer["service_channels"]:
            channel.pop("web_pages")
    assert set(suggested) - set(service) == {"similarity_score", "rank"}
    assert service == {name: suggested[name] for name in service}
    assert translation_server.calls == []


def test_service_in_another_language_is_translated_in_one_call(
    translating_api: TestClient, translation_server: TranslationServer
) -> None:
    (finnish,) = search(translating_api, limit=1)
    service = shown(translating_api, "uk", finnish["service_id"])
    assert service["machine_translated"] is True
    assert service["language"] == "uk"
    assert len(translation_server.calls) == 1
    assert service["service_name"] == translated(finnish["service_name"], "fi", "uk")
    summary = finnish["service_description_summary"]
    assert service["service_description_summary"] == translated(summary, "fi", "uk")
    assert "sample data" in service["service_description"]
    for own, other in zip(service["service_channels"], finnish["service_channels"], strict=True):
        name = other["service_channel_name"]
        assert own["service_channel_name"] == translated(name, "fi", "uk")


def test_translated_service_keeps_its_fields_codes_and_contact_details(
    translating_api: TestClient,
) -> None:
    (english,) = search(translating_api, language="en", limit=1)
    service = shown(translating_api, "ru", english["service_id"])
    assert [field for field in service if field not in ("language", "machine_translated")] == [
        field for field in SERVICE_FIELDS if field not in ("similarity_score", "rank")
    ]
    for field in (
        "service_id",
        "funding_type",
        "area_type",
        "areas",
        "responsible_organization",
        "target_groups",
        "service_collections",
        "service_class_uris",
        "charge_type",
    ):
        assert service[field] == english[field]
    for own, other in zip(service["service_channels"], english["service_channels"], strict=True):
        assert list(own) == CHANNEL_FIELDS
        for field in (
            "service_channel_id",
            "service_channel_type",
            "phone_numbers",
            "emails",
            "address",
            "location",
            "service_hours",
        ):
            assert own[field] == other[field]


def test_service_id_is_taken_in_any_case(translating_api: TestClient) -> None:
    service_id = str(SERVICE["service_id"])
    assert shown(translating_api, "uk", service_id.upper())["service_id"] == service_id


def test_unknown_service_is_not_found(
    translating_api: TestClient, translation_server: TranslationServer
) -> None:
    unknown = {**SERVICE, "service_id": "00000000-0000-4000-8000-000000000000"}
    problem = assert_problem(translating_api.post(PTV_SERVICE, json=unknown), 404)
    assert problem["detail"] == "There is no such service"
    assert translation_server.calls == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service_id", ""),
        ("service_id", "1"),
        ("service_id", None),
        ("service_id", 5),
        ("service_id", "3668d250-cd80-15c4-abcc-9b2d3a2b3e42"),
        ("service_id", "3668d250-cd80-45c4-abcc-9b2d3a2b3e42\x00"),
        ("target_language", None),
        ("target_language", "UK"),
        ("target_language", "nb"),
        ("target_language", ["uk"]),
    ],
)
def test_service_wrong_value_is_refused_with_a_pointer(
    translating_api: TestClient, field: str, value: object
) -> None:
    assert_refused(translating_api.post(PTV_SERVICE, json={**SERVICE, field: value}), f"/{field}")


def test_service_missing_and_unknown_fields_are_refused(translating_api: TestClient) -> None:
    assert_refused(translating_api.post(PTV_SERVICE, json={}), "/target_language", "/service_id")
    assert_refused(translating_api.post(PTV_SERVICE, json={**SERVICE, "limit": 1}), "")


@pytest.mark.parametrize(("path", "body"), PATHS)
def test_translation_without_translator_is_not_found_whatever_the_fields_are(
    api: TestClient, path: str, body: dict[str, object]
) -> None:
    for sent in (body, {}, {"unknown": 1}):
        problem = assert_problem(api.post(path, json=sent), 404)
        assert problem["code"] == "not-found"
        assert problem["detail"] == "No translator is configured"


@pytest.mark.parametrize(("path", "body"), PATHS)
def test_translation_asks_for_credentials_before_all_else(
    secured_api: TestClient, api_clients: ApiClients, path: str, body: dict[str, object]
) -> None:
    response = secured_api.post(path, json=body)
    assert assert_problem(response, 401)["code"] == "not-authenticated"
    for roles, status in ((["feedback"], 403), (["recommend"], 404)):
        issued = api_clients.add_client("Kääntävä botti", "Oulun kaupunki", roles)
        credentials = (issued.client.client_id, issued.client_secret)
        assert_problem(secured_api.post(path, json=body, auth=credentials), status)


@pytest.mark.parametrize(("path", "body"), PATHS)
@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_translation_that_fails_is_unavailable_and_tells_nothing(
    translating_api: TestClient,
    translation_server: TranslationServer,
    service_log: Callable[[], str],
    path: str,
    body: dict[str, object],
    status: int,
) -> None:
    translation_server.reply = reply_with(status, MARKER.encode())
    response = translating_api.post(path, json=body)
    assert assert_problem(response, 503)["code"] == "translator-unavailable"
    assert int(response.headers["retry-after"]) > 0
    port = f":{translation_server.url.rpartition(':')[2]}"
    for hidden in (MARKER, "127.0.0.1", port, "LibreTranslate"):
        assert hidden not in response.text
    log = service_log()
    assert "translator-unavailable" in log
    for hidden in (MARKER, *translation_server.texts, port):
        assert hidden not in log


def test_address_of_the_translator_stays_out_of_the_log(
    translating_api: TestClient,
    translation_server: TranslationServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    translate(translating_api, MARKER)
    assert "/translation/search_text" in caplog.text
    assert f":{translation_server.url.rpartition(':')[2]}" not in caplog.text
    assert MARKER not in caplog.text


@pytest.mark.parametrize(("path", "body"), PATHS)
def test_translation_documents_each_of_its_errors(
    api: TestClient, path: str, body: dict[str, object]
) -> None:
    responses = api.get("/openapi.json").json()["paths"][path]["post"]["responses"]
    assert set(responses) == {
        "200", "400", "401", "403", "404", "408", "413", "415", "429", "503",
    }  # fmt: skip
