"""Applies the migrations, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from app.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST_REVISION: Final = "0008"
MIGRATIONS_DIR: Final = Path(__file__).parent / "migrations"
LOCK_TIMEOUT_SECONDS: Final = 300
WAITED_TOO_LONG: Final = "Another process has been migrating the database too long"
OWNER_ONLY: Final = 0o600
"""SQLite gives the files beside the database its permissions."""

OWNER_ONLY_FOLDER: Final = 0o700
ADVISORY_LOCK_KEY: Final = 5_843_097_226_401
"""Any number that no other application uses in the same PostgreSQL database."""


def upgrade_schema(engine: Engine) -> None:
    """Migrate to the newest revision in one transaction: a process killed on the way leaves the old
    schema.

    Raises DatabaseUnavailable when another process migrates for too long, or when the database was
    migrated by a newer release of the service than this one.
    """
    lock = _locked_sqlite if engine.dialect.name == "sqlite" else _locked_postgresql
    with lock(engine) as connection:
        if _revision(connection) != NEWEST_REVISION:
            _migrate(connection)


def _revision(connection: Connection) -> str | None:
    """Where the database stands, without Alembic, which takes longer to import than this to ask."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(migration_config(connection), "head")
    except CommandError as error:
        raise DatabaseUnavailable(
            "The database belongs to another release of the service"
        ) from error


def migration_config(connection: Connection) -> "Config":
    """Alembic's configuration for our migrations on an open connection; needs no alembic.ini and no
    working folder.
    """
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _locked_sqlite(engine: Engine) -> Iterator[Connection]:
    """A file lock beside the database, for SQLite's own lock does not cover the switch to the
    write-ahead log.

    Foreign keys are off meanwhile: a migration that rebuilds a table drops the old one, which would
    cascade. The switch has no effect inside a transaction, so it goes to the driver before one
    begins.
    """
    file = Path(engine.url.database or "")
    try:
        file.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        with FileLock(f"{file}.upgrade.lock", timeout=LOCK_TIMEOUT_SECONDS):
            if not file.exists():
                file.touch(mode=OWNER_ONLY)
            with engine.connect() as connection:
                connection.detach()
                connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
                with connection.begin():
                    yield connection
    except Timeout as error:
        raise DatabaseUnavailable(WAITED_TOO_LONG) from error
    except OSError as error:
        raise DatabaseUnavailable("The folder of the database cannot be written to") from error


@contextmanager
def _locked_postgresql(engine: Engine) -> Iterator[Connection]:
    """The timeout holds for the locks of the migrations too, which wait for requests in progress."""
    with engine.begin() as connection:
        connection.execute(
            text("SELECT set_config('lock_timeout', :timeout, true)"),
            {"timeout": f"{round(LOCK_TIMEOUT_SECONDS * 1000)}ms"},
        )
        try:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK_KEY}
            )
        except OperationalError as error:
            raise DatabaseUnavailable(WAITED_TOO_LONG) from error
        yield connection
