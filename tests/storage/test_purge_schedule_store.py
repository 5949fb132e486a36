import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from app.storage.database import Database
from tests.past import NOON, Past

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def claim(past: Past, at: timedelta) -> bool:
    """Whether a claim made so long after NOON succeeds."""
    past.clock.moment = NOON + at
    with past.database.open_stores() as stores:
        return stores.purge_schedule.claim(retry_after=HOUR)


def finish(past: Past, at: timedelta) -> None:
    past.clock.moment = NOON + at
    with past.database.open_stores() as stores:
        stores.purge_schedule.finish(next_after=DAY)


def test_first_purge_is_due_at_once_and_falls_to_one(past: Past) -> None:
    assert claim(past, timedelta())
    assert not claim(past, timedelta())


def test_claim_that_is_not_finished_runs_out(past: Past) -> None:
    assert claim(past, timedelta())
    assert not claim(past, HOUR - timedelta(microseconds=1))
    assert claim(past, HOUR)
    assert not claim(past, HOUR)


def test_finished_purge_is_due_again_a_day_later(past: Past) -> None:
    assert claim(past, timedelta())
    finish(past, HOUR / 2)
    assert not claim(past, 2 * HOUR)
    assert not claim(past, DAY + HOUR / 2 - timedelta(microseconds=1))
    assert claim(past, DAY + HOUR / 2)


def test_schedule_survives_a_restart(past: Past, database_url: str) -> None:
    assert claim(past, timedelta())
    past.database.close()
    restarted = Database(database_url, clock=lambda: NOON)
    restarted.upgrade()
    with restarted.open_stores() as stores:
        assert not stores.purge_schedule.claim(retry_after=HOUR)
    restarted.close()


def test_purge_claimed_by_many_at_once_falls_to_one(past: Past, database_url: str) -> None:
    servers = [Database(database_url, clock=lambda: NOON) for _ in range(6)]
    start = threading.Barrier(len(servers))

    def try_to_claim(server: Database) -> bool:
        start.wait()
        with server.open_stores() as stores:
            return stores.purge_schedule.claim(retry_after=HOUR)

    with ThreadPoolExecutor(len(servers)) as threads:
        claims = list(threads.map(try_to_claim, servers))
    for server in servers:
        server.close()
    assert sorted(claims) == [False] * 5 + [True]
