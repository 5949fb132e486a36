"""What the stores promise on every kind of database: transactions, waiting, surviving a kill."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, func, select

from app.domain.results import RankedService
from app.errors import DatabaseUnavailable
from app.storage.database import Database, Stores
from app.storage.tables.catalogue import services
from app.storage.tables.recommendations import recommendations, recommended_services
from tests.builders import make_kind, make_service, service_id

PROJECT_ROOT = Path(__file__).parents[2]


def remember(stores: Stores) -> int:
    return stores.recommendations.add(
        client=None,
        path="/service-recommender/v1/text_search",
        language="fi",
        request={},
        services=[RankedService(service_id=service_id(1), similarity_score=0.5, rank=1)],
    )


def test_transaction_is_committed_before_the_block_is_left(
    database: Database, raw_connection: Connection
) -> None:
    with database.open_stores() as stores:
        remember(stores)
    assert raw_connection.execute(select(func.count()).select_from(recommendations)).scalar() == 1


def test_transaction_that_raises_leaves_nothing(
    database: Database, raw_connection: Connection
) -> None:
    def fail_after_writing() -> None:
        with database.open_stores() as stores:
            remember(stores)
            stores.catalogue.upsert_services([make_service(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    for table in (recommendations, recommended_services, services):
        assert raw_connection.execute(select(func.count()).select_from(table)).scalar() == 0
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.version() == 0


def test_connection_is_usable_again_after_a_failure(database: Database) -> None:
    for _ in range(30):
        with pytest.raises(ZeroDivisionError), database.open_stores(read_only=True):
            raise ZeroDivisionError
    with database.open_stores() as stores:
        assert remember(stores) > 0


def test_read_only_transaction_refuses_to_write(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable), database.open_stores(read_only=True) as stores:
        remember(stores)
    with database.open_stores() as stores:
        assert remember(stores) > 0


def test_read_only_transaction_sees_one_moment_and_does_not_wait(database: Database) -> None:
    with database.open_stores(read_only=True) as reader:
        before = reader.catalogue.version()
        with database.open_stores() as writer:
            writer.catalogue.upsert_services([make_service(1)])
            assert reader.catalogue.is_empty()
        assert reader.catalogue.version() == before
        assert reader.catalogue.is_empty()
    with database.open_stores(read_only=True) as reader:
        assert not reader.catalogue.is_empty()


def test_concurrent_writers_that_first_read_wait_for_each_other(database: Database) -> None:
    writers, rounds = 6, 8

    def write(writer: int) -> None:
        for number in range(rounds):
            with database.open_stores() as stores:
                stores.phrasebook.put([make_kind(f"kind-{writer}-{number}")])

    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(write, range(writers)))
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.version() == writers * rounds
        assert len(list(stores.phrasebook.entries())) == writers * rounds


def test_concurrent_imports_in_opposite_order_both_succeed(database: Database) -> None:
    records = [make_service(number) for number in range(50)]
    changed = [make_service(number, charge_type="Chargeable") for number in reversed(range(50))]
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(records)
    first_has_begun = Event()

    def first_import() -> None:
        with database.open_stores() as stores:
            stores.catalogue.upsert_services(changed[:25])
            first_has_begun.set()
            time.sleep(0.2)
            stores.catalogue.upsert_services(changed[25:])

    def second_import() -> None:
        first_has_begun.wait(timeout=10)
        with database.open_stores() as stores:
            stores.catalogue.upsert_services(records[:25])
            stores.catalogue.upsert_services(records[25:])

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(first_import), threads.submit(second_import)]:
            done.result(timeout=30)
    with database.open_stores(read_only=True) as stores:
        assert list(stores.catalogue.iter_services()) == records


ACKNOWLEDGED_WRITE = """
import sys, time
from app.storage.database import Database
from tests.contracts.test_stores import remember
with Database(sys.argv[1]).open_stores() as stores:
    recommendation_id = remember(stores)
print(recommendation_id, flush=True)
time.sleep(60)
"""

HALF_AN_IMPORT = """
import sys, time
from app.storage.database import Database
from tests.builders import make_service
with Database(sys.argv[1]).open_stores() as stores:
    stores.catalogue.upsert_services(make_service(number) for number in range(5_000))
    print("half", flush=True)
    time.sleep(60)
"""


def kill_after_first_line(script: str, url: str) -> str:
    """Run the script in a process of its own and SIGKILL it once it has printed a line."""
    child = subprocess.Popen(
        [sys.executable, "-c", script, url], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        line = child.stdout.readline().strip()
        child.kill()
    assert line, "the child ended before it had written"
    return line


def test_acknowledged_write_survives_a_kill(database: Database, database_url: str) -> None:
    recommendation_id = int(kill_after_first_line(ACKNOWLEDGED_WRITE, database_url))
    with database.open_stores(read_only=True) as stores:
        stored = stores.recommendations.get(recommendation_id)
    assert stored is not None
    assert [service.service_id for service in stored.services] == [service_id(1)]


def test_import_killed_midway_leaves_the_old_catalogue(
    database: Database, database_url: str
) -> None:
    old = make_service(7, charge_type="Chargeable")
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([old])
    assert kill_after_first_line(HALF_AN_IMPORT, database_url) == "half"
    with database.open_stores() as stores:
        assert list(stores.catalogue.iter_services()) == [old]
        assert stores.catalogue.version() == 1
        assert stores.catalogue.upsert_services([make_service(8)]).added == 1
