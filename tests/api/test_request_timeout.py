"""Nobody waits longer than the time limit, neither for the service nor the service for a caller."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.api.request_timeout import RequestTimeout, is_abandoned
from app.main import create_app
from app.settings import Settings
from tests.api.asking import RECOMMEND_SERVICE, TEXT, TEXT_SEARCH, assert_problem

BODY = {"search_text": TEXT}
PATIENCE_SECONDS = 20.0
START = {"type": "http.response.start", "status": 200, "headers": []}
END = {"type": "http.response.body", "body": b"ready", "more_body": False}
WHOLE_BODY = {"type": "http.request", "body": b"{}", "more_body": False}

Application = Callable[[Scope, Receive, Send], Any]


def answers_of(
    application: Application, *, seconds: float, receive: Receive | None = None
) -> list[Message]:
    """What leaves while one request is served with so many seconds to answer."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def body() -> Message:
        return dict(WHOLE_BODY)

    scope = {
        "type": "http",
        "method": "POST",
        "headers": [],
        "state": {"request_timeout_seconds": seconds},
    }
    asyncio.run(RequestTimeout(application)(scope, receive or body, send))
    return sent


async def quick(_scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(START)
    await send(END)


async def hanging(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    while not is_abandoned(scope):
        await asyncio.sleep(0.001)
    await send(START)
    await send(END)


async def slow_to_end(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(START)
    await asyncio.sleep(1.5)
    assert not is_abandoned(scope)
    await send(END)


def test_answer_in_time_passes_as_it_is() -> None:
    assert answers_of(quick, seconds=60) == [START, END]


def test_late_answer_is_replaced_by_one_503_and_thrown_away() -> None:
    start, end = answers_of(hanging, seconds=0.02)
    assert start["status"] == 503
    assert (b"retry-after", b"5") in start["headers"]
    assert not any(name == b"connection" for name, _ in start["headers"])
    assert b"took-too-long" in end["body"]


def test_answer_that_has_begun_may_take_its_time() -> None:
    assert answers_of(slow_to_end, seconds=1) == [START, END]


def test_caller_who_does_not_finish_the_body_gets_a_408_and_the_connection_closes() -> None:
    class Caller:
        def __init__(self) -> None:
            self.messages = [{"type": "http.request", "body": b"{", "more_body": True}]

        async def __call__(self) -> Message:
            if self.messages:
                return self.messages.pop()
            await asyncio.sleep(0.1)
            return {"type": "http.disconnect"}

    async def reading(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    start, end = answers_of(reading, seconds=0.02, receive=Caller())
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert b"request-too-slow" in end["body"]


def test_work_that_waits_for_the_caller_to_hang_up_is_slow_itself() -> None:
    hung_up = False

    async def receive() -> Message:
        nonlocal hung_up
        if hung_up:
            await asyncio.sleep(0.1)
            return {"type": "http.disconnect"}
        hung_up = True
        return dict(WHOLE_BODY)

    async def listening(_scope: Scope, receive: Receive, _send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    start, _ = answers_of(listening, seconds=0.02, receive=receive)
    assert start["status"] == 503


def test_failure_in_time_is_passed_on() -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answers_of(failing, seconds=60)


@pytest.fixture
def hurried_api(sample_settings: Settings) -> Iterator[TestClient]:
    """The service with one place for work, nobody waiting, and a second for an answer."""
    settings = sample_settings.model_copy(
        update={"max_concurrent_requests": 1, "max_waiting_requests": 0}
    )
    with TestClient(create_app(settings)) as client:
        client.app_state["request_timeout_seconds"] = 1
        yield client


def test_hanging_work_is_a_503_problem_in_time_and_keeps_its_place_until_it_ends(
    hurried_api: TestClient, service_log: Callable[[], str]
) -> None:
    has_begun, may_end = Event(), Event()

    def hang(*_args: object, **_fields: object) -> Any:
        has_begun.set()
        assert may_end.wait(PATIENCE_SECONDS)
        raise ZeroDivisionError

    container = hurried_api.app_state["container"]
    hurried_api.app_state["container"] = replace(container, text_search=hang)
    lane = hurried_api.app_state["lanes"].work
    answer = answered_meanwhile(hurried_api, may_end, lambda: lane._places.locked())
    assert assert_problem(answer, 503)["code"] == "took-too-long"
    assert answer.headers["retry-after"] == "5"
    assert has_begun.is_set()
    hurried_api.app_state["request_timeout_seconds"] = 20
    again = hurried_api.post(RECOMMEND_SERVICE, json={"life_situation": TEXT})
    assert again.status_code == 200
    assert "ZeroDivisionError" in service_log()


def answered_meanwhile(api: TestClient, may_end: Event, is_held: Callable[[], bool]) -> Any:
    """The answer to a request whose work ends only after the answer has left; checks that it held its place then."""
    sent_at: list[bool] = []

    def end() -> None:
        sent_at.append(is_held())
        may_end.set()

    with on_answer(end):
        started = time.monotonic()
        response = api.post(TEXT_SEARCH, json=BODY)
    assert 0.99 <= time.monotonic() - started < PATIENCE_SECONDS
    assert sent_at == [True]
    return response


@contextmanager
def on_answer(act: Callable[[], object]) -> Iterator[None]:
    """Act, in the event loop, as soon as an answer has left."""
    serve = RequestTimeout.__call__

    async def watched(self: RequestTimeout, scope: Scope, receive: Receive, send: Send) -> None:
        async def noting(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                act()

        await serve(self, scope, receive, noting)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RequestTimeout, "__call__", watched)
        yield


def test_request_whose_time_is_over_while_it_waits_is_never_worked_on(
    sample_settings: Settings,
) -> None:
    settings = sample_settings.model_copy(update={"max_concurrent_requests": 1})
    with TestClient(create_app(settings)) as api:
        api.app_state["request_timeout_seconds"] = 0.2
        lane = api.app_state["lanes"].work
        assert api.portal is not None
        api.portal.call(lane._places.acquire)
        worked: list[object] = []

        def work(*arguments: object, **_fields: object) -> Any:
            worked.append(arguments)

        container = api.app_state["container"]
        api.app_state["container"] = replace(container, text_search=work)
        with on_answer(lane._places.release):
            response = api.post(TEXT_SEARCH, json=BODY)
        assert assert_problem(response, 503)["code"] == "took-too-long"
        assert worked == []
