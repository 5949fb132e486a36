"""Delete what has outlived its retention period."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Final

import structlog

from app.storage.database import Database, Stores

log = structlog.get_logger()

BATCH_ROWS: Final = 100
"""Deleted in one transaction. On SQLite a write waits for the whole of it, hence so few."""

PAUSE_SECONDS: Final = 0.05
"""Between two transactions, for SQLite hands the lock to whoever asks first, not to who has waited."""

ERASING_ATTEMPTS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeExpired:
    """Deletes recommendations, with their feedback and followed links but not their counts, expired attributes,
    and the request counts of minutes that are over.

    Killed on the way, it has lost nothing: each recommendation is either stored or counted.
    """

    database: Database
    retention_days: int
    now: Callable[[], datetime]

    def __call__(
        self, *, older_than_days: int | None = None, stopping: Event | None = None
    ) -> dict[str, int]:
        """How many of each kind were deleted. A recommendation of exactly so many days stays.

        older_than_days takes the place of the retention period. Once stopping is set, the rest stays too.
        """
        now = self.now()
        stopping = stopping or Event()
        days = self.retention_days if older_than_days is None else older_than_days
        oldest_kept = now - timedelta(days=days)
        steps: dict[str, Callable[[Stores], int]] = {
            "recommendations": lambda stores: stores.recommendations.delete_older_than(
                oldest_kept, at_most=BATCH_ROWS
            ),
            "session attributes": lambda stores: stores.attributes.delete_expired(
                now, at_most=BATCH_ROWS
            ),
            "request counts": lambda stores: stores.request_counts.delete_ended(
                now, at_most=BATCH_ROWS
            ),
        }
        deleted = {kind: self._in_batches(step, stopping) for kind, step in steps.items()}
        if any(deleted.values()):
            self._erase(stopping)
        return deleted

    def _in_batches(self, step: Callable[[Stores], int], stopping: Event) -> int:
        total = 0
        while not stopping.is_set():
            with self.database.open_stores() as stores:
                deleted = step(stores)
            total += deleted
            if deleted < BATCH_ROWS:
                break
            stopping.wait(PAUSE_SECONDS)
        return total

    def _erase(self, stopping: Event) -> None:
        """Readers come and go: there is soon a moment without one."""
        for _ in range(ERASING_ATTEMPTS):
            if self.database.erase_deleted():
                return
            if stopping.wait(PAUSE_SECONDS):
                return
        log.warning("deleted_data_still_in_the_log_file")
