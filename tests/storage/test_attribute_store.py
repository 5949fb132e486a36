from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from app.storage.database import Database
from app.storage.tables.running import session_attributes

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    """Stands at noon until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(database: Database, database_url: str, clock: Clock) -> Iterator[Database]:
    """The empty database under a clock of the test's own."""
    opened = Database(database_url, clock=clock)
    yield opened
    opened.close()


def add(database: Database, *token_hashes: str, lifetime: timedelta = HOUR) -> None:
    with database.open_stores() as stores:
        for token_hash in token_hashes:
            stores.attributes.add(token_hash, f"sealed {token_hash}", lifetime=lifetime)


def get(database: Database, token_hash: str) -> str | None:
    with database.open_stores(read_only=True) as stores:
        return stores.attributes.get(token_hash)


def stored(connection: Connection) -> list[tuple[object, ...]]:
    connection.rollback()
    rows = connection.execute(select(session_attributes).order_by("token_hash"))
    return [tuple(row) for row in rows]


def test_row_holds_hash_sealed_text_and_expiry_alone(
    timed: Database, raw_connection: Connection
) -> None:
    add(timed, "a1")
    assert stored(raw_connection) == [("a1", "sealed a1", NOON + HOUR)]


def test_what_is_sealed_is_found_by_its_hash_alone(timed: Database) -> None:
    add(timed, "a1", "b2")
    assert get(timed, "a1") == "sealed a1"
    assert get(timed, "b2") == "sealed b2"
    for unknown in ("", "a", "A1", "a1 "):
        assert get(timed, unknown) is None


def test_what_has_expired_is_not_found_though_it_is_still_stored(
    timed: Database, clock: Clock, raw_connection: Connection
) -> None:
    add(timed, "a1")
    clock.now = NOON + HOUR - timedelta(microseconds=1)
    assert get(timed, "a1") == "sealed a1"
    clock.now = NOON + HOUR
    assert get(timed, "a1") is None
    assert len(stored(raw_connection)) == 1


def test_hash_is_stored_once(timed: Database) -> None:
    add(timed, "a1")
    with pytest.raises(IntegrityError):
        add(timed, "a1")


def test_expired_rows_are_deleted_a_few_at_a_time_the_oldest_first(
    timed: Database, raw_connection: Connection
) -> None:
    for minutes, token_hash in ((3, "a"), (1, "c"), (2, "b"), (9, "later")):
        add(timed, token_hash, lifetime=timedelta(minutes=minutes))
    moment = NOON + timedelta(minutes=3)
    deleted = []
    for left in (["a", "later"], ["later"], ["later"]):
        with timed.open_stores() as stores:
            deleted.append(stores.attributes.delete_expired(moment, at_most=2))
        assert [row[0] for row in stored(raw_connection)] == left
    assert deleted == [2, 1, 0]


def test_purge_deletes_nothing_that_can_still_be_read(timed: Database, clock: Clock) -> None:
    add(timed, "a1")
    just_before = NOON + HOUR - timedelta(microseconds=1)
    with timed.open_stores() as stores:
        assert stores.attributes.delete_expired(just_before, at_most=10) == 0
    clock.now = just_before
    assert get(timed, "a1") == "sealed a1"
