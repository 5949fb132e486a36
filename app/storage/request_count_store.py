"""How many requests each caller has made in the present minute, for all server processes together."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, tuple_

from app.storage.dialect_insert import dialect_insert
from app.storage.tables.running import request_counts

KEPT_AFTER_START: Final = timedelta(minutes=2)
ADDRESS_PREFIX: Final = "address "
"""Starts the names of callers that stand for a network address."""


class RequestCountStore:
    """Rows live while their minute lasts and one minute more, for machines whose clock is behind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, window_start: datetime, caller: str, requests: int) -> int:
        """Count so many more requests of the caller; returns their sum, these included."""
        row = dialect_insert(self._connection, request_counts).values(
            window_start=window_start, caller=caller, requests=requests
        )
        total: int = self._connection.execute(
            row.on_conflict_do_update(
                index_elements=[request_counts.c.window_start, request_counts.c.caller],
                set_={"requests": request_counts.c.requests + row.excluded.requests},
            ).returning(request_counts.c.requests)
        ).scalar_one()
        return total

    def delete_ended(self, moment: datetime, *, at_most: int | None = None) -> int:
        """Delete up to at_most rows of minutes that are over by the moment; returns how many went.

        Fewer than at_most means that none is left.
        """
        key = (request_counts.c.window_start, request_counts.c.caller)
        ended = (
            select(*key)
            .where(request_counts.c.window_start <= moment - KEPT_AFTER_START)
            .limit(at_most)
        )
        return self._connection.execute(
            delete(request_counts).where(tuple_(*key).in_(ended))
        ).rowcount

    def delete_addresses(self) -> None:
        """Delete the counts of network addresses, the present minute's too."""
        self._connection.execute(
            delete(request_counts).where(request_counts.c.caller.startswith(ADDRESS_PREFIX))
        )
