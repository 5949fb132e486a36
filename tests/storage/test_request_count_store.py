from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from app.storage.database import Database
from app.storage.tables.running import request_counts

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def windows_in(connection: Connection) -> list[datetime]:
    return list(connection.execute(select(request_counts.c.window_start)).scalars())


def test_counts_add_up_for_each_caller_and_window_apart(database: Database) -> None:
    with database.open_stores() as stores:
        counts = stores.request_counts
        assert counts.add(NOON, "client a", 5) == 5
        assert counts.add(NOON, "client b", 1) == 1
        assert counts.add(NOON + MINUTE, "client a", 2) == 2
        assert counts.add(NOON, "client a", 3) == 8


def test_counts_of_several_transactions_add_up(database: Database) -> None:
    for expected in (60, 120, 180):
        with database.open_stores() as stores:
            assert stores.request_counts.add(NOON, "client a", 60) == expected


def test_count_has_room_for_more_than_32_bits(database: Database) -> None:
    with database.open_stores() as stores:
        stores.request_counts.add(NOON, "client a", 2**31)
        assert stores.request_counts.add(NOON, "client a", 2**31) == 2**32


@pytest.mark.parametrize(("at_most", "deleted", "kept"), [(None, 4, [2, 3]), (3, 3, [1, 2, 3])])
def test_rows_go_one_minute_after_the_end_of_theirs(
    database: Database,
    raw_connection: Connection,
    at_most: int | None,
    deleted: int,
    kept: list[int],
) -> None:
    with database.open_stores() as stores:
        for minutes in range(4):
            for caller in ("client a", "address b"):
                stores.request_counts.add(NOON + minutes * MINUTE, caller, 1)
    with database.open_stores() as stores:
        assert stores.request_counts.delete_ended(NOON + 3 * MINUTE, at_most=at_most) == deleted
    assert sorted(set(windows_in(raw_connection))) == [NOON + each * MINUTE for each in kept]


def test_addresses_can_be_deleted_at_any_time_and_clients_stay(database: Database) -> None:
    with database.open_stores() as stores:
        for caller in ("client a", "address b", "address c"):
            stores.request_counts.add(NOON, caller, 5)
        stores.request_counts.delete_addresses()
        callers = ("client a", "address b", "address c")
        assert [stores.request_counts.add(NOON, caller, 1) for caller in callers] == [6, 1, 1]
