"""Register which session attributes channels receive."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.language import LocalizedText
from app.domain.session_attributes import SessionAttribute
from app.errors import NotFound
from app.storage.database import OpenStores, Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredChannel:
    """A channel with what it receives; attributes is None where nobody registered it, name is None where the catalogue
    does not hold it now.
    """

    channel_id: str
    name: LocalizedText | None
    attributes: frozenset[SessionAttribute] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSupport:
    """The registrations of one installation."""

    open_stores: OpenStores

    def register(
        self, channel_id: str, attributes: Iterable[SessionAttribute]
    ) -> RegisteredChannel:
        """Hand the channel these attributes from now on, and no others; raises NotFound for an unknown channel."""
        with self.open_stores() as stores:
            known = _known(stores, channel_id)
            stores.channel_support.put(known.channel_id, attributes)
            return _known(stores, channel_id)

    def of(self, channel_id: str) -> RegisteredChannel:
        """What the channel receives; raises NotFound for an unknown channel."""
        with self.open_stores(read_only=True) as stores:
            return _known(stores, channel_id)

    def registered(self) -> list[RegisteredChannel]:
        """Every registered channel in order of its id, also where it has left the catalogue."""
        with self.open_stores(read_only=True) as stores:
            support = stores.channel_support.all()
            channels = stores.catalogue.channels(support)
        return [
            RegisteredChannel(
                channel_id=channel_id,
                name=channels[channel_id].name if channel_id in channels else None,
                attributes=attributes,
            )
            for channel_id, attributes in support.items()
        ]


def _known(stores: Stores, channel_id: str) -> RegisteredChannel:
    channel_id = channel_id.lower()
    channel = stores.catalogue.channels([channel_id]).get(channel_id)
    if channel is None:
        raise NotFound("There is no such channel in the catalogue")
    return RegisteredChannel(
        channel_id=channel_id,
        name=channel.name,
        attributes=stores.channel_support.get(channel_id),
    )
