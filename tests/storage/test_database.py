import os
import sqlite3
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from app.errors import DatabaseUnavailable, SettingsError
from app.storage import database as database_module
from app.storage.database import Database
from tests.builders import make_service, service_id


@pytest.mark.parametrize(
    "url",
    [
        "",
        "revontuli.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite:///file:revontuli?mode=memory&uri=true",
        "sqlite:///revontuli.db?uri=true",
        "sqlite+aiosqlite:///revontuli.db",
        "sqlite+pysqlcipher:///revontuli.db",
        "mysql://hemlig@example.org/revontuli",
        "postgresql+asyncpg://example.org/revontuli",
        "postgresql+psycopg://example.org:port/revontuli",
    ],
)
def test_database_unsupported_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Database(url)
    assert "example.org" not in str(refusal.value)
    assert "hemlig" not in str(refusal.value)


def test_database_names_of_the_sqlite_driver_are_taken(tmp_path: Path) -> None:
    for scheme in ("sqlite", "sqlite+pysqlite"):
        database = Database(f"{scheme}:///{tmp_path / 'revontuli.db'}")
        database.upgrade()
        database.close()


def test_database_building_opens_nothing(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'missing' / 'revontuli.db'}")
    assert list(tmp_path.iterdir()) == []


def test_postgresql_without_its_driver_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"revontuli\[postgresql\]"):
        Database("postgresql+psycopg://127.0.0.1/revontuli")


def test_unreachable_server_is_reported_without_host_port_or_password() -> None:
    database = Database("postgresql+psycopg://reader:hemlig@127.0.0.1:1/revontuli")
    for use in (database.upgrade, lambda: database.open_stores().__enter__()):
        with pytest.raises(DatabaseUnavailable) as failure:
            use()
        assert str(failure.value) == "The database cannot be used right now"
        assert failure.value.status == 503


def test_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "revontuli.db"
    file.write_bytes(b"a letter to the municipality, not a database " * 100)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnavailable):
        database.upgrade()
    with pytest.raises(DatabaseUnavailable), database.open_stores():
        pass


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_folder_and_files_that_we_make_are_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "revontuli.db"
    database = Database(f"sqlite:///{file}")
    before = os.umask(0o022)
    try:
        database.upgrade()
        with database.open_stores() as stores:
            stores.catalogue.upsert_services([make_service(1)])
        names = (file.name, f"{file.name}-wal", f"{file.name}-shm")
        assert {
            name: stat.S_IMODE((file.parent / name).stat().st_mode) for name in names
        } == dict.fromkeys(names, 0o600)
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)
        database.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_permissions_of_what_is_there_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "revontuli.db"
    file.parent.mkdir()
    file.touch()
    file.parent.chmod(0o750)
    file.chmod(0o640)
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.close()
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o750
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match="folder"):
        Database(f"sqlite:///{tmp_path / 'file' / 'revontuli.db'}").upgrade()


def test_sqlite_keeps_a_write_ahead_log_and_checks_foreign_keys(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    database.upgrade()
    with database._writing.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 15_000,
    }
    database.close()


def test_impatient_transaction_gives_up_soon_and_the_next_is_patient_again(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    database.upgrade()
    for _ in range(2):
        with database.open_stores():
            began = time.monotonic()
            with (
                pytest.raises(DatabaseUnavailable),
                database.open_stores(is_impatient=True),
            ):
                pass
            assert time.monotonic() - began < 10
        patient = threading.Thread(target=write_once, args=(database,))
        with database.open_stores(is_impatient=True):
            patient.start()
            time.sleep(0.5)
            assert patient.is_alive()
        patient.join(10)
    with database.open_stores(read_only=True) as stores:
        assert set(stores.catalogue.services([service_id(1)])) == {service_id(1)}
    database.close()


def write_once(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1)])


def test_sqlite_locked_for_too_long_is_reported(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_SECONDS", 0.1)
    database = Database(sqlite_url)
    database.upgrade()
    with (
        database.open_stores(),
        pytest.raises(DatabaseUnavailable) as failure,
        database.open_stores(),
    ):
        pass
    assert isinstance(failure.value.__cause__.__cause__, sqlite3.OperationalError)
    with database.open_stores():
        pass
    database.close()


def test_postgresql_server_that_dropped_its_connections_fails_no_request(postgres_url: str) -> None:
    database = Database(postgres_url)
    database.upgrade()
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.is_empty()
    with database._writing.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.is_empty()
    database.close()


def test_database_is_shared_by_threads(database: Database) -> None:
    versions: list[int] = []

    def read() -> None:
        with database.open_stores(read_only=True) as stores:
            versions.append(stores.catalogue.version())

    threads = [threading.Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert versions == [0] * 12
