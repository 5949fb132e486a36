import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Connection, MetaData, NullPool, create_engine, inspect, text

from app.domain.catalogue import Organization
from app.domain.feedback import Feedback
from app.domain.meters import METERS
from app.domain.phrasebook import Kind
from app.domain.results import RankedService
from app.errors import DatabaseUnavailable
from app.storage import schema_upgrade
from app.storage.database import Database
from app.storage.documents import Documents, content_hash
from app.storage.schema_upgrade import ADVISORY_LOCK_KEY, NEWEST_REVISION, migration_config
from app.storage.tables import metadata
from tests.builders import channel_id, make_channel, make_kind, make_service, service_id

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


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Here the migrations themselves are looked at, not the copy that other tests get of what they make."""
    opened = Database(database_url)
    opened.upgrade()
    yield opened
    opened.close()


def test_copy_for_other_tests_equals_the_tables(migrated_url: str) -> None:
    with create_engine(migrated_url, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


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
    assert statements["usage_counts"].rstrip().endswith("WITHOUT ROWID")
    assert "AUTOINCREMENT" in statements["recommendations"]


def test_newest_revision_is_the_one_that_migrations_end_with(raw_connection: Connection) -> None:
    scripts = ScriptDirectory.from_config(migration_config(raw_connection))
    assert scripts.get_current_head() == NEWEST_REVISION


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


@contextmanager
def upgrade_lock(database_url: str) -> Iterator[None]:
    """What another process holds while it migrates."""
    engine = create_engine(database_url)
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        file.parent.mkdir(parents=True)
        with FileLock(f"{file}.upgrade.lock"):
            yield
    else:
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK_KEY})"))
            yield
    engine.dispose()


def test_upgrade_that_waits_too_long_for_another_is_reported(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_upgrade, "LOCK_TIMEOUT_SECONDS", 0.2)
    database = Database(database_url)
    with (
        upgrade_lock(database_url),
        pytest.raises(DatabaseUnavailable, match="migrating the database too long"),
    ):
        database.upgrade()
    database.upgrade()
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.is_empty()
    database.close()


def test_postgresql_upgrade_that_waits_too_long_for_a_table_is_reported(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_upgrade, "LOCK_TIMEOUT_SECONDS", 0.2)
    database = Database(postgres_url)
    database.upgrade()
    with database._writing.begin() as connection:
        connection.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(DatabaseUnavailable):
            database.upgrade()
    database.close()


NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
OWNER = Organization(
    organization_id="00000001-0000-4000-a000-000000000000",
    name={"fi": "Virasto"},
    organization_type="State",
)


def fill_first_tables(connection: Connection) -> None:
    """Rows such as revision 0001 held, written past today's tables and stores."""
    tables = MetaData()
    tables.reflect(connection)

    def insert(table: str, **values: object) -> None:
        connection.execute(tables.tables[table].insert().values(**values))

    for table, record_id, record in (
        ("services", service_id(1), make_service(1)),
        ("services", service_id(2), make_service(2)),
        ("service_channels", channel_id(1), make_channel(1)),
        ("organizations", OWNER.organization_id, OWNER),
    ):
        document = Documents(type(record)).written(record)
        insert(
            table,
            id=record_id,
            content_hash=content_hash(document),
            is_archived=record_id == service_id(2),
            is_sample=False,
            document=document,
            updated_at=NOON,
        )
    profile = dict.fromkeys(METERS, 0.25)
    insert("meter_profiles", service_id=service_id(1), updated_at=NOON, **profile)
    connection.execute(tables.tables["catalogue_state"].update().values(version=7, updated_at=NOON))
    kind = make_kind()
    insert(
        "phrasebook_entries",
        kind_id=kind.kind_id,
        document=Documents(Kind).written(kind),
        updated_at=NOON,
    )
    insert(
        "clients",
        client_id="0123456789abcdef",
        name="Neuvontabotti",
        organisation="Oulun kaupunki",
        roles="feedback recommend",
        secret_hash="hash",
        created_at=NOON,
        revoked_at=None,
    )
    insert(
        "recommendations",
        id=41,
        created_at=NOON,
        client_id="0123456789abcdef",
        calling_organisation="Oulun kaupunki",
        calling_service="Neuvontabotti",
        path="text_search",
        language="fi",
        request="{}",
    )
    insert(
        "recommended_services",
        recommendation_id=41,
        service_id=service_id(1),
        rank=1,
        similarity_score=0.5,
    )


def test_rows_of_the_first_revision_are_read_after_all_later_ones(database_url: str) -> None:
    database = Database(database_url)
    if database._writing.dialect.name == "sqlite":
        Path(database._writing.url.database or "").parent.mkdir()
    with database._writing.begin() as connection:
        command.upgrade(migration_config(connection), "0001")
        fill_first_tables(connection)
    database.upgrade()
    with database.open_stores(read_only=True) as stores:
        catalogue = stores.catalogue
        assert list(catalogue.iter_services()) == [make_service(1)]
        assert catalogue.counts().archived_services == 1
        assert catalogue.channels([channel_id(1)]) == {channel_id(1): make_channel(1)}
        assert catalogue.organizations([OWNER.organization_id]) == {OWNER.organization_id: OWNER}
        assert catalogue.meter_profiles() == {service_id(1): dict.fromkeys(METERS, 0.25)}
        assert catalogue.version_name() == "7@2026-11-21T12:00:00+00:00"
        assert list(stores.phrasebook.entries()) == [make_kind()]
        client = stores.clients.get("0123456789abcdef")
        recommendation = stores.recommendations.get(41)
    assert client is not None
    assert (client.name, client.roles, client.created_at, client.is_revoked) == (
        "Neuvontabotti",
        {"recommend", "feedback"},
        NOON,
        False,
    )
    assert recommendation is not None
    assert (recommendation.created_at, recommendation.client_id, recommendation.services) == (
        NOON,
        "0123456789abcdef",
        (RankedService(service_id=service_id(1), similarity_score=0.5, rank=1),),
    )
    with database.open_stores() as stores:
        assert stores.catalogue.upsert_services([make_service(1)]).unchanged == 1
        assert stores.feedback.lock(41)
        feedback = Feedback(recommendation_id=41, service_scores={service_id(1): 1})
        stores.feedback.put(feedback, client_id="0123456789abcdef")
    database.close()


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
