"""INSERT … ON CONFLICT, which both databases write alike and SQLAlchemy keeps with each dialect."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

DialectInsert = postgresql.Insert | sqlite.Insert


def dialect_insert(connection: Connection, table: Table[Any]) -> DialectInsert:
    """An INSERT into the table that the connection's database understands, with on_conflict_do_update."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
