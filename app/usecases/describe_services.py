"""Read what is shown of suggested services: their texts, channels and organisations."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.results import DescribedService, RankedService
from app.storage.database import Stores


def describe_services(
    stores: Stores, ranked: Sequence[RankedService]
) -> tuple[DescribedService, ...]:
    """The services with their channels, in the given order and ranked anew from 1.

    A service archived since the index was built is left out.
    """
    services = stores.catalogue.services([item.service_id for item in ranked])
    channel_ids = {id_ for service in services.values() for id_ in service.channel_ids}
    channels = stores.catalogue.channels(channel_ids)
    receiving = stores.channel_support.receiving(channels)
    organization_ids = {
        service.responsible_organization_id
        for service in services.values()
        if service.responsible_organization_id is not None
    }
    organizations = stores.catalogue.organizations(organization_ids)
    present = [item for item in ranked if item.service_id in services]
    return tuple(
        DescribedService(
            ranked=replace(item, rank=rank),
            service=(service := services[item.service_id]),
            channels=tuple(channels[id_] for id_ in service.channel_ids if id_ in channels),
            organization=organizations.get(service.responsible_organization_id or ""),
            receiving_channel_ids=receiving.intersection(service.channel_ids),
        )
        for rank, item in enumerate(present, start=1)
    )
