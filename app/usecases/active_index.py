"""The index snapshot that requests are answered from, kept up to date while the server runs."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from app.domain.life_events import LifeEventList
from app.errors import AppError, CatalogueEmpty, SnapshotError, Unavailable
from app.index.build_directory import current_build_id
from app.index.snapshot import Snapshot
from app.index.snapshot_files import read_snapshot
from app.usecases.list_life_events import list_life_events

log = structlog.get_logger()

POLL_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 300.0
"""A step that keeps failing is tried ever more rarely, down to this."""

STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a step failed last, and when (monotonic seconds) it is tried again."""

    reason: str
    pause_seconds: float
    retry_at: float


@dataclass(slots=True, kw_only=True)
class ActiveIndex:
    """Holds one snapshot at a time; a newer one replaces it between two requests, never during one.

    A background thread looks every POLL_SECONDS for a newer snapshot on disk, and calls bring_up_to_date, which builds
    one where the catalogue has moved on. A snapshot that cannot be read leaves the one in use in place, and rebuild is
    called once for it.
    """

    directory: Path
    bring_up_to_date: Callable[[], object]
    rebuild: Callable[[], object]
    _snapshot: Snapshot | None = None
    _life_events: LifeEventList | None = None
    _build_id: str | None = None
    _damaged_build_id: str | None = None
    _failures: "dict[str, _Failure]" = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def snapshot(self) -> Snapshot:
        """The snapshot in use.

        Raises Unavailable before one could be loaded and CatalogueEmpty when it holds no service.
        """
        snapshot = self._snapshot
        if snapshot is None:
            raise Unavailable("The search index is not ready yet")
        if not snapshot.service_ids:
            raise CatalogueEmpty
        return snapshot

    @property
    def is_loaded(self) -> bool:
        """Whether a snapshot is in use, be it of an empty catalogue."""
        return self._snapshot is not None

    def service_collection_ids(self) -> frozenset[str]:
        """The collections a filter may name; raises what `snapshot` raises."""
        return frozenset(self.snapshot().facets.service_collections.rows)

    def life_events(self) -> LifeEventList:
        """Those of the snapshot in use, be its catalogue empty. Raises Unavailable before one could be loaded."""
        if self._life_events is None:
            raise Unavailable("The search index is not ready yet")
        return self._life_events

    def start(self) -> None:
        """Load the current snapshot, then watch for newer ones in the background."""
        self._look()
        self._thread = threading.Thread(target=self._watch, name="active-index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; a build in progress is left to die with the process, which harms nothing."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _watch(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            self._look()

    def _look(self) -> None:
        self._attempt("build", self.bring_up_to_date)
        self._attempt("load", self._load_newer)

    def _attempt(self, step: str, action: Callable[[], object]) -> None:
        """Do it unless it failed a moment ago; the watch goes on whatever happens."""
        failure = self._failures.get(step)
        if failure is not None and time.monotonic() < failure.retry_at:
            return
        try:
            action()
        except AppError as error:
            self._failed(step, error.detail)
        except Exception as error:
            self._failed(step, type(error).__name__)
        else:
            self._failures.pop(step, None)

    def _failed(self, step: str, reason: str) -> None:
        """Log a reason once for as long as it stays the same, and pause twice as long as before."""
        before = self._failures.get(step)
        if before is None or before.reason != reason:
            log.warning("index_not_updated", step=step, reason=reason)
        pause = min(2 * before.pause_seconds, LONGEST_PAUSE_SECONDS) if before else POLL_SECONDS
        self._failures[step] = _Failure(reason, pause, time.monotonic() + pause)

    def _load_newer(self) -> None:
        build_id = current_build_id(self.directory)
        if build_id is None or build_id == self._build_id:
            return
        try:
            self._snapshot = read_snapshot(self.directory)
        except SnapshotError:
            if build_id != self._damaged_build_id:
                self._damaged_build_id = build_id
                self.rebuild()
            raise
        self._life_events = list_life_events(self._snapshot)
        self._build_id = build_id
        log.info("snapshot_loaded", build_id=build_id, services=len(self._snapshot.service_ids))
