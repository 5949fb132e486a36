from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, QueuePool, create_engine, text

from app.storage.database import Database
from app.storage.kept_connections import MOST_IDLE, KeptConnections
from tests.builders import make_service, service_id


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = create_engine(f"sqlite:///{tmp_path / 'kept.db'}", max_overflow=-1)
    with opened.begin() as connection:
        connection.execute(text("CREATE TABLE told (number INTEGER)"))
    yield opened
    opened.dispose()


def out_of_the_pool(engine: Engine) -> int:
    assert isinstance(engine.pool, QueuePool)
    return engine.pool.checkedout()


def tell(connection: Connection, number: int) -> None:
    connection.execute(text("INSERT INTO told VALUES (:number)"), {"number": number})


def told(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT number FROM told")).scalars())


def test_kept_connection_serves_the_next_transaction(engine: Engine) -> None:
    kept = KeptConnections(engine)
    with kept.begin() as first:
        tell(first, 1)
    assert told(engine) == [1]
    with kept.begin() as second:
        tell(second, 2)

    assert first is second
    assert told(engine) == [1, 2]
    assert out_of_the_pool(engine) == 1


def test_transactions_at_once_have_connections_of_their_own_and_few_are_kept(
    engine: Engine,
) -> None:
    kept = KeptConnections(engine)
    with ExitStack() as at_once:
        used = [at_once.enter_context(kept.begin()) for _ in range(MOST_IDLE + 2)]
        assert len(set(map(id, used))) == MOST_IDLE + 2

    assert out_of_the_pool(engine) == MOST_IDLE


def test_transaction_that_raises_is_rolled_back_and_its_connection_not_kept(
    engine: Engine,
) -> None:
    kept = KeptConnections(engine)

    def fail_after_writing() -> None:
        with kept.begin() as connection:
            tell(connection, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    assert told(engine) == []
    assert out_of_the_pool(engine) == 0


def test_close_gives_kept_connections_back_and_later_ones_are_new(engine: Engine) -> None:
    kept = KeptConnections(engine)
    with kept.begin() as before:
        tell(before, 1)
    kept.close()
    assert out_of_the_pool(engine) == 0

    with kept.begin() as after:
        tell(after, 2)
    assert after is not before
    assert told(engine) == [1, 2]
    kept.close()


def test_connection_used_after_its_transaction_is_not_kept_for_another(engine: Engine) -> None:
    kept = KeptConnections(engine)
    with kept.begin() as first:
        tell(first, 1)
    tell(first, 2)

    with kept.begin() as second:
        tell(second, 3)

    assert second is not first
    assert told(engine) == [1, 3]


def test_threads_at_once_lose_no_write(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'revontuli.db'}")
    database.upgrade()

    def write(number: int) -> None:
        with database.open_stores() as stores:
            stores.catalogue.upsert_services([make_service(number)])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(1, 101)))
    with database.open_stores(read_only=True) as stores:
        assert len(stores.catalogue.live_service_ids()) == 100
    database.close()


def test_record_of_a_write_that_was_undone_is_not_shown(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'revontuli.db'}")
    database.upgrade()
    kept, changed = make_service(1), make_service(1, name={"fi": "Toinen nimi"})
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([kept])
    with suppress(KeyError), database.open_stores() as stores:
        stores.catalogue.upsert_services([changed])
        assert stores.catalogue.services([service_id(1)]) == {service_id(1): changed}
        raise KeyError
    with database.open_stores() as stores:
        assert stores.catalogue.services([service_id(1)]) == {service_id(1): kept}
    database.close()
