"""The service catalogue at rest: services, channels, organisations and experts' 3X10D profiles."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.domain.catalogue import MeterProfile, Organization, Service, ServiceChannel
from app.domain.meters import METERS
from app.storage.catalogue_counts import CatalogueCounts, count_catalogue
from app.storage.catalogue_records import CHANNELS, ORGANIZATIONS, SERVICES
from app.storage.catalogue_state import (
    catalogue_version,
    catalogue_version_name,
    lock_catalogue,
    raise_catalogue_version,
)
from app.storage.change_counts import ChangeCounts
from app.storage.record_table import PreparedRecord
from app.storage.tables.catalogue import meter_profiles, services

PROFILES = select(meter_profiles.c.service_id, *(meter_profiles.c[meter] for meter in METERS))


class CatalogueStore:
    """Reads and writes the catalogue inside one transaction.

    Whatever outdates the search index (services and profiles, not channels and organisations)
    raises the version.
    """

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def version(self) -> int:
        """Rises with every change that matters to the search index; 0 before the first."""
        return catalogue_version(self._connection)

    def version_name(self) -> str:
        """The version and the moment it was reached.

        Unlike the number alone it does not repeat when another database takes this one's place.
        """
        return catalogue_version_name(self._connection)

    def is_empty(self) -> bool:
        """Whether there is no live service."""
        statement = select(services.c.id).where(services.c.is_archived.is_(False)).limit(1)
        return self._connection.execute(statement).first() is None

    def counts(self) -> CatalogueCounts:
        """What the catalogue holds. Reads all of it: seconds on a national catalogue."""
        return count_catalogue(self._connection)

    def upsert_services(self, records: Iterable[Service]) -> ChangeCounts:
        return self.upsert_prepared_services(map(SERVICES.prepared, records))

    def upsert_channels(self, records: Iterable[ServiceChannel]) -> ChangeCounts:
        return self.upsert_prepared_channels(map(CHANNELS.prepared, records))

    def upsert_organizations(self, records: Iterable[Organization]) -> ChangeCounts:
        return self.upsert_prepared_organizations(map(ORGANIZATIONS.prepared, records))

    def upsert_prepared_services(self, records: Iterable[PreparedRecord[Service]]) -> ChangeCounts:
        """For many records, prepared before the transaction began; so in the two methods below.

        They are compared with what is stored at this moment, by hash.
        """
        lock_catalogue(self._connection)
        return self._outdating(SERVICES.upsert(self._connection, records, self._clock()))

    def upsert_prepared_channels(
        self, records: Iterable[PreparedRecord[ServiceChannel]]
    ) -> ChangeCounts:
        lock_catalogue(self._connection)
        return CHANNELS.upsert(self._connection, records, self._clock())

    def upsert_prepared_organizations(
        self, records: Iterable[PreparedRecord[Organization]]
    ) -> ChangeCounts:
        lock_catalogue(self._connection)
        return ORGANIZATIONS.upsert(self._connection, records, self._clock())

    def archive_services(self, ids: Iterable[str]) -> ChangeCounts:
        """Unknown ids and those already archived count nowhere; so in the two methods below."""
        lock_catalogue(self._connection)
        return self._outdating(SERVICES.archive(self._connection, ids, self._clock()))

    def archive_channels(self, ids: Iterable[str]) -> ChangeCounts:
        lock_catalogue(self._connection)
        return CHANNELS.archive(self._connection, ids, self._clock())

    def archive_organizations(self, ids: Iterable[str]) -> ChangeCounts:
        lock_catalogue(self._connection)
        return ORGANIZATIONS.archive(self._connection, ids, self._clock())

    def services(self, ids: Iterable[str]) -> dict[str, Service]:
        """Those that are known and live, by id; so in the two methods below."""
        return SERVICES.by_id(self._connection, ids)

    def channels(self, ids: Iterable[str]) -> dict[str, ServiceChannel]:
        return CHANNELS.by_id(self._connection, ids)

    def organizations(self, ids: Iterable[str]) -> dict[str, Organization]:
        return ORGANIZATIONS.by_id(self._connection, ids)

    def iter_services(self) -> Iterator[Service]:
        """All live services in order of id, read as they are asked for."""
        return SERVICES.live(self._connection)

    def live_service_ids(self) -> frozenset[str]:
        """Every service in use but the sample's; so in the method below."""
        return SERVICES.live_ids(self._connection)

    def live_channel_ids(self) -> frozenset[str]:
        return CHANNELS.live_ids(self._connection)

    def service_collection_ids(self) -> frozenset[str]:
        """Every collection a live service belongs to. Reads all services: keep the answer."""
        return frozenset(
            collection_id
            for service in self.iter_services()
            for collection_id in service.service_collection_ids
        )

    def meter_profiles(self) -> dict[str, MeterProfile]:
        """Experts' profiles by service id, those of unknown and archived services included."""
        rows = self._connection.execute(PROFILES)
        return {row[0]: dict(zip(METERS, row[1:], strict=True)) for row in rows}

    def put_meter_profiles(self, profiles: Mapping[str, MeterProfile]) -> ChangeCounts:
        """Store or replace the given profiles; each names all ten meters, 0..1. The others stay."""
        lock_catalogue(self._connection)
        stored = self.meter_profiles()
        added = [_profile_row(i, profiles[i]) for i in profiles if i not in stored]
        updated = [
            _profile_row(i, profiles[i])
            for i in profiles
            if i in stored and stored[i] != profiles[i]
        ]
        now = self._clock()
        if added:
            self._connection.execute(insert(meter_profiles).values(updated_at=now), added)
        if updated:
            self._connection.execute(
                update(meter_profiles)
                .where(meter_profiles.c.service_id == bindparam("replaced_id"))
                .values(updated_at=now),
                [{"replaced_id": row.pop("service_id"), **row} for row in updated],
            )
        unchanged = len(profiles) - len(added) - len(updated)
        return self._outdating(
            ChangeCounts(added=len(added), updated=len(updated), unchanged=unchanged)
        )

    def delete_sample(self) -> int:
        """Make room for a real catalogue: drop the sample one with its profiles.

        Returns how many services went.
        """
        lock_catalogue(self._connection)
        sample = select(services.c.id).where(services.c.is_sample)
        self._connection.execute(
            delete(meter_profiles).where(meter_profiles.c.service_id.in_(sample))
        )
        deleted = SERVICES.delete_sample(self._connection)
        CHANNELS.delete_sample(self._connection)
        ORGANIZATIONS.delete_sample(self._connection)
        if deleted:
            raise_catalogue_version(self._connection, self._clock())
        return deleted

    def _outdating(self, counts: ChangeCounts) -> ChangeCounts:
        if counts.changed:
            raise_catalogue_version(self._connection, self._clock())
        return counts


def _profile_row(service_id: str, profile: MeterProfile) -> dict[str, object]:
    return {"service_id": service_id, **{meter: float(profile[meter]) for meter in METERS}}
