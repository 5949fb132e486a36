from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.errors import DatabaseUnavailable
from app.storage.database import Database
from app.storage.driver_statement import MAX_IDS, DriverStatement, SelectByIds
from app.storage.tables.administration import channel_support
from app.storage.tables.running import session_attributes

MOMENT = datetime(2026, 11, 22, 4, 30, 15, 250, tzinfo=timezone(timedelta(hours=2)))
SEALED_BY_HASH = select(session_attributes.c.sealed).where(
    session_attributes.c.token_hash == bindparam("token_hash")
)
CHANNELS_BY_ID = SelectByIds(
    select(channel_support.c.channel_id).where(channel_support.c.attributes != ""),
    channel_support.c.channel_id,
)


def row(number: int) -> dict[str, object]:
    return {"token_hash": f"hash {number}", "sealed": f"50 % {number}", "expires_at": MOMENT}


def add_channels(database: Database, count: int) -> None:
    """Channels "0", "1" …, and one that receives nothing."""
    with database.open_stores() as stores:
        stores.channel_support._connection.execute(
            insert(channel_support),
            [
                {"channel_id": "none", "attributes": "", "updated_at": MOMENT},
                *(
                    {"channel_id": f"{number}", "attributes": "age", "updated_at": MOMENT}
                    for number in range(count)
                ),
            ],
        )


def found(database: Database, ids: list[str]) -> list[str]:
    with database.open_stores(read_only=True) as stores:
        rows = CHANNELS_BY_ID.rows(stores.channel_support._connection, ids)
        return sorted(channel_id for (channel_id,) in rows)


def test_driver_statement_stores_what_the_usual_way_reads(database: Database) -> None:
    add = DriverStatement(
        insert(session_attributes).values({name: bindparam(name) for name in row(0)})
    )

    with database.open_stores() as stores:
        connection = stores.attributes._connection
        add.execute_many(connection, [row(1), row(2), row(3)])

    with database.open_stores(read_only=True) as stores:
        connection = stores.attributes._connection
        stored = connection.execute(
            select(session_attributes).order_by(session_attributes.c.token_hash)
        )
        assert [each._asdict() for each in stored] == [row(1), row(2), row(3)]
        sealed = DriverStatement(SEALED_BY_HASH).rows(connection, {"token_hash": "hash 2"})
        assert sealed == [("50 % 2",)]


def test_driver_statement_errors_come_as_sqlalchemys(database: Database) -> None:
    add = DriverStatement(
        insert(session_attributes).values({name: bindparam(name) for name in row(0)})
    )
    with pytest.raises(IntegrityError), database.open_stores() as stores:
        add.execute_many(stores.attributes._connection, [row(1), row(1)])

    with database.open_stores() as stores:
        stores.attributes._connection.exec_driver_sql("DROP TABLE session_attributes")
    with (
        pytest.raises((DatabaseUnavailable, ProgrammingError)),
        database.open_stores() as stores,
    ):
        DriverStatement(SEALED_BY_HASH).rows(stores.attributes._connection, row(1))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 64, 65])
def test_select_by_ids_finds_each_once_whatever_their_number(
    database: Database, count: int
) -> None:
    add_channels(database, count)
    ids = [f"{number}" for number in range(count)]

    assert found(database, ids) == sorted(ids)
    assert found(database, ids + ids) == sorted(ids)
    assert found(database, [*ids, "unknown", "none"]) == sorted(ids)


def test_select_by_ids_asks_for_many_in_batches(database: Database) -> None:
    count = 2 * MAX_IDS + 1
    add_channels(database, count)
    ids = [f"{number}" for number in range(count)]

    assert found(database, ids) == sorted(ids)
