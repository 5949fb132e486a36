from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Table, select

from app.storage.database import Database
from app.storage.tables import request_counts, request_windows

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def windows_in(connection: Connection, table: Table) -> list[datetime]:
    connection.rollback()
    starts = connection.execute(select(table.c.window_start).order_by(table.c.window_start))
    return list(starts.scalars())


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


def test_window_has_one_random_key_for_everyone(database: Database) -> None:
    keys = []
    for start in (NOON, NOON, NOON + MINUTE):
        with database.open_stores() as stores:
            keys.append(stores.request_counts.open_window(start))
    assert keys[0] == keys[1] != keys[2]
    assert [len(key) for key in keys] == [32, 32, 32]


@pytest.mark.parametrize("table", [request_counts, request_windows], ids=lambda table: table.name)
def test_opened_window_deletes_all_but_the_one_before_it(
    database: Database, raw_connection: Connection, table: Table
) -> None:
    for minutes in range(4):
        start = NOON + minutes * MINUTE
        with database.open_stores() as stores:
            stores.request_counts.open_window(start)
            stores.request_counts.add(start, "client a", 1)
    assert windows_in(raw_connection, table) == [NOON + 2 * MINUTE, NOON + 3 * MINUTE]


def test_window_opened_again_deletes_nothing(
    database: Database, raw_connection: Connection
) -> None:
    for start in (NOON, NOON - 5 * MINUTE, NOON):
        with database.open_stores() as stores:
            stores.request_counts.open_window(start)
    assert windows_in(raw_connection, request_windows) == [NOON - 5 * MINUTE, NOON]
