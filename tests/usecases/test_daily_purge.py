import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from app.errors import DatabaseUnavailable
from app.observability.logs import configure_logs
from app.storage.database import Database
from app.usecases import daily_purge as daily_purge_module
from app.usecases.daily_purge import DailyPurge
from app.usecases.purge_expired import PurgeExpired
from tests.past import NOON, Past, SetClock

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PATIENCE_SECONDS = 20.0


@pytest.fixture(autouse=True)
def _logs_of_a_server() -> None:
    """Whatever ran before may have left warnings alone."""
    configure_logs("INFO", "json")


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily_purge_module, "FIRST_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(daily_purge_module, "LOOK_SECONDS", 0.01)


class Purges:
    """Stands in for the purge: remembers when it was called, and fails while it has a failure."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock
        self.after: list[timedelta] = []
        self.failure: Exception | None = None

    def __call__(self, _stopping: threading.Event) -> dict[str, int]:
        self.after.append(self._clock() - NOON)
        if self.failure:
            raise self.failure
        return {"recommendations": 5}


@pytest.fixture
def purges(past: Past) -> Purges:
    return Purges(past.clock)


@pytest.fixture
def daily(past: Past, purges: Purges) -> DailyPurge:
    """Not started."""
    return DailyPurge(open_stores=past.database.open_stores, purge=purges)


def look(daily: DailyPurge, past: Past, hours: int) -> None:
    """What the thread does now and then, so many hours after NOON."""
    past.clock.moment = NOON + hours * HOUR
    daily._look()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_purge_runs_once_a_day_for_weeks(daily: DailyPurge, past: Past, purges: Purges) -> None:
    for hours in range(24 * 14):
        look(daily, past, hours)
    assert purges.after == [day * DAY for day in range(14)]


def test_server_that_is_restarted_often_purges_once_a_day_too(past: Past, purges: Purges) -> None:
    for hours in range(0, 24 * 4, 8):
        restarted = DailyPurge(open_stores=past.database.open_stores, purge=purges)
        look(restarted, past, hours)
    assert purges.after == [day * DAY for day in range(4)]


def test_two_servers_purge_once_between_them(past: Past, purges: Purges, database_url: str) -> None:
    other = Database(database_url, clock=past.clock)
    servers = [
        DailyPurge(open_stores=each.open_stores, purge=purges) for each in (past.database, other)
    ]
    with capture_logs() as finished:
        for server in servers:
            server.start()
        try:
            for day in range(3):
                past.clock.moment = NOON + day * DAY
                wait_until(lambda expected=day + 1: len(finished) == expected)
                time.sleep(0.1)
        finally:
            for server in servers:
                server.stop()
            other.close()
    assert purges.after == [timedelta(), DAY, 2 * DAY]


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (DatabaseUnavailable("gone"), "gone"),
        (RuntimeError("what a person wrote"), "RuntimeError"),
    ],
)
def test_failed_purge_is_reported_by_kind_and_tried_again_after_an_hour(
    daily: DailyPurge, past: Past, purges: Purges, failure: Exception, reason: str
) -> None:
    purges.failure = failure
    with capture_logs() as logs:
        look(daily, past, 0)
        look(daily, past, 0)
        look(daily, past, 1)
        purges.failure = None
        look(daily, past, 2)
        look(daily, past, 3)
        look(daily, past, 25)
        look(daily, past, 26)
    assert purges.after == [timedelta(), HOUR, 2 * HOUR, 26 * HOUR]
    failed = {"event": "purge_failed", "reason": reason, "log_level": "warning"}
    done = {"event": "purged", "deleted": {"recommendations": 5}, "log_level": "info"}
    assert logs == [failed, failed, done, done]


def test_database_that_is_gone_is_reported_and_does_not_end_the_watch(purges: Purges) -> None:
    gone = Database("postgresql+psycopg://reader@127.0.0.1:1/revontuli")
    daily = DailyPurge(open_stores=gone.open_stores, purge=purges)
    with capture_logs() as logs:
        daily.start()
        wait_until(lambda: len(logs) >= 2)
        daily.stop()
    assert {event["event"] for event in logs} == {"purge_failed"}
    assert {event["reason"] for event in logs} == {"The database cannot be used right now"}
    assert purges.after == []


def test_purge_that_is_stopped_halfway_is_taken_up_again_within_the_hour(
    past: Past, purges: Purges
) -> None:
    def stop_during_purge(stopping: threading.Event) -> dict[str, int]:
        stopping.set()
        return purges(stopping)

    stopped = DailyPurge(open_stores=past.database.open_stores, purge=stop_during_purge)
    restarted = DailyPurge(open_stores=past.database.open_stores, purge=purges)
    with capture_logs() as logs:
        look(stopped, past, 0)
        assert logs == []
        look(restarted, past, 1)
    assert purges.after == [timedelta(), HOUR]


@pytest.fixture
def thread(daily: DailyPurge, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Thread]:
    """Of a server that has just started and will not look for a while."""
    monkeypatch.setattr(daily_purge_module, "FIRST_LOOK_SECONDS", 600.0)
    before = set(threading.enumerate())
    daily.start()
    (started,) = set(threading.enumerate()) - before
    yield started
    daily.stop()


def test_start_purges_nothing_yet_and_stop_is_prompt(
    daily: DailyPurge, purges: Purges, thread: threading.Thread
) -> None:
    assert (thread.name, thread.daemon) == ("daily-purge", True)
    time.sleep(0.05)
    stopped_at = time.monotonic()
    daily.stop()
    assert time.monotonic() - stopped_at < daily_purge_module.STOP_SECONDS
    assert not thread.is_alive()
    assert purges.after == []


def test_thread_purges_what_is_due(past: Past) -> None:
    ids = [past.remember(age) for age in (31 * DAY, 29 * DAY)]
    purge = PurgeExpired(database=past.database, retention_days=30, now=past.clock)
    daily = DailyPurge(
        open_stores=past.database.open_stores, purge=lambda stopping: purge(stopping=stopping)
    )
    daily.start()
    try:
        wait_until(lambda: not past.is_stored(ids[0]))
    finally:
        daily.stop()
    assert past.is_stored(ids[1])
    assert past.totals().recommendations == 2
