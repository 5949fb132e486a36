"""What the stored catalogue holds, counted for the operator."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.domain.language import LANGUAGES
from app.storage.catalogue_records import CHANNELS, ORGANIZATIONS, SERVICES
from app.storage.catalogue_state import catalogue_updated_at, catalogue_version
from app.storage.tables.catalogue import meter_profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCounts:
    """Live records only, but for archived_services.

    by_language counts the services that have a name in the language, with_expert_profile those with
    an imported 3X10D profile. by_service_class counts each class a service names itself, not the
    main classes above.
    """

    version: int
    updated_at: datetime | None
    services: int
    archived_services: int
    sample_services: int
    with_expert_profile: int
    channels: int
    organizations: int
    by_language: Mapping[str, int]
    by_area_type: Mapping[str, int]
    by_service_class: Mapping[str, int]
    by_channel_type: Mapping[str, int]

    @property
    def is_sample(self) -> bool:
        """Whether anything in the catalogue is invented."""
        return self.sample_services > 0


def count_catalogue(connection: Connection) -> CatalogueCounts:
    with_profile = set(connection.execute(select(meter_profiles.c.service_id)).scalars())
    totals: Counter[str] = Counter()
    languages: Counter[str] = Counter(dict.fromkeys(LANGUAGES, 0))
    area_types: Counter[str] = Counter()
    service_classes: Counter[str] = Counter()
    for service in SERVICES.live(connection):
        totals["services"] += 1
        totals["sample"] += service.is_sample
        totals["with_profile"] += service.service_id in with_profile
        languages.update(service.name.keys())
        area_types[service.area_type] += 1
        service_classes.update(service.service_class_codes)
    channel_types: Counter[str] = Counter(
        channel.channel_type for channel in CHANNELS.live(connection)
    )
    return CatalogueCounts(
        version=catalogue_version(connection),
        updated_at=catalogue_updated_at(connection),
        services=totals["services"],
        archived_services=SERVICES.count(connection, is_archived=True),
        sample_services=totals["sample"],
        with_expert_profile=totals["with_profile"],
        channels=channel_types.total(),
        organizations=ORGANIZATIONS.count(connection, is_archived=False),
        by_language=dict(languages),
        by_area_type=dict(area_types),
        by_service_class=dict(service_classes),
        by_channel_type=dict(channel_types),
    )
