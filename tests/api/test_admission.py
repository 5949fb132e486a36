"""A process works on so many requests at once, lets so many wait, and refuses the rest at once."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from anyio.to_thread import current_default_thread_limiter
from fastapi.testclient import TestClient
from httpx2 import Response

from app.api.admission import OPERATIONS_AT_ONCE, Lane
from app.api.failed_attempts import FailedAttempts
from app.api.middleware import BodyLimit
from app.errors import Overloaded
from app.main import create_app
from app.settings import Settings
from tests.api.asking import RECOMMEND_SERVICE, TEXT, TEXT_SEARCH, assert_problem

BODY = {"search_text": TEXT}
PATIENCE_SECONDS = 20.0


async def turns(count: int = 5) -> None:
    """Let every task go on as far as it can."""
    for _ in range(count):
        await asyncio.sleep(0)


class Visitor:
    """A task that stays in a lane until told to leave."""

    def __init__(self, lane: Lane) -> None:
        self.is_inside = False
        self._may_leave = asyncio.Event()
        self.task = asyncio.create_task(self._visit(lane))

    async def _visit(self, lane: Lane) -> None:
        async with lane.place():
            self.is_inside = True
            await self._may_leave.wait()
        self.is_inside = False

    async def leave(self) -> None:
        self._may_leave.set()
        await self.task
        await turns()


def test_lane_lets_in_refuses_and_lets_in_again_in_turn() -> None:
    async def scenario() -> None:
        lane = Lane(max_concurrent=2, max_waiting=2)
        visitors = [Visitor(lane) for _ in range(4)]
        await turns()
        assert [each.is_inside for each in visitors] == [True, True, False, False]
        with pytest.raises(Overloaded):
            await Visitor(lane).task
        await visitors[1].leave()
        assert [each.is_inside for each in visitors] == [True, False, True, False]
        late = Visitor(lane)
        await turns()
        assert not late.is_inside
        for visitor in (visitors[0], visitors[2], visitors[3], late):
            assert visitor.is_inside
            await visitor.leave()

    asyncio.run(scenario())


def test_lane_without_waiting_room_refuses_what_finds_no_place() -> None:
    async def scenario() -> None:
        lane = Lane(max_concurrent=1, max_waiting=0)
        first = Visitor(lane)
        await turns()
        with pytest.raises(Overloaded):
            await Visitor(lane).task
        await first.leave()
        second = Visitor(lane)
        await turns()
        assert second.is_inside
        await second.leave()

    asyncio.run(scenario())


def test_lane_gets_back_the_place_of_a_failure_and_of_who_stops_waiting() -> None:
    async def scenario() -> None:
        lane = Lane(max_concurrent=1, max_waiting=1)
        with pytest.raises(ZeroDivisionError):
            async with lane.place():
                raise ZeroDivisionError
        first, impatient = Visitor(lane), Visitor(lane)
        await turns()
        impatient.task.cancel()
        await turns()
        patient = Visitor(lane)
        await turns()
        await first.leave()
        assert patient.is_inside
        await patient.leave()

    asyncio.run(scenario())


@pytest.fixture
def narrow_api(sample_settings: Settings) -> Iterator[TestClient]:
    """The service with two places for work and one to wait."""
    settings = sample_settings.model_copy(
        update={"max_concurrent_requests": 2, "max_waiting_requests": 1}
    )
    with TestClient(create_app(settings)) as client:
        yield client


class Work:
    """Stands for text_search: begins, and goes on until told to end."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_end = Event()

    def __call__(self, *_args: object, **_fields: object) -> Any:
        self.begun += 1
        assert self.may_end.wait(PATIENCE_SECONDS)
        raise Overloaded("as an answer that is quick to build")


def until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def waiting_in(lane: Lane) -> int:
    return lane._waiting


@contextmanager
def asked(api: TestClient, times: int) -> Iterator[tuple[Work, list[Future[Response]]]]:
    """So many text_searches under way, whose work goes on until the block ends or lets it end."""
    work = Work()
    api.app_state["container"] = replace(api.app_state["container"], text_search=work)
    with ThreadPoolExecutor(times) as threads:
        answers = [threads.submit(api.post, TEXT_SEARCH, json=BODY) for _ in range(times)]
        try:
            yield work, answers
        finally:
            work.may_end.set()


def test_request_beyond_the_queue_is_a_503_problem_at_once(narrow_api: TestClient) -> None:
    lane = narrow_api.app_state["lanes"].work
    with asked(narrow_api, 3) as (work, answers):
        until(lambda: work.begun == 2 and waiting_in(lane) == 1)
        response = narrow_api.post(RECOMMEND_SERVICE, json={"life_situation": TEXT})
        assert assert_problem(response, 503)["code"] == "overloaded"
        assert response.headers["retry-after"] == "1"
        assert_problem(narrow_api.get("/no-such-page"), 503)
        assert work.begun == 2
    assert work.begun == 3
    assert {answer.result().json()["detail"] for answer in answers} == {
        "as an answer that is quick to build"
    }
    again = narrow_api.post(RECOMMEND_SERVICE, json={"life_situation": TEXT})
    assert again.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/health/live",
        "/health/ready",
        "/service-recommender/healthcheck/",
        "/docs",
        "/openapi.json",
        "/openapi-3.0.json",
        "/metrics",
    ],
)
def test_health_and_documentation_answer_while_the_queue_is_full(
    narrow_api: TestClient, path: str
) -> None:
    lane = narrow_api.app_state["lanes"].work
    with asked(narrow_api, 3) as (work, _):
        until(lambda: work.begun == 2 and waiting_in(lane) == 1)
        assert narrow_api.get(path).status_code == 200
        assert not work.may_end.is_set()


def test_health_answers_below_a_path_prefix_while_the_queue_is_full(
    sample_settings: Settings,
) -> None:
    settings = sample_settings.model_copy(
        update={
            "public_base_url": "https://example.fi/palvelut",
            "max_concurrent_requests": 1,
            "max_waiting_requests": 0,
        }
    )
    with TestClient(create_app(settings)) as api, asked(api, 1) as (work, _):
        until(lambda: work.begun == 1)
        assert_problem(api.get("/palvelut/services/x"), 503)
        assert api.get("/palvelut/health/live").status_code == 200
        assert api.get("/health/live").status_code == 200


def test_health_checks_are_bounded_in_a_lane_of_their_own(narrow_api: TestClient) -> None:
    operations = Lane(max_concurrent=1, max_waiting=0)
    lanes = narrow_api.app_state["lanes"]
    narrow_api.app_state["lanes"] = replace(lanes, operations=operations)
    assert narrow_api.get("/health/live").status_code == 200
    assert narrow_api.portal is not None
    narrow_api.portal.call(operations._places.acquire)
    assert_problem(narrow_api.get("/health/live"), 503)
    assert narrow_api.post(TEXT_SEARCH, json=BODY).status_code == 200


def test_every_place_has_a_thread(narrow_api: TestClient) -> None:
    async def threads() -> float:
        return current_default_thread_limiter().total_tokens

    assert narrow_api.portal is not None
    assert narrow_api.portal.call(threads) == 2 + OPERATIONS_AT_ONCE


def test_refusal_of_wrong_credentials_waits_without_a_place(sample_settings: Settings) -> None:
    settings = sample_settings.model_copy(
        update={"require_auth": True, "max_concurrent_requests": 1, "max_waiting_requests": 0}
    )
    is_waiting = Event()
    may_leave = Event()

    async def sleep(_seconds: float) -> None:
        is_waiting.set()
        await asyncio.to_thread(may_leave.wait, PATIENCE_SECONDS)

    with TestClient(create_app(settings)) as api, ThreadPoolExecutor(1) as threads:
        api.app_state["failed_attempts"] = FailedAttempts(free_failures=0, sleep=sleep)
        wrong = {"Authorization": "Basic d3Jvbmc6d3Jvbmc="}
        refusal = threads.submit(api.post, TEXT_SEARCH, json=BODY, headers=wrong)
        assert is_waiting.wait(PATIENCE_SECONDS)
        assert_problem(api.post(TEXT_SEARCH, json=BODY), 401)
        assert not refusal.done()
        may_leave.set()
        assert_problem(refusal.result(), 401)


def test_bodies_under_way_are_bounded_until_they_are_complete() -> None:
    async def scenario() -> None:
        rest = asyncio.Event()
        reached: list[str] = []
        statuses: list[int] = []

        async def application(scope: Any, _receive: Any, _send: Any) -> None:
            reached.append(scope["path"])

        async def slow() -> dict[str, Any]:
            await rest.wait()
            return {"type": "http.request", "body": b"{}", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        limit = BodyLimit(application, max_bodies_under_way=1)
        scope = {"type": "http", "method": "POST", "headers": []}
        first = asyncio.create_task(limit({**scope, "path": "/first"}, slow, send))
        await turns()
        await limit({**scope, "path": "/second"}, slow, send)
        assert statuses == [503]
        await limit({**scope, "path": "/without-body", "method": "GET"}, slow, send)
        rest.set()
        await first
        await limit({**scope, "path": "/third"}, slow, send)
        assert reached == ["/without-body", "/first", "/third"]
        assert statuses == [503]

    asyncio.run(scenario())
