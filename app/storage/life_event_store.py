"""An administrator's additions to the life events."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.domain.life_events import LifeEvent
from app.storage.catalogue_state import lock_catalogue, raise_catalogue_version
from app.storage.change_counts import ChangeCounts
from app.storage.documents import Documents
from app.storage.tables.administration import life_event_entries

LIFE_EVENTS = Documents(LifeEvent)


class LifeEventStore:
    """Keeps each entry as it was given; app/life_events.py joins them to the shipped ones.

    An entry that only adds to a shipped life event may leave anything but its id empty.
    """

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def entries(self) -> Iterator[LifeEvent]:
        """Every entry, in order of life event id."""
        columns = life_event_entries.c
        statement = select(columns.document).order_by(columns.life_event_id)
        documents = self._connection.execute(statement).scalars()
        return (LIFE_EVENTS.read(document) for document in documents)

    def put(self, entries: Iterable[LifeEvent]) -> ChangeCounts:
        """Store the entries, each in place of the earlier one of its id; any change outdates the search index."""
        lock_catalogue(self._connection)
        columns = life_event_entries.c
        stored: dict[str, str] = {
            row.life_event_id: row.document
            for row in self._connection.execute(select(columns.life_event_id, columns.document))
        }
        given = {entry.life_event_id: LIFE_EVENTS.written(entry) for entry in entries}
        changed = {i: document for i, document in given.items() if stored.get(i) != document}
        if not changed:
            return ChangeCounts(unchanged=len(given))
        now = self._clock()
        self._connection.execute(
            delete(life_event_entries).where(
                columns.life_event_id.in_(changed.keys() & stored.keys())
            )
        )
        self._connection.execute(
            insert(life_event_entries).values(updated_at=now),
            [{"life_event_id": i, "document": document} for i, document in changed.items()],
        )
        raise_catalogue_version(self._connection, now)
        return ChangeCounts(
            added=len(changed.keys() - stored.keys()),
            updated=len(changed.keys() & stored.keys()),
            unchanged=len(given) - len(changed),
        )

    def remove(self, life_event_id: str) -> LifeEvent | None:
        """Delete an entry, which outdates the search index; returns it, None when there is none."""
        lock_catalogue(self._connection)
        of_event = life_event_entries.c.life_event_id == life_event_id
        document = self._connection.execute(
            select(life_event_entries.c.document).where(of_event)
        ).scalar()
        if document is None:
            return None
        self._connection.execute(delete(life_event_entries).where(of_event))
        raise_catalogue_version(self._connection, self._clock())
        return LIFE_EVENTS.read(document)
