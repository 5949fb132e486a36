"""Purges once a day while the server runs, whichever of several servers gets to it first."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from app.errors import AppError
from app.storage.database import OpenStores

log = structlog.get_logger()

FIRST_LOOK_SECONDS = 120.0
"""After the start, which has more urgent things to do."""

LOOK_SECONDS = 600.0
"""Between two looks at the schedule."""

PERIOD: Final = timedelta(hours=24)
RETRY_AFTER: Final = timedelta(hours=1)
STOP_SECONDS = 5.0


@dataclass(slots=True, kw_only=True)
class DailyPurge:
    """A background thread. The schedule lies in the database: restarts neither hasten a purge nor put it off.

    purge deletes what is due in short transactions until the event it is given is set, and tells how many of each kind.
    """

    open_stores: OpenStores
    purge: Callable[[threading.Event], dict[str, int]]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._watch, name="daily-purge", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the transaction in progress; what is left is purged within the hour after the next start."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _watch(self) -> None:
        pause = FIRST_LOOK_SECONDS
        while not self._stopping.wait(_spread(pause)):
            self._look()
            pause = LOOK_SECONDS

    def _look(self) -> None:
        """Purge if it is due; whatever happens, the watch goes on and tries again when the claim has run out."""
        try:
            self._purge_when_due()
        except AppError as error:
            log.warning("purge_failed", reason=error.detail)
        except Exception as error:
            log.warning("purge_failed", reason=type(error).__name__)

    def _purge_when_due(self) -> None:
        with self.open_stores() as stores:
            if not stores.purge_schedule.claim(retry_after=RETRY_AFTER):
                return
        deleted = self.purge(self._stopping)
        if self._stopping.is_set():
            return
        with self.open_stores() as stores:
            stores.purge_schedule.finish(next_after=PERIOD)
        log.info("purged", deleted=deleted)


def _spread(seconds: float) -> float:
    """So or up to twice as long, so that servers started together do not look together."""
    return seconds * random.uniform(1, 2)  # noqa: S311  # no secret
