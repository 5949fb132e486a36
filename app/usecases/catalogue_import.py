"""Read catalogue files, compare them with what is stored, store the difference: all of it or, on an error, nothing."""

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from app.catalogue.ptv_fields import RecordIgnored, RecordRejected
from app.catalogue.ptv_parse import ArchivedRecord, ParsedRecord, parse_record
from app.catalogue.ptv_record_kind import RecordKind
from app.catalogue.ptv_source import BrokenRecord, RawRecord, read_catalogue_file
from app.domain.catalogue import Organization, Service, ServiceChannel
from app.domain.codelists import CodeLists
from app.storage.catalogue_records import CHANNELS, ORGANIZATIONS, SERVICES
from app.storage.catalogue_store import CatalogueStore
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from app.storage.record_table import PreparedRecord, RecordTable

Progress = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display with a label and the expected total; the callable it gives adds finished steps."""

BATCH_RECORDS: Final = 500
KINDS: Final[Mapping[type, RecordKind]] = {
    Service: "service",
    ServiceChannel: "channel",
    Organization: "organization",
}
TABLES: Final[Mapping[RecordKind, RecordTable[Any]]] = {
    "service": SERVICES,
    "channel": CHANNELS,
    "organization": ORGANIZATIONS,
}


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What an import did. rejections are lines for people: place and reason; never a record's content."""

    counts: dict[RecordKind, ChangeCounts] = field(default_factory=dict)
    rejections: list[str] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    unknown_code_count: int = 0
    replaced_sample_services: int = 0
    is_refused: bool = False

    @property
    def has_live_services(self) -> bool:
        """Whether any service that was read is in use now."""
        counts = self.counts.get("service", ChangeCounts())
        return counts.added + counts.updated + counts.unchanged > 0

    def summary(self) -> str:
        """One line for each kind of record that was read, then the total."""
        lines = [_counts_line(f"{kind}s", counts) for kind, counts in sorted(self.counts.items())]
        total = sum(self.counts.values(), start=ChangeCounts())
        lines.append(f"{_counts_line('total', total)}, rejected {len(self.rejections)}")
        lines += [f"ignored {count}: {reason}" for reason, count in sorted(self.ignored.items())]
        if self.unknown_code_count:
            lines.append(f"left out {self.unknown_code_count} codes that no code list knows")
        if self.replaced_sample_services:
            lines.append(f"removed {self.replaced_sample_services} sample services")
        return "\n".join(lines)


def _counts_line(label: str, counts: ChangeCounts) -> str:
    return (
        f"{label}: added {counts.added}, updated {counts.updated}, "
        f"unchanged {counts.unchanged}, archived {counts.archived}"
    )


Change = Service | ServiceChannel | Organization | ArchivedRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Up to BATCH_RECORDS prepared records, or ids of archived ones, of one kind."""

    kind: RecordKind
    is_archiving: bool
    items: Sequence[PreparedRecord[Any] | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueImport:
    """Imports PTV JSON. One transaction: a crash or an unreadable file leaves the stored catalogue as it was."""

    database: Database
    code_lists: CodeLists
    progress: Progress

    def __call__(
        self, files: Sequence[Path], *, strict: bool = False, is_sample: bool = False
    ) -> ImportReport:
        """Import the files in order. Raises CatalogueFileError for one that cannot be read."""
        return self.of_records(self._read(files), strict=strict, is_sample=is_sample)

    def of_records(
        self,
        records: Iterable[RawRecord | BrokenRecord],
        *,
        strict: bool = False,
        is_sample: bool = False,
    ) -> ImportReport:
        """Import the records in order; a later record of an id replaces an earlier one.

        A record that cannot be used is reported and the rest imported; with strict, any rejection means that nothing
        is. The first real service drops a sample catalogue.

        Everything is parsed, serialised and hashed, into a temporary file, before the transaction begins: other
        writers, such as a running server, wait for the comparing of hashes and the storing alone.
        """
        report = ImportReport()
        with tempfile.TemporaryFile() as spool:
            for batch in _batches(self._changes(records, report, is_sample=is_sample)):
                pickle.dump(batch, spool)
            if strict and report.rejections:
                report.is_refused = True
                return report
            spool_end = spool.tell()
            spool.seek(0)
            with self.database.open_stores() as stores:
                while spool.tell() < spool_end:
                    _store(stores.catalogue, pickle.load(spool), report)  # noqa: S301  # written above
                if not is_sample and report.has_live_services:
                    report.replaced_sample_services = stores.catalogue.delete_sample()
        return report

    def _read(self, files: Sequence[Path]) -> Iterator[RawRecord | BrokenRecord]:
        for path in files:
            with self.progress(f"Reading {path.name}", None) as advance:
                for raw in read_catalogue_file(path):
                    yield raw
                    advance(1)

    def _changes(
        self, records: Iterable[RawRecord | BrokenRecord], report: ImportReport, *, is_sample: bool
    ) -> Iterator[Change]:
        for raw in records:
            parsed = self._parsed(raw, report)
            if isinstance(parsed, ParsedRecord):
                yield replace(parsed.record, is_sample=True) if is_sample else parsed.record
            elif parsed is not None:
                yield parsed

    def _parsed(
        self, raw: RawRecord | BrokenRecord, report: ImportReport
    ) -> ParsedRecord | ArchivedRecord | None:
        place = f"{raw.origin}: record {raw.position}" if raw.position else raw.origin
        if isinstance(raw, BrokenRecord):
            report.rejections.append(f"{place} rejected: {raw.reason}")
            return None
        try:
            parsed = parse_record(raw.value, self.code_lists)
        except RecordIgnored as ignored:
            report.ignored[str(ignored)] += 1
            return None
        except RecordRejected as rejected:
            report.rejections.append(f"{place} rejected: {rejected}")
            return None
        if isinstance(parsed, ParsedRecord):
            report.unknown_code_count += parsed.unknown_code_count
        return parsed


def _batches(changes: Iterable[Change]) -> Iterator[_Batch]:
    """Changes of one kind and sort together, as long as they follow one another."""
    for (kind, is_archiving), group in groupby(changes, key=_kind_and_sort):
        while part := list(islice(group, BATCH_RECORDS)):
            yield _Batch(
                kind=kind,
                is_archiving=is_archiving,
                items=[
                    each.record_id
                    if isinstance(each, ArchivedRecord)
                    else TABLES[kind].prepared(each)
                    for each in part
                ],
            )


def _kind_and_sort(change: Change) -> tuple[RecordKind, bool]:
    if isinstance(change, ArchivedRecord):
        return change.kind, True
    return KINDS[type(change)], False


def _store(catalogue: CatalogueStore, batch: _Batch, report: ImportReport) -> None:
    counts = _writer(catalogue, batch.kind, is_archiving=batch.is_archiving)(batch.items)
    report.counts[batch.kind] = report.counts.get(batch.kind, ChangeCounts()) + counts


def _writer(
    catalogue: CatalogueStore, kind: RecordKind, *, is_archiving: bool
) -> Callable[[Iterable[Any]], ChangeCounts]:
    upsert: dict[RecordKind, Callable[[Iterable[Any]], ChangeCounts]] = {
        "service": catalogue.upsert_prepared_services,
        "channel": catalogue.upsert_prepared_channels,
        "organization": catalogue.upsert_prepared_organizations,
    }
    archive: dict[RecordKind, Callable[[Iterable[Any]], ChangeCounts]] = {
        "service": catalogue.archive_services,
        "channel": catalogue.archive_channels,
        "organization": catalogue.archive_organizations,
    }
    return (archive if is_archiving else upsert)[kind]
