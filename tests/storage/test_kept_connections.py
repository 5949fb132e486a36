from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, QueuePool, create_engine, text

from app.storage.kept_connections import MOST_IDLE, KeptConnections


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
