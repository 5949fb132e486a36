"""Hand attributes from one user session to the chosen service, until the token expires."""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

import structlog

from app.domain.catalogue import ServiceChannel
from app.domain.clients import ApiClient
from app.domain.session_attributes import (
    AttributeTransfer,
    SessionAttributes,
    TransferredAttributes,
)
from app.domain.web_address import is_web_address
from app.errors import NotFound
from app.sealing import Sealer
from app.storage.database import OpenStores, Stores
from app.usecases.recommended_page import channel_of, recommendation_of

log = structlog.get_logger()

TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAttributes:
    """The story of POST session_attributes."""

    open_stores: OpenStores
    sealer: Sealer
    lifetime: timedelta

    def __call__(
        self, transfer: AttributeTransfer, *, client: ApiClient | None
    ) -> TransferredAttributes:
        """Store, encrypted, those of the attributes that the channel receives: all where nobody registered it.

        Raises NotFound, before anything is stored, unless the channel is known and has a page on the web; with a
        recommendation also unless that was made for this client or for none, and its link to the page works.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        token_hash = _hash(token)
        with self.open_stores() as stores:
            link_id, page_address = _first_page(_channel(stores, transfer, client))
            received = json.dumps(_received(stores, transfer))
            sealed = self.sealer.seal(received, bound_to=token_hash)
            stores.attributes.add(token_hash, sealed, lifetime=self.lifetime)
        return TransferredAttributes(token=token, link_id=link_id, page_address=page_address)


def _channel(
    stores: Stores, transfer: AttributeTransfer, client: ApiClient | None
) -> ServiceChannel:
    if transfer.recommendation_id is None:
        channel = stores.catalogue.channels([transfer.channel_id]).get(transfer.channel_id)
        if channel is None:
            raise NotFound("There is no such channel")
        return channel
    recommendation = recommendation_of(stores, transfer.recommendation_id, transfer.service_id)
    if recommendation.client_id not in (None, client.client_id if client else None):
        raise NotFound("There is no such recommendation")
    return channel_of(stores, transfer.service_id, transfer.channel_id)


def _first_page(channel: ServiceChannel) -> tuple[int, str]:
    for link_id, page in enumerate(channel.web_pages):
        if is_web_address(page.url):
            return link_id, page.url
    raise NotFound("The channel has no web page")


def _received(stores: Stores, transfer: AttributeTransfer) -> dict[str, object]:
    supported = stores.channel_support.get(transfer.channel_id)
    return {
        name: value
        for name, value in transfer.attributes.items()
        if supported is None or name in supported
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAttributes:
    """The story of GET session_attributes."""

    open_stores: OpenStores
    sealer: Sealer

    def __call__(self, token: str) -> SessionAttributes:
        """What was handed over with the token; raises NotFound for an unknown and an expired one.

        So it does where no key in use opens what is stored, or somebody changed it: the log tells the operator.
        """
        token_hash = _hash(token)
        with self.open_stores(read_only=True) as stores:
            sealed = stores.attributes.get(token_hash)
        content = self.sealer.unseal(sealed, bound_to=token_hash) if sealed is not None else None
        if content is None:
            if sealed is not None:
                log.warning("session_attributes_do_not_open")
            raise NotFound("The token is unknown or has expired")
        attributes: SessionAttributes = json.loads(content)
        return attributes


def _hash(token: str) -> str:
    """All that is stored of a token. A fast hash is right: nobody guesses 256 random bits."""
    return sha256(token.encode("ascii")).hexdigest()
