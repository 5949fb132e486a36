"""Guessing credentials gets slower and slower; a right secret never waits."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.api.failed_attempts import FailedAttempts
from app.errors import TooManyRequests
from app.usecases.api_clients import ApiClients
from tests.api.asking import TEXT, TEXT_SEARCH, assert_problem

HOME, OFFICE = "192.0.2.7", "192.0.2.8"
BODY = {"search_text": TEXT}


class Time:
    """A clock that only sleeping moves; remembers how long each sleep was."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def attempts(time: Time) -> FailedAttempts:
    return FailedAttempts(max_networks=3, monotonic=time.monotonic, sleep=time.sleep)


def fail(attempts: FailedAttempts, network: str = HOME, times: int = 1) -> None:
    for _ in range(times):
        asyncio.run(attempts.slow_down(network))


def test_ten_failures_are_free_and_further_ones_wait_twice_as_long_each(
    attempts: FailedAttempts, time: Time
) -> None:
    fail(attempts, times=10)
    assert time.slept == []
    fail(attempts, times=8)
    assert time.slept == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0])


def test_longest_wait_holds_however_many_fail(attempts: FailedAttempts, time: Time) -> None:
    fail(attempts, times=2_000)
    assert max(time.slept) == 2.0


def test_networks_fail_apart(attempts: FailedAttempts, time: Time) -> None:
    fail(attempts, HOME, times=11)
    fail(attempts, OFFICE, times=10)
    assert len(time.slept) == 1


def test_failures_are_forgotten_a_minute_after_the_last(
    attempts: FailedAttempts, time: Time
) -> None:
    fail(attempts, times=10)
    time.now += 59.9
    fail(attempts)
    assert len(time.slept) == 1
    time.now += 60
    fail(attempts, times=10)
    assert len(time.slept) == 1


def test_address_is_not_kept_once_it_is_forgotten(attempts: FailedAttempts, time: Time) -> None:
    fail(attempts, HOME)
    time.now += 60
    fail(attempts, OFFICE)
    assert list(attempts._failures) == [OFFICE]


def test_oldest_network_is_forgotten_first(attempts: FailedAttempts, time: Time) -> None:
    for network in ("a", "b", "c"):
        fail(attempts, network, times=10)
    fail(attempts, "a")
    fail(attempts, "d")
    time.slept.clear()
    fail(attempts, "a")
    assert len(time.slept) == 1
    fail(attempts, "b")
    assert len(time.slept) == 1


def test_refusal_is_not_slowed_but_replaced_when_too_many_wait() -> None:
    async def scenario() -> None:
        may_leave = asyncio.Event()

        async def sleep(_seconds: float) -> None:
            await may_leave.wait()

        attempts = FailedAttempts(free_failures=0, max_waiting=2, sleep=sleep)
        waiting = [asyncio.create_task(attempts.slow_down(HOME)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyRequests) as refusal:
            await attempts.slow_down(OFFICE)
        assert refusal.value.retry_after_seconds == 2
        may_leave.set()
        await asyncio.gather(*waiting)
        await attempts.slow_down(OFFICE)

    asyncio.run(scenario())


def basic(client_id: str, client_secret: str) -> dict[str, str]:
    pair = f"{client_id}:{client_secret}"
    return {"Authorization": "Basic " + b64encode(pair.encode()).decode()}


WRONG = basic("ffffffffffffffff", "wrong")


@pytest.fixture
def watched_api(secured_api: TestClient, time: Time) -> Iterator[TestClient]:
    """The service with usual patience, whose waiting takes no time."""
    patient = secured_api.app_state["failed_attempts"]
    secured_api.app_state["failed_attempts"] = FailedAttempts(
        monotonic=time.monotonic, sleep=time.sleep
    )
    yield secured_api
    secured_api.app_state["failed_attempts"] = patient


def test_wrong_credentials_are_challenged_more_slowly(watched_api: TestClient, time: Time) -> None:
    for _ in range(12):
        response = watched_api.post(TEXT_SEARCH, json=BODY, headers=WRONG)
        assert_problem(response, 401)
        assert response.headers["www-authenticate"].startswith("Basic ")
    assert time.slept == pytest.approx([0.1, 0.2])


def test_missing_credentials_are_no_failed_attempt(watched_api: TestClient, time: Time) -> None:
    for _ in range(12):
        assert_problem(watched_api.post(TEXT_SEARCH, json=BODY), 401)
    assert time.slept == []


def test_right_secret_is_answered_at_once_whoever_failed_before(
    watched_api: TestClient, time: Time, api_clients: ApiClients
) -> None:
    issued = api_clients.add_client("Botti", "Oulun kaupunki")
    right = basic(issued.client.client_id, issued.client_secret)
    for _ in range(15):
        watched_api.post(TEXT_SEARCH, json=BODY, headers=WRONG)
    slept = len(time.slept)
    assert watched_api.post(TEXT_SEARCH, json=BODY, headers=right).status_code == 200
    assert watched_api.post(TEXT_SEARCH, json={}, headers=right).status_code == 400
    assert len(time.slept) == slept == 5


def test_refusal_gives_way_to_a_429_problem_when_too_many_wait(watched_api: TestClient) -> None:
    watched_api.app_state["failed_attempts"] = FailedAttempts(free_failures=0, max_waiting=0)
    response = watched_api.post(TEXT_SEARCH, json=BODY, headers=WRONG)
    assert assert_problem(response, 429)["code"] == "too-many-requests"
    assert response.headers["retry-after"] == "2"
    assert "www-authenticate" not in response.headers
