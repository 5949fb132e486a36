"""Read the national catalogue over the network, and import it with what has gone from there archived."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from app.catalogue.answer_journal import open_journal
from app.catalogue.ptv_api import GUID, REMOVED, ListedKind, PtvApi
from app.catalogue.ptv_fields import RecordRejected
from app.catalogue.ptv_http import Get
from app.catalogue.ptv_record_kind import RecordKind
from app.catalogue.ptv_service import read_links
from app.catalogue.ptv_source import RawRecord
from app.errors import CatalogueSourceError
from app.storage.database import OpenStores
from app.usecases.catalogue_import import CatalogueImport, ImportReport, Progress

MANY_SHARE: Final = 0.2
MANY_COUNT: Final = 50
"""More services or channels than both, a fifth of those stored and fifty, are archived at once only when told so."""

_NAMES_FIELD: Final[Mapping[ListedKind, str]] = {
    "service": "serviceNames",
    "channel": "serviceChannelNames",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """Which part of the catalogue: all of it, some municipalities' services, or what changed since (aware UTC)."""

    base_url: str
    municipality_codes: tuple[str, ...] = ()
    since: datetime | None = None

    def as_line(self) -> str:
        """The same text for the same request."""
        since = self.since.isoformat() if self.since else None
        return json.dumps([self.base_url, sorted(self.municipality_codes), since])


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIds:
    """What the catalogue holds now, sample data left out."""

    services: frozenset[str]
    channels: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFetch:
    """Everything is read before the one transaction that stores it; what was read survives a crash for a day."""

    open_stores: OpenStores
    import_catalogue: CatalogueImport
    directory: Path
    open_ptv: Callable[[str], AbstractContextManager[Get]]
    progress: Progress
    now: Callable[[], datetime]

    def __call__(self, request: FetchRequest, *, allow_many_archived: bool = False) -> ImportReport:
        """Import what PTV publishes of the request and archive what it was asked for and no longer publishes.

        Unless `since` is given, PTV is asked for every stored record too, so that nothing stays that has gone there.
        Raises CatalogueSourceError, and changes nothing, when PTV cannot be read or far too much has gone.
        """
        with self.open_stores(read_only=True) as stores:
            stored = StoredIds(
                services=stores.catalogue.live_service_ids(),
                channels=stores.catalogue.live_channel_ids(),
            )
        with (
            open_journal(self.directory, request.as_line(), self.now()) as journal,
            self.open_ptv(request.base_url) as get,
        ):
            reading = _Reading(
                api=PtvApi(journal.remembering(get)),
                request=request,
                stored=stored,
                allow_many_archived=allow_many_archived,
                progress=self.progress,
            )
            report = self.import_catalogue.of_records(reading.records())
            journal.discard()
        return report


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One reading of the catalogue, services first: they name the channels and organisations to read."""

    api: PtvApi
    request: FetchRequest
    stored: StoredIds
    allow_many_archived: bool
    progress: Progress
    channel_ids: set[str] = field(default_factory=set)
    organization_ids: set[str] = field(default_factory=set)

    def records(self) -> Iterator[RawRecord]:
        """Every record to import, in PTV's JSON; one that has gone is marked as archived."""
        services = self._services_to_ask()
        gone = set(services & self.stored.services)
        for record in self._read("service", services):
            gone.discard(_id_of(record.value))
            self._note_links(record.value)
            yield record
        self._refuse_many("service", gone, self.stored.services)
        yield from _archived("service", gone)
        channels = self._channels_to_ask()
        gone = set(channels & self.stored.channels)
        for record in self._read("channel", channels):
            gone.discard(_id_of(record.value))
            yield record
        self._refuse_many("channel", gone, self.stored.channels)
        yield from _archived("channel", gone)
        yield from self._read("organization", self.organization_ids)

    def _services_to_ask(self) -> frozenset[str]:
        since = self.request.since
        with self.progress("Listing services", None) as advance:
            listed = self._listed_services()
            if since:
                listed |= self._removed("service", since) & self.stored.services
            advance(len(listed))
        if since:
            return listed
        if not listed:
            raise CatalogueSourceError("PTV lists no service at all; nothing was changed")
        return listed | self.stored.services

    def _listed_services(self) -> frozenset[str]:
        since, codes = self.request.since, self.request.municipality_codes
        if not codes:
            return self.api.listed_ids("service", since=since)
        return _union(self.api.service_ids_in(code, since=since) for code in codes)

    def _channels_to_ask(self) -> frozenset[str]:
        since = self.request.since
        if not since:
            return self.stored.channels | self.channel_ids
        with self.progress("Listing channels", None) as advance:
            changed = self.api.listed_ids("channel", since=since) | self._removed("channel", since)
            advance(len(changed))
        return changed & self.stored.channels | self.channel_ids

    def _removed(self, kind: ListedKind, since: datetime) -> frozenset[str]:
        return _union(self.api.listed_ids(kind, since=since, status=status) for status in REMOVED)

    def _read(self, kind: RecordKind, ids: Collection[str]) -> Iterator[RawRecord]:
        with self.progress(f"Reading {kind}s", len(ids)) as advance:
            for value in self.api.records(kind, ids):
                yield RawRecord(None, f"PTV {kind} {_id_of(value)}", value)
                advance(1)

    def _note_links(self, service: object) -> None:
        """A record that cannot be read tells nothing here; the import will reject and report it."""
        if not isinstance(service, dict):
            return
        try:
            channel_ids, organization_id = read_links(service)
        except RecordRejected:
            return
        self.channel_ids.update(channel_ids)
        if organization_id:
            self.organization_ids.add(organization_id)

    def _refuse_many(
        self, kind: ListedKind, gone: Collection[str], stored: Collection[str]
    ) -> None:
        if self.allow_many_archived or len(gone) <= max(MANY_COUNT, MANY_SHARE * len(stored)):
            return
        raise CatalogueSourceError(
            f"PTV no longer publishes {len(gone)} of the {len(stored)} stored {kind}s; nothing was changed. "
            "Where that is right, run the command again with --allow-many-archived"
        )


def _archived(kind: ListedKind, ids: Iterable[str]) -> Iterator[RawRecord]:
    for id_ in sorted(ids):
        value = {"id": id_, _NAMES_FIELD[kind]: None, "publishingStatus": "Archived"}
        yield RawRecord(None, f"PTV {kind} {id_}", value)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _id_of(record: object) -> str:
    """The record's id where it is one; anything else is not for people to read."""
    id_ = str(record.get("id")).lower() if isinstance(record, dict) else ""
    return id_ if GUID.fullmatch(id_) else "without an id"
