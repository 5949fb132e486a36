"""Take the pictures of months that are over: count once, keep what may be shown, never count again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.domain.insights import figures_by_cell, settled_months
from app.domain.phrasebook import Kind
from app.errors import AppError
from app.phrasebook import join_entries
from app.storage.database import Database, Stores

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePictures:
    """Takes the picture of every month that ended a week ago or earlier and has none.

    Counting reads beside everybody else; only what is to be shown is written, in a transaction of its own. Of several
    servers that count at once the first to write decides.
    """

    database: Database
    shipped_kinds: Callable[[], Iterable[Kind]]
    now: Callable[[], datetime]

    def __call__(self) -> None:
        with self.database.open_stores(read_only=True) as stores:
            oldest = stores.insights.oldest_situation()
            if oldest is None:
                return
            taken = stores.insights.taken_months()
            due = [month for month in settled_months(oldest, self.now()) if month not in taken]
            class_of_kind = self._classes(stores) if due else {}
        for month in due:
            with self.database.open_stores(read_only=True) as stores:
                cells = figures_by_cell(stores.insights.situations(month), class_of_kind)
            with self.database.open_stores() as stores:
                stores.insights.keep(month, cells)

    def before_a_purge(self) -> None:
        """As above, except that a failure is only logged: what must be deleted is deleted, seen or not."""
        try:
            self()
        except AppError as error:
            log.warning("pictures_not_taken", reason=error.detail)

    def _classes(self, stores: Stores) -> Mapping[str, str]:
        kinds = join_entries((*self.shipped_kinds(), *stores.phrasebook.entries()))
        return {kind.kind_id: kind.service_class_code for kind in kinds}
