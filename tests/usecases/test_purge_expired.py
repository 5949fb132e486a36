import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.domain.feedback import Feedback
from app.domain.usage import UsageCounts
from app.errors import DatabaseUnavailable
from app.storage.database import Database, Stores
from app.usecases import purge_expired as purge_expired_module
from app.usecases.purge_expired import PurgeExpired
from tests.builders import service_id
from tests.contracts.test_stores import kill_after_first_line
from tests.past import NOON, Past

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)
RETENTION_DAYS = 30
RETENTION = RETENTION_DAYS * DAY


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge_expired_module, "BATCH_ROWS", 3)
    monkeypatch.setattr(purge_expired_module, "PAUSE_SECONDS", 0.001)


@pytest.fixture
def purge(past: Past) -> PurgeExpired:
    """At NOON."""
    return PurgeExpired(database=past.database, retention_days=RETENTION_DAYS, now=past.clock)


def deleted(purge: PurgeExpired, **how: Any) -> int:
    """How many recommendations a purge deletes."""
    return purge(**how)["recommendations"]


def test_only_what_is_older_than_the_retention_goes(past: Past, purge: PurgeExpired) -> None:
    older = past.remember(RETENTION + MOMENT)
    exactly = past.remember(RETENTION)
    younger = past.remember(RETENTION - MOMENT)
    assert deleted(purge) == 1
    assert [past.is_stored(each) for each in (older, exactly, younger)] == [False, True, True]


def test_days_told_take_the_place_of_the_retention(past: Past, purge: PurgeExpired) -> None:
    ids = [past.remember(age) for age in (10 * DAY + MOMENT, 10 * DAY)]
    assert deleted(purge) == 0
    assert deleted(purge, older_than_days=10) == 1
    assert [past.is_stored(each) for each in ids] == [False, True]


def test_zero_days_delete_everything_before_this_moment(past: Past, purge: PurgeExpired) -> None:
    ids = [past.remember(age) for age in (MOMENT, timedelta())]
    assert deleted(purge, older_than_days=0) == 1
    assert [past.is_stored(each) for each in ids] == [False, True]


def test_request_counts_of_minutes_that_are_over_go(past: Past, purge: PurgeExpired) -> None:
    with past.database.open_stores() as stores:
        for caller in range(4):
            stores.request_counts.add(NOON - 2 * MINUTE, f"address {caller}", 1)
        stores.request_counts.add(NOON, "address 0", 1)
    assert purge()["request counts"] == 4
    with past.database.open_stores() as stores:
        assert stores.request_counts.add(NOON, "address 0", 1) == 2


def test_a_hundred_years_are_not_too_many(past: Past, purge: PurgeExpired) -> None:
    past.remember(RETENTION + DAY)
    assert deleted(purge, older_than_days=36_500) == 0


@dataclass
class Watched:
    """A database that tells, at the end of each writing transaction, how many are still stored."""

    past: Past
    ids: list[int]
    left: list[int] = field(default_factory=list)
    erased: int = 0

    @contextmanager
    def open_stores(self, *, read_only: bool = False) -> Iterator[Stores]:
        with self.past.database.open_stores(read_only=read_only) as stores:
            yield stores
        self.left.append(sum(self.past.is_stored(each) for each in self.ids))

    def erase_deleted(self) -> bool:
        self.erased += 1
        return True


@pytest.mark.parametrize(("asked", "left"), [(7, [4, 1, 0]), (6, [3, 0, 0]), (2, [0]), (0, [0])])
def test_many_go_in_short_transactions(
    past: Past, purge: PurgeExpired, asked: int, left: list[int]
) -> None:
    watched = Watched(past, [past.remember(RETENTION + DAY) for _ in range(asked)])
    assert deleted(replace(purge, database=watched)) == asked
    assert watched.left[: len(left)] == left
    assert watched.erased == bool(asked)


def test_counts_are_the_same_before_and_after(past: Past, purge: PurgeExpired) -> None:
    for day in range(8):
        past.remember(RETENTION + day * DAY, score=1, service_scores=(1, -1), visits=day)
    before = past.totals()
    assert before.recommendations == before.helpful_answers == 8
    assert deleted(purge, older_than_days=0) == 8
    assert past.totals() == before


def test_stopped_purge_leaves_the_rest_whole(past: Past, purge: PurgeExpired) -> None:
    for _ in range(7):
        past.remember(RETENTION + DAY, score=1)
    before = past.totals()
    stopping = Event()
    watched = StopsAfterwards(past, [], stopping=stopping)
    assert deleted(replace(purge, database=watched), stopping=stopping) == 3
    assert watched.erased == 1
    assert past.totals() == before
    assert deleted(purge) == 4
    assert past.totals() == before


@dataclass
class StopsAfterwards(Watched):
    """A server that is told to stop during the first transaction."""

    stopping: Event = field(default_factory=Event)

    @contextmanager
    def open_stores(self, *, read_only: bool = False) -> Iterator[Stores]:
        with super().open_stores(read_only=read_only) as stores:
            yield stores
            self.stopping.set()


PURGE_SLOWLY = """
import sys, time
from app.storage.database import Database
from app.usecases import purge_expired
from tests.past import NOON
database = Database(sys.argv[1])
purge_expired.BATCH_ROWS = 3
class Pause:
    is_set = staticmethod(lambda: False)
    def wait(self, _seconds):
        print("paused", flush=True)
        time.sleep(60)
purge_expired.PurgeExpired(database=database, retention_days=30, now=lambda: NOON)(stopping=Pause())
"""

HALF_A_BATCH = """
import sys, time
from datetime import timedelta
from app.storage.database import Database
from tests.past import NOON
with Database(sys.argv[1]).open_stores() as stores:
    stores.recommendations.delete_older_than(NOON, at_most=3)
    print("deleted, not committed", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize(("script", "left"), [(PURGE_SLOWLY, 4), (HALF_A_BATCH, 7)])
def test_killed_purge_has_each_recommendation_either_stored_or_counted(
    past: Past, purge: PurgeExpired, database_url: str, script: str, left: int
) -> None:
    ids = [past.remember(RETENTION + DAY, score=1, visits=2) for _ in range(7)]
    before = past.totals()
    kill_after_first_line(script, database_url)
    assert past.totals() == before
    assert sum(past.is_stored(each) for each in ids) == left
    assert deleted(purge) == left
    assert past.totals() == before


def test_purge_waits_for_a_score_that_is_being_given_and_counts_it(
    past: Past, purge: PurgeExpired
) -> None:
    recommendation_id = past.remember(RETENTION + DAY)
    purging = threading.Thread(target=purge)
    with past.database.open_stores() as stores:
        assert stores.feedback.lock(recommendation_id)
        purging.start()
        time.sleep(0.2)
        feedback = Feedback(recommendation_id=recommendation_id, service_scores={service_id(1): 1})
        stores.feedback.put(feedback, client_id=None)
    purging.join()
    assert not past.is_stored(recommendation_id)
    assert past.totals() == UsageCounts(recommendations=1, helpful_services=1)


def test_two_purges_at_once_count_each_recommendation_once(
    past: Past, purge: PurgeExpired, database_url: str
) -> None:
    for _ in range(40):
        past.remember(RETENTION + DAY, score=-1)
    other = replace(purge, database=Database(database_url))
    shares: list[int] = []
    both = [
        threading.Thread(target=lambda purge=each: shares.append(deleted(purge)))
        for each in (purge, other)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    other.database.close()
    assert sum(shares) == 40
    assert past.totals() == UsageCounts(recommendations=40, unhelpful_answers=40)


def test_database_that_is_gone_is_reported(purge: PurgeExpired) -> None:
    gone = Database("postgresql+psycopg://reader@127.0.0.1:1/revontuli")
    with pytest.raises(DatabaseUnavailable):
        replace(purge, database=gone)()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_log_file_that_stays_in_use_is_reported_and_does_no_harm(
    past: Past, purge: PurgeExpired
) -> None:
    recommendation_id = past.remember(RETENTION + DAY)
    with past.database.open_stores(read_only=True) as reader, capture_logs() as logs:
        assert reader.recommendations.get(recommendation_id) is not None
        assert deleted(purge) == 1
    assert [event["event"] for event in logs] == ["deleted_data_still_in_the_log_file"]


class NotedPauses(Event):
    """Passes at once and notes how long it should have taken."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout)
        return self.is_set()


def test_other_writers_get_a_turn_after_each_full_transaction(
    past: Past, purge: PurgeExpired
) -> None:
    for _ in range(7):
        past.remember(RETENTION + DAY)
    pauses = NotedPauses()
    assert deleted(purge, stopping=pauses) == 7
    assert pauses.seconds == [purge_expired_module.PAUSE_SECONDS] * 2
