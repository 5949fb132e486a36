"""Count the followed link, return the channel's address."""

from dataclasses import dataclass
from typing import Final

import structlog

from app.domain.catalogue import ServiceChannel
from app.domain.feedback import FollowedLink
from app.errors import DatabaseUnavailable, NotFound
from app.storage.database import OpenStores, Stores
from app.storage.recommendation_store import StoredRecommendation

log = structlog.get_logger()

WEB_SCHEMES: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """The story of GET redirect."""

    open_stores: OpenStores

    def __call__(self, link: FollowedLink) -> str:
        """The address, http or https, of the page behind the link, as the catalogue has it.

        Raises NotFound unless the recommendation held the service, the service has the channel now, neither is
        archived, and the channel has the page.
        """
        with self.open_stores(read_only=True) as stores:
            recommendation = _recommendation(stores, link)
            address = _address(_channel(stores, link), link.link_id)
        self._count(link, client_id=recommendation.client_id)
        return address

    def _count(self, link: FollowedLink, *, client_id: str | None) -> None:
        """A person gets to the page even when the visit cannot be counted."""
        try:
            with self.open_stores() as stores:
                if stores.feedback.lock(link.recommendation_id):
                    stores.feedback.add_followed_link(link, client_id=client_id)
        except DatabaseUnavailable:
            log.warning("followed_link_not_counted")


def _recommendation(stores: Stores, link: FollowedLink) -> StoredRecommendation:
    recommendation = stores.recommendations.get(link.recommendation_id)
    if recommendation is None:
        raise NotFound("There is no such recommendation")
    if link.service_id not in {service.service_id for service in recommendation.services}:
        raise NotFound("The recommendation does not hold the service")
    return recommendation


def _channel(stores: Stores, link: FollowedLink) -> ServiceChannel:
    service = stores.catalogue.services([link.service_id]).get(link.service_id)
    if service is None:
        raise NotFound("The service is no longer in the catalogue")
    channel = stores.catalogue.channels([link.channel_id]).get(link.channel_id)
    if channel is None or link.channel_id not in service.channel_ids:
        raise NotFound("The service has no such channel")
    return channel


def _address(channel: ServiceChannel, link_id: int) -> str:
    if link_id >= len(channel.web_pages):
        raise NotFound("The channel has no such page")
    address = channel.web_pages[link_id].url
    if not address.lower().startswith(WEB_SCHEMES):
        raise NotFound("The channel has no such page")
    return address
