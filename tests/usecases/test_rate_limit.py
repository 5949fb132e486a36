import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from app.errors import DatabaseUnavailable, TooManyRequests
from app.storage.database import Database, Stores
from app.storage.tables.running import request_counts
from app.usecases.rate_limit import (
    Caller,
    RateLimit,
    permits_of_block,
    seconds_left,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BOT = Caller("client", "0123456789abcdef")
OTHER_BOT = Caller("client", "fedcba9876543210")
HOME = Caller("address", "192.0.2.7")

Process = Callable[..., RateLimit]


class Clock:
    def __init__(self) -> None:
        self.now = NOON + timedelta(seconds=15)

    def __call__(self) -> datetime:
        return self.now


class Door:
    """Opens the stores of a database, counts how often, and can be broken."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.opened = 0
        self.is_broken = False
        self.delay_seconds = 0.0

    @contextmanager
    def open_stores(self, *, read_only: bool = False) -> Iterator[Stores]:
        self.opened += 1
        time.sleep(self.delay_seconds)
        if self.is_broken:
            raise DatabaseUnavailable
        with self._database.open_stores(read_only=read_only) as stores:
            yield stores


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


@pytest.fixture
def process(door: Door, clock: Clock) -> Process:
    """Makes rate limits over one database, as several server processes have them."""

    def start(per_minute: int, **options: int) -> RateLimit:
        return RateLimit(
            per_minute,
            open_stores=door.open_stores,
            address_key=lambda minute: minute.isoformat().encode(),
            clock=clock,
            **options,
        )

    return start


def taken(limit: RateLimit, caller: Caller = BOT, *, at_most: int = 10_000) -> int:
    """How many requests of the caller pass before the first is refused."""
    for passed in range(at_most):
        try:
            limit.take(caller)
        except TooManyRequests:
            return passed
    return at_most


@pytest.mark.parametrize("per_minute", [1, 2, 99, 150, 250, 777])
def test_limit_is_granted_exactly_and_anew_each_minute(
    process: Process, clock: Clock, per_minute: int
) -> None:
    limit = process(per_minute)
    assert taken(limit) == per_minute
    assert taken(limit) == 0
    clock.now += MINUTE
    assert taken(limit) == per_minute


def test_callers_are_counted_apart(process: Process) -> None:
    limit = process(3)
    assert [taken(limit, caller) for caller in (BOT, OTHER_BOT, HOME)] == [3, 3, 3]


def test_refusal_says_when_the_minute_ends(process: Process, clock: Clock) -> None:
    limit = process(1)
    limit.take(BOT)
    with pytest.raises(TooManyRequests) as refusal:
        limit.take(BOT)
    assert refusal.value.retry_after_seconds == 45
    clock.now = NOON + timedelta(seconds=59, milliseconds=999)
    with pytest.raises(TooManyRequests) as refusal:
        limit.take(BOT)
    assert refusal.value.retry_after_seconds == 1


def test_processes_in_turn_share_a_small_limit_exactly(process: Process) -> None:
    first, second = process(20), process(20)
    for _ in range(10):
        first.take(BOT)
        second.take(BOT)
    assert (taken(first), taken(second)) == (0, 0)


def test_processes_and_threads_at_once_are_granted_the_limit_and_no_more(
    process: Process,
) -> None:
    per_minute = 250
    limits = [process(per_minute) for _ in range(3)]
    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(taken, limits * 2)) == per_minute


def test_permits_unused_by_another_process_are_refused_never_granted_twice(
    process: Process,
) -> None:
    first, second = process(6000), process(6000)
    first.take(BOT)
    assert taken(second) == 6000 - 60
    assert taken(first) == 59


def test_large_limit_asks_the_database_once_a_block(process: Process, door: Door) -> None:
    limit = process(6000)
    for _ in range(120):
        limit.take(BOT)
    assert door.opened == 2


def test_one_thread_asks_for_a_caller_and_the_others_wait_for_its_answer(
    process: Process, door: Door
) -> None:
    limit = process(6000)
    door.delay_seconds = 0.2
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(limit.take, [BOT] * 8))
    assert door.opened == 1


def test_permits_at_hand_are_taken_without_the_database(process: Process, door: Door) -> None:
    limit = process(6000)
    assert not limit.take_at_hand(BOT)
    assert door.opened == 0
    limit.take(BOT)
    assert sum(limit.take_at_hand(BOT) for _ in range(100)) == 59
    assert door.opened == 1


def test_refused_caller_costs_no_further_transaction(process: Process, door: Door) -> None:
    limit = process(2)
    assert taken(limit) == 2
    opened = door.opened
    for _ in range(5):
        assert taken(limit) == 0
    assert door.opened == opened


def test_no_limit_never_asks_the_database(process: Process, door: Door) -> None:
    assert taken(process(0), at_most=500) == 500
    assert door.opened == 0


def test_without_the_database_each_process_counts_alone_until_the_next_minute(
    process: Process, door: Door, clock: Clock
) -> None:
    limit = process(30)
    for _ in range(10):
        limit.take(BOT)
    door.is_broken, opened = True, door.opened
    with capture_logs() as logs:
        assert taken(limit) == 20
        assert taken(limit, HOME) == 30
    assert [(event["event"], event["log_level"]) for event in logs] == [
        ("requests_counted_by_one_process_alone", "warning")
    ]
    assert door.opened == opened + 1
    door.is_broken = False
    clock.now += MINUTE
    assert taken(limit) == 30
    assert taken(process(30)) == 0


def test_address_is_stored_under_a_name_that_neither_tells_it_nor_lasts(
    process: Process, clock: Clock, raw_connection: Connection
) -> None:
    limit = process(10)
    for _ in range(2):
        limit.take(HOME)
        limit.take(BOT)
        clock.now += MINUTE
    names = list(raw_connection.execute(select(request_counts.c.caller)).scalars())
    assert names.count(f"client {BOT.name}") == 2
    hashed = [name for name in names if name.startswith("address ")]
    assert len(hashed) == len(set(hashed)) == 2
    assert not any(HOME.name in name for name in names)


def test_closed_rate_limit_leaves_no_address_and_fails_on_no_database(
    process: Process, door: Door, raw_connection: Connection
) -> None:
    limit = process(10)
    limit.take(HOME)
    limit.take(BOT)
    limit.close()
    names = list(raw_connection.execute(select(request_counts.c.caller)).scalars())
    assert names == [f"client {BOT.name}"]
    door.is_broken = True
    with capture_logs() as logs:
        limit.close()
    assert [event["event"] for event in logs] == ["address_counts_not_deleted"]


def test_address_has_one_count_for_all_processes(process: Process) -> None:
    first, second = process(4), process(4)
    first.take(HOME)
    assert taken(second, HOME) == 3
    assert taken(first, HOME) == 0


def test_forgotten_caller_is_granted_no_more_than_the_limit(process: Process) -> None:
    limit = process(5, max_callers=2)
    assert taken(limit, BOT) == 5
    for number in range(10):
        limit.take(Caller("client", f"{number}"))
    assert taken(limit, BOT) == 0


def test_clock_turned_back_leads_to_the_earlier_minutes_count(
    process: Process, clock: Clock
) -> None:
    limit = process(3)
    limit.take(BOT)
    clock.now += MINUTE
    assert taken(limit) == 3
    clock.now -= MINUTE
    assert taken(limit) == 2


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 1000))
def test_blocks_of_any_size_add_up_to_the_limit(blocks: list[int], limit: int) -> None:
    total = granted = 0
    for block in blocks:
        total += block
        granted += permits_of_block(total, block, limit)
    assert granted == min(total, limit)


@given(st.datetimes(timezones=st.just(UTC)))
def test_seconds_left_lead_into_the_next_minute_and_no_further(now: datetime) -> None:
    left = seconds_left(now)
    assert 1 <= left <= 60
    start = now.replace(second=0, microsecond=0)
    assert MINUTE <= now + timedelta(seconds=left) - start < MINUTE + timedelta(seconds=1)
