"""Read what is shown of services: their texts, channels and organisations."""

from collections.abc import Collection, Sequence

from app.domain.catalogue import CatalogueEntry
from app.domain.results import DescribedService, RankedService
from app.storage.database import Stores


def describe_services(
    stores: Stores, ranked: Sequence[RankedService]
) -> tuple[DescribedService, ...]:
    """The services with their channels, in the given order and ranked anew from 1.

    A service archived since the index was built is left out.
    """
    entries = catalogue_entries(stores, [item.service_id for item in ranked])
    present = [item for item in ranked if item.service_id in entries]
    return tuple(
        DescribedService(
            ranked=item.at(rank),
            service=(entry := entries[item.service_id]).service,
            channels=entry.channels,
            organization=entry.organization,
            receiving_channel_ids=entry.receiving_channel_ids,
        )
        for rank, item in enumerate(present, start=1)
    )


def catalogue_entries(stores: Stores, service_ids: Collection[str]) -> dict[str, CatalogueEntry]:
    """Those of the services that are known and live, by id and in the given order."""
    services = stores.catalogue.services(service_ids)
    channel_ids = {id_ for service in services.values() for id_ in service.channel_ids}
    channels = stores.catalogue.channels(channel_ids)
    receiving = stores.channel_support.receiving(channels)
    organization_ids = {
        service.responsible_organization_id
        for service in services.values()
        if service.responsible_organization_id is not None
    }
    organizations = stores.catalogue.organizations(organization_ids)
    return {
        service_id: CatalogueEntry(
            service=(service := services[service_id]),
            channels=tuple(channels[id_] for id_ in service.channel_ids if id_ in channels),
            organization=organizations.get(service.responsible_organization_id or ""),
            receiving_channel_ids=receiving.intersection(service.channel_ids),
        )
        for service_id in service_ids
        if service_id in services
    }
