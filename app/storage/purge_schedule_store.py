"""When the next purge is due, agreed between all servers on the database."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, update

from app.storage.tables.running import purge_schedule


class PurgeScheduleStore:
    """A claim is a lease: whoever holds it and fails, or is killed, leaves the purge to the next one."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def claim(self, *, retry_after: timedelta) -> bool:
        """Whether a purge is due and falls to the caller; until retry_after has passed it falls to nobody else."""
        now = self._clock()
        due_at = purge_schedule.c.next_due_at
        claimed = self._connection.execute(
            update(purge_schedule)
            .where(or_(due_at.is_(None), due_at <= now))
            .values(next_due_at=now + retry_after)
        )
        return claimed.rowcount == 1

    def finish(self, *, next_after: timedelta) -> None:
        """The claimed purge is done; the next one is due when next_after has passed."""
        self._connection.execute(
            update(purge_schedule).values(next_due_at=self._clock() + next_after)
        )
