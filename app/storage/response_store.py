"""How users of each calling system responded to each service, in counts."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select

from app.domain.feedback import Responses, ServiceResponses
from app.storage.dialect_insert import dialect_insert
from app.storage.tables.figures import service_responses

WITHOUT_CLIENT: Final = ""
"""Stands in the key for what was recommended without credentials."""

COUNTS: Final = ("examined", "followed", "helped", "unhelpful")

COUNTS_BY_SERVICE: Final = select(
    service_responses.c.service_id, *(service_responses.c[count] for count in COUNTS)
).where(
    service_responses.c.client_id == bindparam("client_id"),
    service_responses.c.service_id.in_(bindparam("service_ids", expanding=True)),
)


class ResponseStore:
    """Holds no personal data and outlives the recommendations that the counts come from."""

    def __init__(self, connection: Connection, _clock: Callable[[], datetime]) -> None:
        self._connection = connection

    def of_services(self, client_id: str | None, service_ids: Collection[str]) -> Responses:
        """Those of the services that have any."""
        if not service_ids:
            return {}
        wanted = {"client_id": client_id or WITHOUT_CLIENT, "service_ids": list(service_ids)}
        return {
            service_id: ServiceResponses(
                examined=examined, followed=followed, helped=helped, unhelpful=unhelpful
            )
            for service_id, examined, followed, helped, unhelpful in self._connection.execute(
                COUNTS_BY_SERVICE, wanted
            )
        }

    def add(self, client_id: str | None, changes: Responses) -> None:
        """Add the changes, some of which may be negative, to the counts.

        Rows are locked in order of service id, so that two transactions never wait for each other.
        """
        if changes:
            insert = dialect_insert(self._connection, service_responses)
            added = {count: service_responses.c[count] + insert.excluded[count] for count in COUNTS}
            self._connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["client_id", "service_id"], set_=added
                ),
                [
                    {
                        "client_id": client_id or WITHOUT_CLIENT,
                        "service_id": service_id,
                        **asdict(changes[service_id]),
                    }
                    for service_id in sorted(changes)
                ],
            )
