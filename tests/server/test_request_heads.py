"""What comes before a request: too large, or no HTTP at all. Only a running server can show it."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from app.api.http_protocol import MAX_HEAD_BYTES
from tests.server.processes import TEXT_SEARCH, Server, serving

pytestmark = pytest.mark.slow

MARKER = b"Mxqzv7Kaisa"
LIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
POST = f"POST {TEXT_SEARCH} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n".encode()
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = b'{"search_text": "vuokra", "limit": 1}'
LEEWAY_BYTES = 1024
"""Between what the parser hands on and what was sent, white space included."""


@pytest.fixture(scope="module")
def server(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    copy = tmp_path_factory.mktemp("heads") / "data"
    shutil.copytree(sample_folder, copy)
    with serving(copy, "--dev") as running:
        yield running


def answer_to(server: Server, *parts: bytes) -> bytes:
    """All that comes back until the server hangs up, which it may do with a reset while we send."""
    received = b""
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=30) as caller,
        suppress(ConnectionError),
    ):
        for part in parts:
            caller.sendall(part)
        while chunk := caller.recv(65_536):
            received += chunk
    return received


def problem(answer: bytes, status: int) -> dict[str, object]:
    """The answer is one problem that ends the connection and repeats nothing."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    assert lines[0].startswith(f"http/1.1 {status} ".encode()), head
    assert b"content-type: application/problem+json" in lines
    assert b"content-length: %d" % len(body) in lines
    assert b"connection: close" in lines
    assert b"x-content-type-options: nosniff" in lines
    assert MARKER not in answer
    found: dict[str, object] = json.loads(body)
    assert list(found) == ["type", "title", "status", "code", "detail", "errors"]
    assert found["status"] == status
    return found


def headers(byte_count: int, each: int = 1000) -> bytes:
    """Lines of so many bytes together."""
    lines = [b"X-%d: %b\r\n" % (number, b"x" * each) for number in range(byte_count // each + 1)]
    return b"".join(lines)[: byte_count - 2] + b"\r\n"


@pytest.mark.parametrize("each", [10, 1000, 100_000])
def test_headers_up_to_the_limit_are_read(server: Server, each: int) -> None:
    head = LIVE + b"Connection: close\r\n"
    rest = headers(MAX_HEAD_BYTES - len(head) - LEEWAY_BYTES, each)
    assert answer_to(server, head + rest + b"\r\n").startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([LIVE + headers(MAX_HEAD_BYTES) + b"\r\n"], id="at once"),
        pytest.param([LIVE, *[headers(8000)] * 5, b"\r\n"], id="in parts"),
        pytest.param([LIVE + b"X: ", *[b"x" * 8000] * 100], id="header that does not end"),
        pytest.param([LIVE, *[b"x" * 8000] * 100], id="name that does not end"),
        pytest.param([b"GET /?a=" + b"x" * MAX_HEAD_BYTES + b" HTTP/1.1\r\n\r\n"], id="address"),
        pytest.param([b"GET /", *[b"x" * 8000] * 100], id="address that does not end"),
        pytest.param([POST + headers(200_000), b"\r\n", BODY], id="before a body"),
    ],
)
def test_headers_over_the_limit_are_a_431_problem_and_hung_up_on(
    server: Server, parts: list[bytes]
) -> None:
    assert problem(answer_to(server, *parts), 431)["code"] == "headers-too-large"


def test_headers_over_the_limit_after_an_answered_request_are_a_431_problem(
    server: Server,
) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as caller:
        caller.sendall(LIVE + b"\r\n")
        answer = b""
        while not answer.endswith(b"}"):
            answer += caller.recv(4096)
        caller.sendall(LIVE + headers(MAX_HEAD_BYTES) + b"\r\n")
        problem(caller.recv(65_536), 431)
        assert caller.recv(1) == b""


def test_caller_who_goes_on_sending_gets_the_answer_and_takes_no_memory(server: Server) -> None:
    before = memory_bytes(server)
    answer = answer_to(server, LIVE, *[headers(8000)] * 5000, b"\r\n")
    problem(answer, 431)
    assert memory_bytes(server) - before < 10_000_000
    assert httpx.get(f"{server.url}/health/live", timeout=30).status_code == 200


def memory_bytes(server: Server) -> int:
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("The system does not tell how much memory a process has")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize(
    "trailers", [[headers(200_000)], [b"X: ", *[b"x" * 8000] * 100], [headers(8000)] * 10]
)
def test_trailers_over_the_limit_are_hung_up_on(server: Server, trailers: list[bytes]) -> None:
    assert answer_to(server, CHUNKED + b"1\r\n{\r\n0\r\n", *trailers) == b""


def test_body_is_no_head_however_it_is_cut(server: Server) -> None:
    body = BODY.ljust(60_000)
    chunks = [b"1\r\n%c\r\n" % byte for byte in body] + [b"0\r\n\r\n"]
    whole = [b"Content-Length: %d\r\n\r\n" % len(body), body]
    for sent in ([CHUNKED, *chunks], [CHUNKED + b"".join(chunks)], [POST, *whole]):
        sent[0] = sent[0].replace(b"Host: a", b"Host: a\r\nConnection: close", 1)
        assert answer_to(server, b"".join(sent)).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "sent",
    [
        MARKER,
        b"\x16\x03\x01\x02\x00\x01\x00" + MARKER,
        b"GET /" + MARKER + b" HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + MARKER + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: \x00" + MARKER + b"\r\n\r\n",
        POST + b"Content-Length: " + MARKER + b"\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_400_problem_that_repeats_nothing(server: Server, sent: bytes) -> None:
    assert problem(answer_to(server, sent), 400)["code"] == "invalid-request"


def test_broken_request_behind_one_under_way_is_not_answered_in_its_place(server: Server) -> None:
    waiting = POST + b"Content-Length: 100\r\n\r\n" + BODY.ljust(100)
    assert b"problem+json" not in answer_to(server, waiting + MARKER + b"\r\n\r\n")
