"""Count the followed link, return the channel's address."""

from dataclasses import dataclass

import structlog

from app.domain.catalogue import ServiceChannel
from app.domain.feedback import FollowedLink
from app.domain.web_address import is_web_address
from app.errors import DatabaseUnavailable, NotFound
from app.storage.database import OpenStores
from app.usecases.recommended_page import channel_of, recommendation_of

log = structlog.get_logger()


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
            recommendation = recommendation_of(stores, link.recommendation_id, link.service_id)
            channel = channel_of(stores, link.service_id, link.channel_id)
            address = _address(channel, link.link_id)
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


def _address(channel: ServiceChannel, link_id: int) -> str:
    if link_id >= len(channel.web_pages):
        raise NotFound("The channel has no such page")
    address = channel.web_pages[link_id].url
    if not is_web_address(address):
        raise NotFound("The channel has no such page")
    return address
