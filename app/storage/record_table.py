"""Catalogue records of one kind in their table: written in batches, read by id."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from app.storage.change_counts import ChangeCounts
from app.storage.documents import Documents, content_hash
from app.storage.driver_statement import SelectByIds
from app.storage.known_records import KnownRecords
from app.storage.tables.catalogue import RecordsTable

BATCH_RECORDS = 500
KNOWN_RECORDS: Final = 2_000
"""Of each kind; a service with short texts in one language takes about two kilobytes, long ones in three more."""


class CatalogueRecord(Protocol):
    """What every kind of record can tell of itself."""

    @property
    def is_sample(self) -> bool: ...


R = TypeVar("R", bound=CatalogueRecord)
T = TypeVar("T")


class PreparedRecord(NamedTuple, Generic[R]):
    """A record as its row will hold it: canonical JSON and the hash of that."""

    record_id: str
    content_hash: str
    is_sample: bool
    document: str


class RecordTable(Generic[R]):
    """Services, channels or organisations; archived ones stay stored but are never read back."""

    def __init__(
        self, table: RecordsTable, record_type: type[R], id_of: Callable[[R], str]
    ) -> None:
        self._table = table
        self._documents = Documents(record_type)
        self._known = KnownRecords[R](KNOWN_RECORDS)
        self._id_of = id_of
        columns = table.c
        is_live = columns.is_archived.is_(False)
        self._hash_by_id = SelectByIds(
            select(columns.id, columns.content_hash).where(is_live), columns.id
        )
        self._document_by_id = SelectByIds(
            select(columns.id, columns.content_hash, columns.document).where(is_live), columns.id
        )
        self._state_by_id = select(columns.id, columns.content_hash, columns.is_archived).where(
            columns.id.in_(bindparam("ids", expanding=True))
        )
        self._live = (
            select(columns.document).where(columns.is_archived.is_(False)).order_by(columns.id)
        )

    def prepared(self, record: R) -> PreparedRecord[R]:
        """Needs no connection: nine tenths of the time that storing an unchanged record takes."""
        document = self._documents.written(record)
        return PreparedRecord(
            record_id=self._id_of(record),
            content_hash=content_hash(document),
            is_sample=record.is_sample,
            document=document,
        )

    def upsert(
        self, connection: Connection, records: Iterable[PreparedRecord[R]], now: datetime
    ) -> ChangeCounts:
        """Store the records; one whose content is the same keeps its row untouched.

        An archived record that comes back counts as updated. Of records with the same id the last
        one stays.
        """
        total = ChangeCounts()
        for batch in batches(records, BATCH_RECORDS):
            total += self._upsert_batch(connection, batch, now)
        return total

    def _upsert_batch(
        self, connection: Connection, batch: Sequence[PreparedRecord[R]], now: datetime
    ) -> ChangeCounts:
        records = {record.record_id: record for record in batch}
        stored = {
            row.id: (row.content_hash, row.is_archived)
            for row in connection.execute(self._state_by_id, {"ids": list(records)})
        }
        added = [
            _row(record, now) for record_id, record in records.items() if record_id not in stored
        ]
        updated = [
            _row(record, now)
            for record_id, record in records.items()
            if record_id in stored and stored[record_id] != (record.content_hash, False)
        ]
        if added:
            connection.execute(insert(self._table), added)
        if updated:
            connection.execute(
                update(self._table).where(self._table.c.id == bindparam("record_id")),
                [{"record_id": row.pop("id"), **row} for row in updated],
            )
        unchanged = len(records) - len(added) - len(updated)
        return ChangeCounts(added=len(added), updated=len(updated), unchanged=unchanged)

    def archive(self, connection: Connection, ids: Iterable[str], now: datetime) -> ChangeCounts:
        """Take live records out of use; unknown ids and archived ones count nowhere."""
        columns = self._table.c
        archived = 0
        for batch in batches(ids, BATCH_RECORDS):
            result = connection.execute(
                update(self._table)
                .where(columns.id.in_(batch), columns.is_archived.is_(False))
                .values(is_archived=True, updated_at=now)
            )
            archived += result.rowcount
        return ChangeCounts(archived=archived)

    def by_id(self, connection: Connection, ids: Iterable[str]) -> dict[str, R]:
        """Those of the asked records that are known and live."""
        hashes = dict(self._hash_by_id.rows(connection, ids))
        records = self._known.of(hashes)
        if unread := hashes.keys() - records.keys():
            records |= self._read(connection, unread)
        return records

    def _read(self, connection: Connection, ids: Iterable[str]) -> dict[str, R]:
        read = {
            record_id: (hash_, self._documents.read(document))
            for record_id, hash_, document in self._document_by_id.rows(connection, ids)
        }
        self._known.add(read)
        return {record_id: record for record_id, (_, record) in read.items()}

    def live(self, connection: Connection) -> Iterator[R]:
        """All live records in order of id, fetched a batch at a time."""
        rows = connection.execute(self._live, execution_options={"yield_per": BATCH_RECORDS})
        for document in rows.scalars():
            yield self._documents.read(document)

    def live_ids(self, connection: Connection) -> frozenset[str]:
        """The ids of all live records but the sample's."""
        columns = self._table.c
        statement = select(columns.id).where(
            columns.is_archived.is_(False), columns.is_sample.is_(False)
        )
        return frozenset(connection.execute(statement).scalars())

    def delete_sample(self, connection: Connection) -> int:
        """How many sample records, archived ones included, were dropped."""
        return connection.execute(delete(self._table).where(self._table.c.is_sample)).rowcount

    def count(self, connection: Connection, *, is_archived: bool) -> int:
        columns = self._table.c
        statement = (
            select(func.count())
            .select_from(self._table)
            .where(columns.is_archived.is_(is_archived))
        )
        return connection.execute(statement).scalar_one()


def _row(record: PreparedRecord[R], now: datetime) -> dict[str, object]:
    return {
        "id": record.record_id,
        "content_hash": record.content_hash,
        "is_archived": False,
        "is_sample": record.is_sample,
        "document": record.document,
        "updated_at": now,
    }


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
