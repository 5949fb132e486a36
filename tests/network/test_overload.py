from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from tests.network.bodies import BODIES
from tests.network.network import REDIRECT, TEXT_SEARCH, Network, problem
from tests.running import RATE_LIMIT

AT_ONCE = 16
LONGEST_TEXT = ("vuokra on rästissä, " * 52)[:1024]
"""A search that takes its time, so that others find it at work."""


def until_refused(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """The first 429. Two windows of the counter may share the requests, so twice the limit is enough."""
    for _ in range(2 * RATE_LIMIT + 1):
        response = ask()
        if response.status_code == 429:
            return response
    raise AssertionError(f"{2 * RATE_LIMIT + 1} requests were let through")


def assert_told_to_wait(response: httpx.Response, status: int) -> None:
    problem(response, status)
    assert 1 <= int(response.headers["retry-after"]) <= 60


def test_client_over_its_rate_is_told_to_wait_and_others_are_not(limited: Network) -> None:
    body = BODIES[TEXT_SEARCH]
    assert_told_to_wait(until_refused(lambda: limited.post(TEXT_SEARCH, body, "other")), 429)
    assert limited.post(TEXT_SEARCH, body, "recommend").status_code == 200


def test_address_without_credentials_over_its_rate_is_told_to_wait(limited: Network) -> None:
    assert limited.get(REDIRECT).status_code == 400
    assert_told_to_wait(until_refused(lambda: limited.get(REDIRECT)), 429)
    assert limited.post(TEXT_SEARCH, BODIES[TEXT_SEARCH], "recommend").status_code == 200


def test_request_beyond_the_queue_is_told_to_wait(limited: Network) -> None:
    body = {"search_text": LONGEST_TEXT, "limit": 50}
    together = Barrier(AT_ONCE)

    def ask(_number: int) -> httpx.Response:
        with httpx.Client(base_url=limited.server.url, timeout=30, verify=False) as http:
            together.wait()
            headers = limited.headers("both")
            return http.post(TEXT_SEARCH, json=body, headers=headers)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(ask, range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {200, 503}
    for answer in answers:
        if answer.status_code == 503:
            assert_told_to_wait(answer, 503)
