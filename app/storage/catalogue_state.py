"""The catalogue's version: the number an index snapshot is compared with."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from app.storage.tables.catalogue import catalogue_state

VERSION = select(catalogue_state.c.version)


def catalogue_version(connection: Connection) -> int:
    """0 for a catalogue nothing was ever written to."""
    return connection.execute(VERSION).scalar_one()


def catalogue_version_name(connection: Connection) -> str:
    """The version and the moment it was reached, such as "7@2026-11-21T20:15:00+00:00"."""
    row = connection.execute(select(catalogue_state.c.version, catalogue_state.c.updated_at)).one()
    return f"{row.version}@{row.updated_at.isoformat() if row.updated_at else 'never'}"


def catalogue_updated_at(connection: Connection) -> datetime | None:
    """When the version last rose."""
    return connection.execute(select(catalogue_state.c.updated_at)).scalar_one()


def lock_catalogue(connection: Connection) -> None:
    """Make other catalogue writers wait until this transaction ends.

    Without it two imports at once could deadlock, or each undo half of what the other did. SQLite
    needs nothing: there a writing transaction is alone from its beginning.
    """
    connection.execute(VERSION.with_for_update())


def raise_catalogue_version(connection: Connection, now: datetime) -> None:
    """Mark the search index as outdated, in the transaction that changed the catalogue."""
    connection.execute(
        update(catalogue_state).values(version=catalogue_state.c.version + 1, updated_at=now)
    )
