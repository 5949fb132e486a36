"""The engine for SQLite or PostgreSQL, and transactions on it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.errors import DatabaseUnavailable, SettingsError
from app.storage.attribute_store import AttributeStore
from app.storage.catalogue_store import CatalogueStore
from app.storage.channel_support_store import ChannelSupportStore
from app.storage.client_store import ClientStore
from app.storage.driver_statement import driver_cursor
from app.storage.feedback_store import FeedbackStore
from app.storage.insight_store import InsightStore
from app.storage.kept_connections import KeptConnections
from app.storage.learned_order_store import LearnedOrderStore
from app.storage.life_event_store import LifeEventStore
from app.storage.phrasebook_store import PhrasebookStore
from app.storage.purge_schedule_store import PurgeScheduleStore
from app.storage.recommendation_store import RecommendationStore
from app.storage.request_count_store import RequestCountStore
from app.storage.response_store import ResponseStore
from app.storage.schema_upgrade import upgrade_schema
from app.storage.usage_store import UsageStore
from app.storage.write_ahead_log import empty_write_ahead_log

BUSY_TIMEOUT_SECONDS: Final = 15
IMPATIENT_SECONDS: Final = 0.1
CONNECT_TIMEOUT_SECONDS: Final = 5
POOLED_CONNECTIONS: Final = 10
READ_ONLY: Final = "revontuli_read_only"
IMPATIENT: Final = "revontuli_impatient"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Stores:
    """All stores of one transaction; not to be used after it has ended, nor by two threads."""

    catalogue: CatalogueStore
    recommendations: RecommendationStore
    feedback: FeedbackStore
    clients: ClientStore
    phrasebook: PhrasebookStore
    life_events: LifeEventStore
    attributes: AttributeStore
    channel_support: ChannelSupportStore
    usage: UsageStore
    purge_schedule: PurgeScheduleStore
    request_counts: RequestCountStore
    responses: ResponseStore
    learned_orders: LearnedOrderStore
    insights: InsightStore


class OpenStores(Protocol):
    """How a use case reaches the database: Database.open_stores, or a stand-in for it."""

    def __call__(self, *, read_only: bool = False) -> AbstractContextManager[Stores]: ...


class Database:
    """One database by its SQLAlchemy URL: an SQLite file, or PostgreSQL through psycopg.

    Building it opens nothing. Methods that touch the database raise DatabaseUnavailable when it
    cannot be reached or used. Safe to share between threads, not between processes.
    """

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._url = _supported_url(url)
        self._clock = clock
        if self._url.get_backend_name() == "sqlite":
            self._writing = _sqlite_engine(self._url)
            self._reading = self._writing.execution_options(**{READ_ONLY: True})
            self._kept = [KeptConnections(self._writing), KeptConnections(self._reading)]
            self._begin_writing, self._begin_reading = (each.begin for each in self._kept)
        else:
            self._writing = _postgresql_engine(self._url)
            self._reading = self._writing.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            self._kept = []
            self._begin_writing, self._begin_reading = self._writing.begin, self._reading.begin

    @contextmanager
    def open_stores(
        self, *, read_only: bool = False, is_impatient: bool = False
    ) -> Iterator[Stores]:
        """One transaction, committed as the block ends and rolled back when it raises.

        Writing transactions on SQLite run one at a time: another one waits up to 15 seconds for its
        turn, an impatient one a tenth of a second. A read-only transaction waits for nobody, sees
        one moment of the database throughout, and fails on any write.
        """
        begin = self._begin_reading if read_only else self._begin_writing
        if is_impatient:
            engine = self._reading if read_only else self._writing
            begin = engine.execution_options(**{IMPATIENT: True}).begin
        with _reported_errors(), begin() as connection:
            yield Stores(
                catalogue=CatalogueStore(connection, self._clock),
                recommendations=RecommendationStore(connection, self._clock),
                feedback=FeedbackStore(connection, self._clock),
                clients=ClientStore(connection, self._clock),
                phrasebook=PhrasebookStore(connection, self._clock),
                life_events=LifeEventStore(connection, self._clock),
                attributes=AttributeStore(connection, self._clock),
                channel_support=ChannelSupportStore(connection, self._clock),
                usage=UsageStore(connection),
                purge_schedule=PurgeScheduleStore(connection, self._clock),
                request_counts=RequestCountStore(connection),
                responses=ResponseStore(connection, self._clock),
                learned_orders=LearnedOrderStore(connection, self._clock),
                insights=InsightStore(connection, self._clock),
            )

    def upgrade(self) -> None:
        """Bring the schema up to date; a missing SQLite file is created, and its folder.

        Any number of processes may do so at once: one migrates, the others wait and find nothing
        left to do.
        """
        with _reported_errors():
            upgrade_schema(self._writing)

    def erase_deleted(self) -> bool:
        """Leave nothing of what was deleted in SQLite's files; False when others use them right now.

        PostgreSQL reclaims the space of deleted rows by itself.
        """
        if self._url.get_backend_name() != "sqlite":
            return True
        return empty_write_ahead_log(self._url.database or "")

    def close(self) -> None:
        """Close the idle connections; the database opens new ones when used again."""
        for kept in self._kept:
            kept.close()
        self._writing.dispose()


def _supported_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("The database URL cannot be read as one") from None
    if parsed.drivername == "postgresql+psycopg" or _is_sqlite_file(parsed):
        return parsed
    raise SettingsError("The database URL must start with sqlite:///FILE or postgresql+psycopg://")


def _is_sqlite_file(url: URL) -> bool:
    """SQLite's own URIs are refused: they can name a database in memory, one for each connection."""
    file = url.database or ""
    return (
        url.drivername in ("sqlite", "sqlite+pysqlite")
        and bool(file)
        and not file.startswith((":memory:", "file:"))
        and "uri" not in url.query
    )


def _sqlite_engine(url: URL) -> Engine:
    """A commit survives a killed process, but a power cut may take back the last ones (synchronous = NORMAL).

    FULL would wait for the disk on every answer: remembering one took 1.5 ms (p50) instead of 1.0 on a fast disk.
    """
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS},
        hide_parameters=True,
        pool_size=POOLED_CONNECTIONS,
        max_overflow=-1,
    )

    @event.listens_for(engine, "connect")
    def prepare_connection(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Say at once whether it will write: SQLite lets no reader wait to become a writer."""
        options = connection.get_execution_options()
        is_impatient = options.get(IMPATIENT, False)
        if connection.info.get(IMPATIENT, False) != is_impatient:
            seconds = IMPATIENT_SECONDS if is_impatient else BUSY_TIMEOUT_SECONDS
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
            connection.info[IMPATIENT] = is_impatient
        is_reading = options.get(READ_ONLY, False)
        if connection.info.get(READ_ONLY) != is_reading:
            connection.exec_driver_sql(f"PRAGMA query_only = {int(is_reading)}")
            connection.info[READ_ONLY] = is_reading
        statement = "BEGIN" if is_reading else "BEGIN IMMEDIATE"
        with driver_cursor(connection, statement) as cursor:
            cursor.execute(statement)

    return engine


def _postgresql_engine(url: URL) -> Engine:
    """Connections are tried before use, so that a restarted server fails no request."""
    connect_args = (
        {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_TIMEOUT_SECONDS}
    )
    try:
        return create_engine(
            url,
            connect_args=connect_args,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=POOLED_CONNECTIONS,
            pool_timeout=BUSY_TIMEOUT_SECONDS,
        )
    except ImportError as error:
        raise SettingsError(
            "PostgreSQL needs the driver: pip install revontuli[postgresql]"
        ) from error


@contextmanager
def _reported_errors() -> Iterator[None]:
    """Report a missing, locked, full or broken database as DatabaseUnavailable.

    Violated constraints and wrong SQL are faults of ours and pass through.
    """
    try:
        yield
    except (OperationalError, InterfaceError, InternalError, PoolTimeoutError) as error:
        raise DatabaseUnavailable from error
    except DatabaseError as error:
        if type(error) is DatabaseError:
            raise DatabaseUnavailable from error
        raise
