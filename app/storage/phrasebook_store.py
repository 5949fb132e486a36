"""An administrator's additions to the phrasebook."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.domain.phrasebook import Kind
from app.storage.catalogue_state import lock_catalogue, raise_catalogue_version
from app.storage.change_counts import ChangeCounts
from app.storage.documents import Documents
from app.storage.tables.administration import phrasebook_entries

KINDS = Documents(Kind)


class PhrasebookStore:
    """Keeps each entry as it was given; app/phrasebook.py merges them into the shipped one.

    An entry that only adds to a shipped kind may leave its name, summary and class empty.
    """

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def entries(self) -> Iterator[Kind]:
        """Every entry, in order of kind id."""
        columns = phrasebook_entries.c
        statement = select(columns.document).order_by(columns.kind_id)
        return (KINDS.read(document) for document in self._connection.execute(statement).scalars())

    def put(self, entries: Iterable[Kind]) -> ChangeCounts:
        """Store the entries, each in place of the earlier one for its kind; any change outdates the
        search index.
        """
        lock_catalogue(self._connection)
        columns = phrasebook_entries.c
        stored: dict[str, str] = {
            row.kind_id: row.document
            for row in self._connection.execute(select(columns.kind_id, columns.document))
        }
        given = {entry.kind_id: KINDS.written(entry) for entry in entries}
        changed = {i: document for i, document in given.items() if stored.get(i) != document}
        if not changed:
            return ChangeCounts(unchanged=len(given))
        now = self._clock()
        self._connection.execute(
            delete(phrasebook_entries).where(columns.kind_id.in_(changed.keys() & stored.keys()))
        )
        self._connection.execute(
            insert(phrasebook_entries).values(updated_at=now),
            [{"kind_id": i, "document": document} for i, document in changed.items()],
        )
        raise_catalogue_version(self._connection, now)
        return ChangeCounts(
            added=len(changed.keys() - stored.keys()),
            updated=len(changed.keys() & stored.keys()),
            unchanged=len(given) - len(changed),
        )

    def remove(self, kind_id: str) -> Kind | None:
        """Delete the entry for a kind, which outdates the search index; returns it, None when there is none."""
        lock_catalogue(self._connection)
        of_kind = phrasebook_entries.c.kind_id == kind_id
        document = self._connection.execute(
            select(phrasebook_entries.c.document).where(of_kind)
        ).scalar()
        if document is None:
            return None
        self._connection.execute(delete(phrasebook_entries).where(of_kind))
        raise_catalogue_version(self._connection, self._clock())
        return KINDS.read(document)
