import gzip
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.errors import Overloaded, TranslatorUnavailable
from app.translation.libre_translate import (
    MAX_ANSWER_BYTES,
    LibreTranslate,
)
from tests.server.processes import free_port
from tests.translation_server import Reply, TranslationServer, reply_with, say_back

KEY = "kissankello-7f1c"
TEXT = "Jag kan inte betala hyran."
PATIENT_SECONDS = 20
IMPATIENT_SECONDS = 1
TOO_LATE_SECONDS = 8
MAX_CALLS_AT_ONCE = 3


@pytest.fixture
def translator(translation_server: TranslationServer) -> Iterator[LibreTranslate]:
    opened = LibreTranslate(
        translation_server.url, timeout_seconds=PATIENT_SECONDS, max_calls_at_once=MAX_CALLS_AT_ONCE
    )
    yield opened
    opened.close()


@pytest.fixture
def impatient(translation_server: TranslationServer) -> Iterator[LibreTranslate]:
    opened = LibreTranslate(
        translation_server.url,
        timeout_seconds=IMPATIENT_SECONDS,
        max_calls_at_once=MAX_CALLS_AT_ONCE,
    )
    yield opened
    opened.close()


def answer(*translations: object) -> bytes:
    return json.dumps({"translatedText": list(translations)}).encode()


def test_texts_go_in_one_request_and_come_back_in_order(
    translator: LibreTranslate, translation_server: TranslationServer
) -> None:
    assert translator.translate(["hyra", "skuld", "hyra"], "sv", "fi") == [
        "hyra (sv → fi)",
        "skuld (sv → fi)",
        "hyra (sv → fi)",
    ]
    (call,) = translation_server.calls
    assert call.path == "/translate"
    assert call.body == {
        "q": ["hyra", "skuld", "hyra"],
        "source": "sv",
        "target": "fi",
        "format": "text",
    }
    assert set(call.headers) == {
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "user-agent",
    }
    assert call.headers["user-agent"] == "revontuli"


def test_key_is_sent_where_there_is_one(translation_server: TranslationServer) -> None:
    translator = LibreTranslate(
        translation_server.url,
        api_key=KEY,
        timeout_seconds=PATIENT_SECONDS,
        max_calls_at_once=MAX_CALLS_AT_ONCE,
    )
    translator.translate([TEXT], "sv", "fi")
    translator.close()
    assert translation_server.calls[0].body["api_key"] == KEY


def test_norwegian_has_the_code_of_the_server(
    translator: LibreTranslate, translation_server: TranslationServer
) -> None:
    translator.translate([TEXT], "no", "fi")
    translator.translate([TEXT], "fi", "no")
    languages = [(call.body["source"], call.body["target"]) for call in translation_server.calls]
    assert languages == [("nb", "fi"), ("fi", "nb")]


@pytest.mark.parametrize("text", ["rivi\nrivi", "👩‍👧", "\x00", "ä" * 1024, '"}{', "\u2028"])
def test_any_text_survives_the_way(translator: LibreTranslate, text: str) -> None:
    assert translator.translate([text], "fi", "sv") == [f"{text} (fi → sv)"]


@pytest.mark.parametrize("nothing", ["", " ", "\n"])
def test_text_the_server_makes_nothing_of_stays(
    translator: LibreTranslate, translation_server: TranslationServer, nothing: str
) -> None:
    translation_server.reply = reply_with(200, answer("hyra", nothing))
    assert translator.translate(["vuokra", "👍"], "fi", "sv") == ["hyra", "👍"]


def test_members_beyond_the_translations_are_ignored(
    translator: LibreTranslate, translation_server: TranslationServer
) -> None:
    body = {"translatedText": ["vuokra"], "alternatives": [[]], "detectedLanguage": None}
    translation_server.reply = reply_with(200, json.dumps(body).encode())
    assert translator.translate([TEXT], "sv", "fi") == ["vuokra"]


def assert_unavailable(translator: LibreTranslate, url: str) -> None:
    """The call fails with words that tell the caller neither where nor what."""
    with pytest.raises(TranslatorUnavailable) as failure:
        translator.translate([TEXT], "sv", "fi")
    assert failure.value.detail == "Nothing can be translated right now"
    assert failure.value.retry_after_seconds > 0
    assert url.rpartition(":")[2] not in failure.value.detail


@pytest.mark.parametrize("status", [201, 204, 400, 401, 403, 404, 413, 429, 500, 502, 503])
def test_any_status_but_200_is_unavailable(
    translator: LibreTranslate, translation_server: TranslationServer, status: int
) -> None:
    translation_server.reply = reply_with(status, b"" if status == 204 else answer("vuokra"))
    assert_unavailable(translator, translation_server.url)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(
    translator: LibreTranslate, translation_server: TranslationServer, status: int
) -> None:
    elsewhere = f"{translation_server.url}/elsewhere"
    translation_server.reply = reply_with(status, Location=elsewhere)
    assert_unavailable(translator, translation_server.url)
    assert [call.path for call in translation_server.calls] == ["/translate"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"null",
        b"[]",
        b'["vuokra"]',
        b"{}",
        b'{"translatedText": "vuokra"}',
        b'{"translatedText": null}',
        b'{"translatedText": {"0": "vuokra"}}',
        b'{"error": "sv is not supported"}',
        answer(),
        answer("vuokra", "velka"),
        answer(None),
        answer(5),
        answer(True),
        answer(["vuokra"]),
        answer({"text": "vuokra"}),
        b'{"translatedText": ["vuokra"]',
        b'{"translatedText": ["\\ud800"]}',
        b'{"translatedText": ["\xff"]}',
        '{"translatedText": ["vuokra"]}'.encode("utf-16"),
        b"[" * 100_000,
        gzip.compress(answer("vuokra"), mtime=0),
    ],
)
def test_any_other_answer_is_unavailable(
    translator: LibreTranslate, translation_server: TranslationServer, body: bytes
) -> None:
    translation_server.reply = reply_with(200, body)
    assert_unavailable(translator, translation_server.url)


def test_answer_up_to_the_cap_is_read_and_a_larger_one_is_not(
    translator: LibreTranslate, translation_server: TranslationServer
) -> None:
    fitting = "x" * (MAX_ANSWER_BYTES - len(answer("")))
    translation_server.reply = reply_with(200, answer(fitting))
    assert translator.translate([TEXT], "sv", "fi") == [fitting]
    translation_server.reply = reply_with(200, answer(fitting + "x"))
    assert_unavailable(translator, translation_server.url)


def test_packed_answer_is_not_unpacked(
    translator: LibreTranslate, translation_server: TranslationServer
) -> None:
    packed = gzip.compress(answer("vuokra"), mtime=0)
    translation_server.reply = reply_with(200, packed, Content_Encoding="gzip")
    assert_unavailable(translator, translation_server.url)


def never(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
    """No answer at all for as long as anybody waits."""
    time.sleep(2 * TOO_LATE_SECONDS)
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
    """An answer that arrives byte by byte, each in time and the whole far too late."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        time.sleep(2 * TOO_LATE_SECONDS / 200)


def break_off(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
    """Half an answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"translatedText": [')
    handler.close_connection = True


def hang_up(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
    """Not a single byte."""
    handler.close_connection = True


def babble(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
    """Something that is not HTTP."""
    handler.wfile.write(b"220 mail.example.org ESMTP\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("reply", [never, drip, break_off, hang_up, babble])
def test_server_that_fails_us_costs_a_bounded_time(
    impatient: LibreTranslate, translation_server: TranslationServer, reply: Reply
) -> None:
    translation_server.reply = reply
    started = time.monotonic()
    assert_unavailable(impatient, translation_server.url)
    assert time.monotonic() - started < TOO_LATE_SECONDS
    assert len(translation_server.calls) == 1, "a failed request is not repeated"
    translation_server.reply = say_back
    assert impatient.translate([TEXT], "sv", "fi") == [f"{TEXT} (sv → fi)"]


def test_server_that_is_not_there_is_unavailable() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    translator = LibreTranslate(
        url, timeout_seconds=PATIENT_SECONDS, max_calls_at_once=MAX_CALLS_AT_ONCE
    )
    assert_unavailable(translator, url)
    translator.close()


def test_more_calls_than_may_wait_are_turned_away_at_once(
    translation_server: TranslationServer,
) -> None:
    may_go_on = threading.Event()

    def wait(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        may_go_on.wait(PATIENT_SECONDS)
        say_back(handler, body)

    translation_server.reply = wait
    translator = LibreTranslate(
        translation_server.url, timeout_seconds=PATIENT_SECONDS, max_calls_at_once=MAX_CALLS_AT_ONCE
    )
    with ThreadPoolExecutor(MAX_CALLS_AT_ONCE) as threads:
        waiting = [
            threads.submit(translator.translate, [TEXT], "sv", "fi")
            for _ in range(MAX_CALLS_AT_ONCE)
        ]
        translation_server.wait_for_connections(MAX_CALLS_AT_ONCE)
        with pytest.raises(Overloaded):
            translator.translate([TEXT], "sv", "fi")
        may_go_on.set()
        assert [each.result() for each in waiting] == [[f"{TEXT} (sv → fi)"]] * MAX_CALLS_AT_ONCE
    for _ in range(MAX_CALLS_AT_ONCE + 1):
        translator.translate([TEXT], "sv", "fi")
    translator.close()


def test_failed_calls_give_their_place_back(
    translator: LibreTranslate, translation_server: TranslationServer
) -> None:
    translation_server.reply = reply_with(500)
    for _ in range(MAX_CALLS_AT_ONCE + 1):
        assert_unavailable(translator, translation_server.url)


def test_connection_is_kept_for_the_next_call_and_ended_by_close(
    translator: LibreTranslate, translation_server: TranslationServer
) -> None:
    for _ in range(3):
        translator.translate([TEXT], "sv", "fi")
    assert translation_server.open_connections == 1
    translator.close()
    translation_server.wait_for_connections(0)


def test_nothing_is_logged_but_the_status(translation_server: TranslationServer) -> None:
    translator = LibreTranslate(
        translation_server.url,
        api_key=KEY,
        timeout_seconds=PATIENT_SECONDS,
        max_calls_at_once=MAX_CALLS_AT_ONCE,
    )
    with capture_logs() as logs:
        for reply in (reply_with(200, b'["' + TEXT.encode() + b'"]'), reply_with(403, b"{}")):
            translation_server.reply = reply
            assert_unavailable(translator, translation_server.url)
    translator.close()
    assert logs == [{"event": "translator_refused", "status": 403, "log_level": "warning"}]
