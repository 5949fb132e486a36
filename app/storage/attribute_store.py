"""Session attributes: sealed, under the hash of their token, until they expire."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.storage.tables.running import session_attributes

UNEXPIRED_BY_HASH = select(session_attributes.c.sealed).where(
    session_attributes.c.token_hash == bindparam("wanted_hash"),
    session_attributes.c.expires_at > bindparam("now"),
)


class AttributeStore:
    """Sees neither a token nor an attribute."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def add(self, token_hash: str, sealed: str, *, lifetime: timedelta) -> None:
        """Keep what is sealed for its lifetime from now; the hash must be new."""
        self._connection.execute(
            insert(session_attributes),
            {
                "token_hash": token_hash,
                "sealed": sealed,
                "expires_at": self._clock() + lifetime,
            },
        )

    def get(self, token_hash: str) -> str | None:
        """What is sealed; None for an unknown hash and from the moment of expiry, purged or not."""
        wanted = {"wanted_hash": token_hash, "now": self._clock()}
        return self._connection.execute(UNEXPIRED_BY_HASH, wanted).scalar_one_or_none()

    def delete_expired(self, moment: datetime, *, at_most: int) -> int:
        """Delete up to at_most that have expired by the moment, the oldest first.

        Returns how many went; fewer than at_most means that none is left.
        """
        oldest = (
            select(session_attributes.c.token_hash)
            .where(session_attributes.c.expires_at <= moment)
            .order_by(session_attributes.c.expires_at)
            .limit(at_most)
        )
        return self._connection.execute(
            delete(session_attributes).where(session_attributes.c.token_hash.in_(oldest))
        ).rowcount
