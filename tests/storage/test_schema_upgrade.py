import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from app.errors import DatabaseUnavailable
from app.storage.database import Database
from app.storage.schema_upgrade import migration_config
from app.storage.tables import metadata

PROJECT_ROOT = Path(__file__).parents[2]


def schema(connection: Connection) -> dict[str, Any]:
    """Everything the database tells about our tables, in a form that compares."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": [
                {**column, "type": repr(column["type"])} for column in inspector.get_columns(table)
            ],
            "primary_key": inspector.get_pk_constraint(table),
            "foreign_keys": inspector.get_foreign_keys(table),
            "indexes": inspector.get_indexes(table),
            "checks": inspector.get_check_constraints(table),
            "options": inspector.get_table_options(table),
        }
        for table in metadata.tables
    }


def test_migrated_schema_equals_the_tables(raw_connection: Connection) -> None:
    context = MigrationContext.configure(raw_connection)
    assert compare_metadata(context, metadata) == []


def test_migrated_schema_equals_the_tables_in_every_detail(
    database: Database, raw_connection: Connection
) -> None:
    migrated = schema(raw_connection)
    raw_connection.commit()
    with database._writing.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        metadata.drop_all(connection)
        metadata.create_all(connection)
    assert migrated == schema(raw_connection)
    assert migrated["recommended_services"]["foreign_keys"][0]["options"] == {"ondelete": "CASCADE"}


def test_sqlite_options_that_no_inspection_shows_are_migrated(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    database.upgrade()
    with database._writing.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master"))
        statements = {row.name: row.sql for row in rows}
    database.close()
    assert statements["recommended_services"].rstrip().endswith("WITHOUT ROWID")
    assert "AUTOINCREMENT" in statements["recommendations"]


def test_upgrade_again_keeps_what_is_stored(database: Database, raw_connection: Connection) -> None:
    with database.open_stores() as stores:
        stores.catalogue.put_meter_profiles({})
    raw_connection.execute(text("UPDATE catalogue_state SET version = 7"))
    raw_connection.commit()
    database.upgrade()
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.version() == 7


def test_upgrade_works_in_any_folder(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database(database_url)
    database.upgrade()
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.is_empty()
    database.close()


def test_upgrade_leaves_foreign_keys_checked(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    database.upgrade()
    with database._writing.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_upgrade_of_a_database_from_a_newer_release_is_refused(
    database: Database, raw_connection: Connection
) -> None:
    raw_connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    raw_connection.commit()
    with pytest.raises(DatabaseUnavailable, match="another release"):
        database.upgrade()


def test_failed_upgrade_leaves_no_table(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_after_migrating(config: Any, revision: str) -> None:
        original(config, revision)
        raise ZeroDivisionError

    original = command.upgrade
    monkeypatch.setattr(command, "upgrade", fail_after_migrating)
    database = Database(database_url)
    with pytest.raises(ZeroDivisionError):
        database.upgrade()
    assert inspect(database._writing).get_table_names() == []
    database.close()


def test_downgrade_removes_every_table(database: Database) -> None:
    with database._writing.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    assert inspect(database._writing).get_table_names() == ["alembic_version"]


UPGRADE_ON_SIGNAL = """
import sys
from app.storage.database import Database
print("ready", flush=True)
sys.stdin.readline()
database = Database(sys.argv[1])
database.upgrade()
with database.open_stores(read_only=True) as stores:
    print(stores.catalogue.version(), flush=True)
"""


def test_processes_upgrading_at_the_same_moment_all_succeed(database_url: str) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE_ON_SIGNAL, database_url],
            cwd=PROJECT_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    outcomes = [(*child.communicate(timeout=60), child.returncode) for child in children]
    assert outcomes == [("0\n", "", 0)] * 3
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM catalogue_state")).scalar() == 1
    engine.dispose()
