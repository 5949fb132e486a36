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
from app.catalogue.ptv_parse import ArchivedRecord, ParsedRecord, RecordKind, parse_record
from app.catalogue.ptv_source import BrokenRecord, RawRecord, read_catalogue_file
from app.domain.catalogue import Organization, Service, ServiceChannel
from app.domain.codelists import CodeLists
from app.storage.catalogue_store import CatalogueStore
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database

Progress = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display with a label and the expected total; the callable it gives adds finished steps."""

BATCH_RECORDS: Final = 500
KINDS: Final[Mapping[type, RecordKind]] = {
    Service: "service",
    ServiceChannel: "channel",
    Organization: "organization",
}


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What an import did. rejections are lines for people: file, position, reason; never a record's content."""

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
class CatalogueImport:
    """Imports PTV JSON. One transaction: a crash or an unreadable file leaves the stored catalogue as it was."""

    database: Database
    code_lists: CodeLists
    progress: Progress

    def __call__(
        self, files: Sequence[Path], *, strict: bool = False, is_sample: bool = False
    ) -> ImportReport:
        """Import the files in order; a later record of an id replaces an earlier one.

        A record that cannot be used is reported and the rest imported; with strict, any rejection means that nothing
        is. The first real service drops a sample catalogue. Raises CatalogueFileError for a file that cannot be read.

        Everything is parsed, into a temporary file, before the transaction begins: other writers, such as a running
        server, wait for the storing alone.
        """
        report = ImportReport()
        with tempfile.TemporaryFile() as spool:
            for batch in _batches(self._changes(files, report, is_sample=is_sample)):
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

    def _changes(
        self, files: Sequence[Path], report: ImportReport, *, is_sample: bool
    ) -> Iterator[Change]:
        for path in files:
            with self.progress(f"Reading {path.name}", None) as advance:
                for raw in read_catalogue_file(path):
                    parsed = self._parsed(raw, report)
                    if isinstance(parsed, ParsedRecord):
                        yield replace(parsed.record, is_sample=True) if is_sample else parsed.record
                    elif parsed is not None:
                        yield parsed
                    advance(1)

    def _parsed(
        self, raw: RawRecord | BrokenRecord, report: ImportReport
    ) -> ParsedRecord | ArchivedRecord | None:
        place = f"{raw.origin}: record {raw.position}"
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


def _batches(changes: Iterable[Change]) -> Iterator[list[Change]]:
    remaining = iter(changes)
    while batch := list(islice(remaining, BATCH_RECORDS)):
        yield batch


def _store(catalogue: CatalogueStore, batch: Sequence[Change], report: ImportReport) -> None:
    """Write changes of one kind together, as long as they follow one another."""
    for (record_type, kind), group in groupby(batch, key=_type_and_kind):
        records: list[Any] = list(group)
        write = _writer(catalogue, kind, is_archiving=record_type is ArchivedRecord)
        counts = write(
            [each.record_id for each in records] if record_type is ArchivedRecord else records
        )
        report.counts[kind] = report.counts.get(kind, ChangeCounts()) + counts


def _type_and_kind(change: Change) -> tuple[type, RecordKind]:
    if isinstance(change, ArchivedRecord):
        return ArchivedRecord, change.kind
    return type(change), KINDS[type(change)]


def _writer(
    catalogue: CatalogueStore, kind: RecordKind, *, is_archiving: bool
) -> Callable[[Iterable[Any]], ChangeCounts]:
    upsert: dict[RecordKind, Callable[[Iterable[Any]], ChangeCounts]] = {
        "service": catalogue.upsert_services,
        "channel": catalogue.upsert_channels,
        "organization": catalogue.upsert_organizations,
    }
    archive: dict[RecordKind, Callable[[Iterable[Any]], ChangeCounts]] = {
        "service": catalogue.archive_services,
        "channel": catalogue.archive_channels,
        "organization": catalogue.archive_organizations,
    }
    return (archive if is_archiving else upsert)[kind]
