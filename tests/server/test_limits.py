"""Limits that only a running server can show: several processes, real sockets, a proxy's word."""

import shutil
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.server.processes import TEXT_SEARCH, Server, serving

pytestmark = pytest.mark.slow

REDIRECT = "/service-recommender/v1/redirect"
MINUTE_SECONDS = 60
PATIENCE_SECONDS = 20.0
HEADERS = f"POST {TEXT_SEARCH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def data_dir(sample_folder: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the sample catalogue and its index."""
    copy = tmp_path / "data"
    shutil.copytree(sample_folder, copy)
    return copy


def wait_for_room_in_this_minute(seconds: float) -> None:
    """Return at once, or at the beginning of the next minute where less than so much is left of this one."""
    left = MINUTE_SECONDS - time.time() % MINUTE_SECONDS
    if left < seconds:
        time.sleep(left)


def test_two_workers_share_one_limit(data_dir: Path) -> None:
    def status(_number: int) -> int:
        """On a connection of its own, so that either process may get it."""
        return httpx.get(f"{server.url}{REDIRECT}", timeout=30).status_code

    with serving(data_dir, "--workers", "2", RATE_LIMIT_PER_MINUTE="20") as server:
        server.wait_until_all_are_ready(workers=2)
        wait_for_room_in_this_minute(20)
        with ThreadPoolExecutor(4) as threads:
            assert Counter(threads.map(status, range(60))) == {400: 20, 429: 40}


def statuses_from(server: Server, addresses: list[str]) -> list[int]:
    """What redirect answers to a proxy that speaks for each address in turn."""
    wait_for_room_in_this_minute(10)
    return [
        httpx.get(
            f"{server.url}{REDIRECT}", headers={"X-Forwarded-For": address}, timeout=30
        ).status_code
        for address in addresses
    ]


@pytest.mark.parametrize(
    ("trusted_proxy", "statuses"), [("127.0.0.1", [400, 400, 429]), ("192.0.2.1", [400, 429, 429])]
)
def test_address_is_the_forwarded_one_only_from_a_trusted_proxy(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, trusted_proxy: str, statuses: list[int]
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", trusted_proxy)
    with serving(data_dir, RATE_LIMIT_PER_MINUTE="1") as server:
        addresses = ["198.51.100.7", "198.51.100.8", "198.51.100.7"]
        assert statuses_from(server, addresses) == statuses


@pytest.fixture(scope="module")
def hasty_server(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that gives everything one second."""
    copy = tmp_path_factory.mktemp("hasty") / "data"
    shutil.copytree(sample_folder, copy)
    with serving(copy, "--dev", REQUEST_TIMEOUT_SECONDS="1") as server:
        yield server


def connection(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def ask_whether_it_lives(caller: socket.socket) -> None:
    """One whole request and its answer; the connection stays open."""
    caller.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answer = b""
    while not answer.endswith(b"}"):
        answer += caller.recv(4096)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")


def received_until_hung_up(caller: socket.socket) -> bytes:
    """What comes back before the server closes the connection."""
    received = b""
    while chunk := caller.recv(4096):
        received += chunk
    return received


@contextmanager
def lasting_about_a_second() -> Iterator[None]:
    """At least that, counted from before the server could begin to, whose timers know milliseconds."""
    started = time.monotonic()
    yield
    assert 0.99 <= time.monotonic() - started < PATIENCE_SECONDS


def test_body_that_is_not_finished_in_time_is_a_408_problem_and_hung_up_on(
    hasty_server: Server,
) -> None:
    with lasting_about_a_second(), connection(hasty_server) as caller:
        caller.sendall(f"{HEADERS}Content-Length: 100\r\n\r\n{{".encode())
        answer = received_until_hung_up(caller)
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"application/problem+json" in answer
    assert b"x-request-id" in answer
    assert httpx.get(f"{hasty_server.url}/health/live", timeout=30).status_code == 200


@pytest.mark.parametrize("beginning", ["", "POST", HEADERS])
@pytest.mark.parametrize("requests_before", [0, 1])
def test_headers_that_are_not_finished_in_time_are_hung_up_on(
    hasty_server: Server, beginning: str, requests_before: int
) -> None:
    with lasting_about_a_second(), connection(hasty_server) as caller:
        for _ in range(requests_before):
            ask_whether_it_lives(caller)
        caller.sendall((beginning or "G" * requests_before).encode())
        assert received_until_hung_up(caller) == b""


def test_connection_stays_open_between_requests(hasty_server: Server) -> None:
    with connection(hasty_server) as caller:
        for _ in range(2):
            ask_whether_it_lives(caller)
            time.sleep(1.5)
        ask_whether_it_lives(caller)
