"""When the Python clients ask again, and what they make of answers that are none of ours."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from revontuli_client import (
    ConnectionFailed,
    NotFound,
    NotSendable,
    Refused,
    TooManyRequests,
    Unavailable,
    UnexpectedAnswer,
)
from tests.client.both import KINDS, ask

pytestmark = pytest.mark.parametrize("kind", KINDS)

BUSY = {"code": "overloaded", "detail": "Too many requests wait"}
LIST = {"target_groups": []}


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which takes time."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(asyncio, "sleep", pause)
    return pauses


def answering(*responses: httpx.Response | Exception) -> tuple[dict[str, Any], list[httpx.Request]]:
    """Options of a client whose service gives these answers in turn, and what it was asked."""
    turn: Iterator[httpx.Response | Exception] = iter(responses)
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        answer = next(turn)
        if isinstance(answer, Exception):
            raise answer
        return answer

    options = {"base_url": "http://service.test/prefix", "transport": httpx.MockTransport(handle)}
    return options, asked


def refused(status: int, retry_after: str | None = "1") -> httpx.Response:
    headers = {"Retry-After": retry_after} if retry_after is not None else {}
    return httpx.Response(status, json={**BUSY, "status": status}, headers=headers)


def test_reading_is_asked_again_after_the_pause_wanted(kind: str, waited: list[float]) -> None:
    options, asked = answering(refused(503, "3"), refused(429, "2"), httpx.Response(200, json=LIST))
    assert ask(kind, options, "target_groups").target_groups == ()
    assert waited == [3.0, 2.0]
    assert [request.url.path for request in asked] == ["/prefix/target_groups"] * 3


def test_retries_end(kind: str, waited: list[float]) -> None:
    options, asked = answering(*(refused(503, None) for _ in range(4)))
    with pytest.raises(Unavailable) as caught:
        ask(kind, options, "target_groups")
    assert caught.value.code == "overloaded"
    assert len(asked) == 3
    assert waited == [1.0, 2.0]


def test_too_long_a_pause_is_left_to_the_caller(kind: str, waited: list[float]) -> None:
    options, asked = answering(refused(429, "30"))
    with pytest.raises(TooManyRequests) as caught:
        ask(kind, options, "target_groups")
    assert caught.value.retry_after_seconds == 30
    assert (len(asked), waited) == (1, [])


def test_what_may_have_been_stored_is_not_sent_twice(kind: str) -> None:
    options, asked = answering(refused(503))
    with pytest.raises(Unavailable):
        ask(kind, options, "text_search", "vuokra")
    assert len(asked) == 1


def test_what_was_refused_unread_is_sent_again(kind: str) -> None:
    answer = {"auroraai_recommendation_id": 1, "recommended_services": []}
    options, asked = answering(refused(429), httpx.Response(200, json=answer))
    assert ask(kind, options, "text_search", "vuokra").auroraai_recommendation_id == 1
    assert [request.read() for request in asked] == [b'{"search_text":"vuokra"}'] * 2


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (502, {"text": "<html>Bad Gateway</html>"}, Refused),
        (404, {"json": ["x"]}, NotFound),
        (404, {"json": {"errors": [1, {"pointer": 2}]}}, NotFound),
        (503, {"headers": [(b"Retry-After", b"\xb2")]}, Unavailable),
        (302, {"headers": {"Location": "http://elsewhere.test"}}, Refused),
        (200, {"text": "<html>"}, UnexpectedAnswer),
        (200, {"json": {"target_groups": [1]}}, UnexpectedAnswer),
    ],
)
def test_any_other_answer_is_one_of_our_errors(
    kind: str, status: int, answer: dict[str, Any], error: type[Exception]
) -> None:
    options, _asked = answering(httpx.Response(status, **answer))
    with pytest.raises(error):
        ask(kind, {**options, "max_retries": 0}, "target_groups")


def test_lost_answer_is_a_failed_connection(kind: str) -> None:
    options, asked = answering(httpx.ReadTimeout("slow"))
    with pytest.raises(ConnectionFailed, match="ReadTimeout"):
        ask(kind, options, "target_groups")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("operation", "arguments", "named"),
    [
        ("service_packages", (), {"life_situation": "\ud800"}),
        ("recommend_service", (), {"life_situation_meters": {"finance": [float("nan")]}}),
        ("service", ("\udfff",), {}),
        ("read_attributes", ("\ud800",), {}),
        ("similar_services", ("x" * 70_000,), {}),
    ],
)
def test_what_cannot_be_written_is_not_sent(
    kind: str, operation: str, arguments: tuple[str, ...], named: dict[str, Any]
) -> None:
    options, asked = answering()
    with pytest.raises(NotSendable):
        ask(kind, options, operation, *arguments, **named)
    assert asked == []


def test_feedback_without_scores_of_services_sends_none(kind: str) -> None:
    options, asked = answering(httpx.Response(200, text="OK"))
    ask(kind, options, "recommendation_feedback", 7, feedback_score=1)
    assert asked[0].read() == b'{"auroraai_recommendation_id":7,"feedback_score":1}'


def test_package_is_read_and_nothing_null_is_sent(kind: str) -> None:
    answer = {
        "auroraai_recommendation_id": 1,
        "urgent": True,
        "emergency_number": "112",
        "needs": [],
        "life_events": [{"life_event": "divorce", "codes": ["KE7"], "name": "Avioero", "confidence": 1}],
        "next_needs": [],
    }  # fmt: skip
    options, asked = answering(httpx.Response(200, json=answer))
    package = ask(kind, options, "service_packages", life_situation="ero", limit=2)
    assert (package.emergency_number, package.life_events[0].confidence) == ("112", 1.0)
    assert asked[0].url.path == "/prefix/service_packages"
    assert asked[0].read() == b'{"life_situation":"ero","limit":2}'


def test_secret_is_in_no_representation(kind: str) -> None:
    options, _asked = answering(httpx.ConnectError("refused"))
    with pytest.raises(ConnectionFailed) as caught:
        ask(kind, {**options, "client_id": "a", "client_secret": "hidden"}, "life_events")
    assert "hidden" not in repr(caught.value)
