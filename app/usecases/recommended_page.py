"""From a recommendation to a channel's page on the web, as long as all in between holds together."""

from app.domain.catalogue import ServiceChannel
from app.errors import NotFound
from app.storage.database import Stores
from app.storage.recommendation_store import StoredRecommendation


def recommendation_of(
    stores: Stores, recommendation_id: int, service_id: str
) -> StoredRecommendation:
    """The recommendation, which must hold the service; raises NotFound."""
    recommendation = stores.recommendations.get(recommendation_id)
    if recommendation is None:
        raise NotFound("There is no such recommendation")
    if service_id not in {service.service_id for service in recommendation.services}:
        raise NotFound("The recommendation does not hold the service")
    return recommendation


def channel_of(stores: Stores, service_id: str, channel_id: str) -> ServiceChannel:
    """The channel, which the service must have now and neither be archived; raises NotFound."""
    service = stores.catalogue.services([service_id]).get(service_id)
    if service is None:
        raise NotFound("The service is no longer in the catalogue")
    channel = stores.catalogue.channels([channel_id]).get(channel_id)
    if channel is None or channel_id not in service.channel_ids:
        raise NotFound("The service has no such channel")
    return channel
