import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from app.errors import AppError, CatalogueEmpty, DatabaseUnavailable, Unavailable
from app.index.build_directory import current_build_id
from app.storage.database import Database
from app.usecases import active_index as active_index_module
from app.usecases.active_index import ActiveIndex
from app.usecases.build_index import BuildIndex
from tests.builders import make_query, make_service, service_id
from tests.usecases.small_index import make_build_index, make_find_services, store

PATIENCE_SECONDS = 20.0


@pytest.fixture(autouse=True)
def quick_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(active_index_module, "POLL_SECONDS", 0.01)


@pytest.fixture
def database(migrated_sqlite_url: str) -> Iterator[Database]:
    opened = Database(migrated_sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def build_index(database: Database, tmp_path: Path) -> BuildIndex:
    store(database, [make_service(1)])
    return make_build_index(database, tmp_path / "index")


@pytest.fixture
def running(build_index: BuildIndex) -> Iterator[ActiveIndex]:
    """An index being watched, over a catalogue of one service."""
    active_index = watch(build_index, build_index.bring_up_to_date)
    active_index.start()
    yield active_index
    active_index.stop()


def watch(
    build_index: BuildIndex,
    bring_up_to_date: Callable[[], object],
    rebuild: Callable[[], object] | None = None,
) -> ActiveIndex:
    """An index over the builds of build_index, not started."""
    return ActiveIndex(
        directory=build_index.directory,
        bring_up_to_date=bring_up_to_date,
        rebuild=rebuild or do_nothing,
    )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def do_nothing() -> None:
    """In place of bring_up_to_date, where another process builds."""


def test_missing_index_is_built_before_the_first_request(running: ActiveIndex) -> None:
    assert running.snapshot().service_ids == (service_id(1),)


def test_catalogue_change_is_noticed_while_running(
    running: ActiveIndex, database: Database
) -> None:
    store(database, [make_service(2, service_collection_ids=("debts",))])
    wait_until(lambda: len(running.snapshot().service_ids) == 2)
    assert running.service_collection_ids() == {"debts"}


def test_build_of_another_process_is_picked_up(build_index: BuildIndex, database: Database) -> None:
    build_index.bring_up_to_date()
    watching = watch(build_index, do_nothing)
    watching.start()
    try:
        store(database, [make_service(2)])
        build_index.bring_up_to_date()
        wait_until(lambda: len(watching.snapshot().service_ids) == 2)
    finally:
        watching.stop()


def test_snapshot_in_use_is_not_replaced_by_itself(running: ActiveIndex) -> None:
    before = running.snapshot()
    time.sleep(0.1)
    assert running.snapshot() is before


def test_queries_never_fail_while_the_index_is_swapped(
    running: ActiveIndex, build_index: BuildIndex, database: Database
) -> None:
    find_services = make_find_services(build_index.directory)
    finished = threading.Event()
    failures: list[BaseException] = []
    answered: list[int] = []

    def keep_asking() -> None:
        while not finished.is_set():
            try:
                snapshot = running.snapshot()
                find = type(find_services)(
                    snapshot=running.snapshot,
                    encoder=find_services.encoder,
                    code_lists=find_services.code_lists,
                )
                found = len(find(make_query(limit=50)).services)
                assert found >= len(snapshot.service_ids)
                answered.append(found)
            except BaseException as failure:
                failures.append(failure)

    threads = [threading.Thread(target=keep_asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(2, 8):
        store(database, [make_service(number)])
        wait_until(lambda expected=number: len(running.snapshot().service_ids) == expected)
    wait_until(lambda: bool(failures) or 7 in answered)
    finished.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert max(answered) == 7
    assert min(answered) >= 1


def spoil(directory: Path, file_name: str) -> None:
    """Damage a file of the current build in place."""
    file = directory / str(current_build_id(directory)) / file_name
    file.write_bytes(file.read_bytes()[:-7] + b"spoiled")


def test_unreadable_new_snapshot_keeps_the_old_in_use_and_is_reported_once(
    build_index: BuildIndex, database: Database
) -> None:
    build_index.bring_up_to_date()
    watching = watch(build_index, do_nothing)
    watching.start()
    try:
        old = watching.snapshot()
        with capture_logs() as logs:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(active_index_module, "read_snapshot", _read_spoiled)
                store(database, [make_service(2)])
                build_index.bring_up_to_date()
                wait_until(lambda: bool(logs))
                time.sleep(0.1)
            assert [event["event"] for event in logs] == ["index_not_updated"]
            assert watching.snapshot() is old
        spoil(build_index.directory, "arrays.npz")
        time.sleep(0.1)
        assert watching.snapshot() is not None
        build_index.rebuild()
        wait_until(lambda: len(watching.snapshot().service_ids) == 2)
    finally:
        watching.stop()


def _read_spoiled(directory: Path) -> object:
    """Read a build that was damaged after it was written."""
    from app.index.snapshot_files import read_snapshot

    spoil(directory, "arrays.npz")
    return read_snapshot(directory)


def test_database_that_goes_away_leaves_the_index_in_use(build_index: BuildIndex) -> None:
    failing: list[AppError] = []

    def bring_up_to_date() -> None:
        if failing:
            raise failing[0]
        build_index.bring_up_to_date()

    watching = watch(build_index, bring_up_to_date)
    watching.start()
    try:
        old = watching.snapshot()
        with capture_logs() as logs:
            failing.append(DatabaseUnavailable())
            wait_until(lambda: bool(logs))
            time.sleep(0.1)
            assert len(logs) == 1
        assert watching.snapshot() is old
    finally:
        watching.stop()


def test_index_that_could_not_be_built_leaves_the_service_unavailable(
    database: Database, tmp_path: Path
) -> None:
    def fail() -> None:
        raise DatabaseUnavailable

    watching = watch(make_build_index(database, tmp_path / "index"), fail)
    watching.start()
    watching.stop()
    with pytest.raises(Unavailable, match="not ready"):
        watching.snapshot()
    with pytest.raises(Unavailable, match="not ready"):
        watching.service_collection_ids()


def test_empty_catalogue_is_told_from_a_missing_index(
    running: ActiveIndex, database: Database
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.archive_services([service_id(1)])

    def is_empty() -> bool:
        try:
            running.snapshot()
        except CatalogueEmpty:
            return True
        return False

    wait_until(is_empty)


def test_damaged_build_is_rebuilt_at_the_next_start(build_index: BuildIndex) -> None:
    build_index.bring_up_to_date()
    spoil(build_index.directory, "arrays.npz")
    watching = watch(build_index, build_index.bring_up_to_date, build_index.rebuild)
    watching.start()
    try:
        wait_until(lambda: watching.is_loaded)
        assert watching.snapshot().service_ids == (service_id(1),)
    finally:
        watching.stop()


def test_unexpected_failure_does_not_end_the_watch(build_index: BuildIndex) -> None:
    failing = [RuntimeError("what a person wrote")]

    def bring_up_to_date() -> None:
        for failure in failing:
            raise failure
        build_index.bring_up_to_date()

    with capture_logs() as logs:
        watching = watch(build_index, bring_up_to_date)
        watching.start()
        try:
            failing.clear()
            wait_until(lambda: watching.is_loaded)
        finally:
            watching.stop()
    assert [event["reason"] for event in logs if "reason" in event] == ["RuntimeError"]


def test_stopped_index_leaves_no_thread_behind(build_index: BuildIndex) -> None:
    watching = watch(build_index, build_index.bring_up_to_date)
    before = set(threading.enumerate())
    watching.start()
    (thread,) = (new for new in set(threading.enumerate()) - before if new.name == "active-index")
    watching.stop()
    assert not thread.is_alive()


def test_each_step_reports_its_own_reason_once_and_again_after_a_recovery(
    build_index: BuildIndex,
) -> None:
    failing: list[AppError] = [DatabaseUnavailable("gone")]

    def bring_up_to_date() -> None:
        if failing:
            raise failing[0]

    build_index.bring_up_to_date()
    spoil(build_index.directory, "arrays.npz")
    watching = watch(build_index, bring_up_to_date)
    with capture_logs() as logs:
        for _ in range(5):
            watching._look()
        assert [event["step"] for event in logs] == ["build", "load"]
        failing.clear()
        time.sleep(0.2)
        watching._look()
        failing.append(DatabaseUnavailable("gone"))
        watching._look()
        assert [event["step"] for event in logs] == ["build", "load", "build"]


def test_failing_step_is_tried_ever_more_rarely(
    build_index: BuildIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0
    attempts: list[int] = []

    def fail() -> None:
        attempts.append(now)
        raise DatabaseUnavailable

    monkeypatch.setattr(active_index_module, "POLL_SECONDS", 1)
    monkeypatch.setattr(active_index_module, "time", SimpleNamespace(monotonic=lambda: now))
    watching = watch(build_index, fail)
    while now < 1000:
        watching._look()
        now += 1
    assert attempts == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811]
