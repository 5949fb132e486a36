"""Which session attributes a channel can receive, as an administrator registered it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.session_attributes import SessionAttribute
from app.storage.driver_statement import SelectByIds
from app.storage.tables.administration import channel_support

BY_ID = select(channel_support.c.attributes).where(
    channel_support.c.channel_id == bindparam("wanted_id")
)
RECEIVING_BY_ID = SelectByIds(
    select(channel_support.c.channel_id).where(channel_support.c.attributes != ""),
    channel_support.c.channel_id,
)


class ChannelSupportStore:
    """A channel may be registered as receiving nothing, which is not the same as not being registered."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def put(self, channel_id: str, attributes: Iterable[SessionAttribute]) -> None:
        """Register the channel, in place of what was registered for it before."""
        self._connection.execute(
            delete(channel_support).where(channel_support.c.channel_id == channel_id)
        )
        self._connection.execute(
            insert(channel_support),
            {
                "channel_id": channel_id,
                "attributes": " ".join(sorted(attributes)),
                "updated_at": self._clock(),
            },
        )

    def get(self, channel_id: str) -> frozenset[SessionAttribute] | None:
        """None where nobody registered the channel."""
        attributes = self._connection.execute(BY_ID, {"wanted_id": channel_id}).scalar_one_or_none()
        return None if attributes is None else _attributes(attributes)

    def all(self) -> dict[str, frozenset[SessionAttribute]]:
        """Every registered channel, in order of its id, archived and unknown ones included."""
        statement = select(channel_support).order_by(channel_support.c.channel_id)
        return {
            row.channel_id: _attributes(row.attributes)
            for row in self._connection.execute(statement)
        }

    def receiving(self, channel_ids: Iterable[str]) -> frozenset[str]:
        """Those of the channels that receive at least one attribute."""
        rows = RECEIVING_BY_ID.rows(self._connection, channel_ids)
        return frozenset(channel_id for (channel_id,) in rows)


def _attributes(text: str) -> frozenset[SessionAttribute]:
    return frozenset(map(SessionAttribute, text.split()))
