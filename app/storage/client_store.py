"""Registered calling systems and the hashes of their secrets."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from app.domain.clients import ApiClient, Role
from app.storage.tables.administration import clients

BY_ID = select(clients).where(clients.c.client_id == bindparam("wanted_id"))


class ClientStore:
    """Never sees a secret, only its hash. A revoked client stays readable and stays revoked."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def add(self, client: ApiClient, secret_hash: str) -> None:
        """Register a new client; its id must not be in use."""
        self._connection.execute(
            insert(clients).values(
                client_id=client.client_id,
                name=client.name,
                organisation=client.organisation,
                roles=" ".join(sorted(client.roles)),
                secret_hash=secret_hash,
                created_at=client.created_at,
                revoked_at=None,
            )
        )

    def get(self, client_id: str) -> ApiClient | None:
        """Revoked clients included."""
        found = self.get_with_hash(client_id)
        return found[0] if found else None

    def get_with_hash(self, client_id: str) -> tuple[ApiClient, str] | None:
        """The client, revoked or not, and the stored hash of its secret."""
        row = self._connection.execute(BY_ID, {"wanted_id": client_id}).first()
        return (_client(row), row.secret_hash) if row else None

    def all(self) -> list[ApiClient]:
        """Every client, revoked ones included, the oldest first."""
        statement = select(clients).order_by(clients.c.created_at, clients.c.client_id)
        return [_client(row) for row in self._connection.execute(statement)]

    def revoke(self, client_id: str) -> bool:
        """Refuse the client from now on; False when there is none or it was revoked before."""
        result = self._connection.execute(
            update(clients)
            .where(clients.c.client_id == client_id, clients.c.revoked_at.is_(None))
            .values(revoked_at=self._clock())
        )
        return result.rowcount == 1

    def replace_hash(self, client_id: str, secret_hash: str) -> bool:
        """Make another secret the valid one; False for an unknown or revoked client."""
        result = self._connection.execute(
            update(clients)
            .where(clients.c.client_id == client_id, clients.c.revoked_at.is_(None))
            .values(secret_hash=secret_hash)
        )
        return result.rowcount == 1


def _client(row: "Row[*tuple[object, ...]]") -> ApiClient:
    return ApiClient(
        client_id=row.client_id,
        name=row.name,
        organisation=row.organisation,
        roles=frozenset(cast(list[Role], row.roles.split())),
        created_at=row.created_at,
        is_revoked=row.revoked_at is not None,
    )
