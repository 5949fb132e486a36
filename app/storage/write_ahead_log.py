"""The file in which SQLite keeps recent changes, and with them what was since deleted."""

import sqlite3
from contextlib import closing
from typing import Final

LOCK_SECONDS: Final = 0.05
"""How long other writers may have to wait for a reader to finish."""


def empty_write_ahead_log(database_file: str) -> bool:
    """Move the log into the database and cut it to nothing; False when others use it right now.

    The first step copies without stopping anybody, so that the second, which stops writers, has next to nothing left.
    """
    try:
        with closing(sqlite3.connect(database_file, timeout=LOCK_SECONDS)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not is_busy
