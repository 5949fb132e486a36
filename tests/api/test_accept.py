import time

import pytest

from app.api.accept import prefers

LINKED, PLAIN = "application/ld+json", "application/json"


@pytest.mark.parametrize(
    "accept",
    [
        LINKED,
        "Application/LD+JSON",
        f'{LINKED};profile="http://www.w3.org/ns/json-ld#expanded, compacted"',
        f"{LINKED}, */*",
        f"*/*;q=0.8, {LINKED};q=0.9",
        f"{PLAIN};q=0.5, {LINKED}; q=0.5",
        f"application/*;q=0.2,{LINKED};q=0.300",
        f"text/turtle, {LINKED};q=0.1",
    ],
)
def test_type_asked_for_by_name_is_preferred(accept: str) -> None:
    assert prefers(accept, LINKED, PLAIN)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/*",
        "text/html",
        PLAIN,
        f"{LINKED};q=0",
        f"{LINKED};q=0, */*;q=0",
        f"{PLAIN}, {LINKED};q=0.9",
        f"{LINKED};q=0.5, */*",
        f"{LINKED};q=nan",
        f"{LINKED};q=1.5",
        f"{LINKED};q=",
        f'text/plain;note="{LINKED}, {LINKED}"',
        f"{LINKED}x, x{LINKED}",
        ";;,,=;q=1",
    ],
)
def test_anything_else_gets_the_default(accept: str) -> None:
    assert not prefers(accept, LINKED, PLAIN)


@pytest.mark.parametrize("piece", ['"', '"\\', '\\"', "a;", "a,", ";q=0", " "])
def test_long_header_is_read_in_no_time(piece: str) -> None:
    started = time.thread_time()
    prefers(piece * (32 * 1024 // len(piece)), LINKED, PLAIN)
    assert time.thread_time() - started < 1
