"""How many requests each caller has made in the present minute, for all server processes together."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete

from app.storage.dialect_insert import dialect_insert
from app.storage.tables import request_counts, request_windows

KEY_BYTES: Final = 32
KEPT_AFTER_START: Final = timedelta(minutes=1)


class RequestCountStore:
    """Rows live while their minute lasts and one minute more, for machines whose clock is behind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_window(self, window_start: datetime) -> bytes:
        """The key under which this window's network addresses are hashed, the same for everyone.

        Opening it the first time deletes earlier windows, keys included: what they held of
        addresses cannot be read after that.
        """
        new_key = secrets.token_hex(KEY_BYTES)
        row = dialect_insert(self._connection, request_windows).values(
            window_start=window_start, address_key=new_key
        )
        key: str = self._connection.execute(
            row.on_conflict_do_update(
                index_elements=[request_windows.c.window_start],
                set_={"address_key": request_windows.c.address_key},
            ).returning(request_windows.c.address_key)
        ).scalar_one()
        if key == new_key:
            self._delete_ended(window_start)
        return bytes.fromhex(key)

    def _delete_ended(self, window_start: datetime) -> None:
        for table in (request_counts, request_windows):
            ended = table.c.window_start < window_start - KEPT_AFTER_START
            self._connection.execute(delete(table).where(ended))

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
