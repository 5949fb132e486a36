"""What was asked and what was suggested, remembered for feedback, followed links and statistics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.clients import ApiClient
from app.domain.insights import KeptSigns
from app.domain.language import Language
from app.domain.results import RankedService
from app.storage.documents import canonical_json
from app.storage.driver_statement import DriverStatement
from app.storage.insight_store import SIGNS
from app.storage.tables.recommendations import recommendations, recommended_services
from app.storage.usage_store import keep_counts

MAX_RECOMMENDATION_ID: Final = 2**63 - 1

INSERT_RECOMMENDATION = DriverStatement(
    insert(recommendations)
    .values(
        {column.name: bindparam(column.name) for column in recommendations.c if column.name != "id"}
    )
    .returning(recommendations.c.id)
)
INSERT_SERVICES = DriverStatement(insert(recommended_services))
RECOMMENDATION_BY_ID = select(recommendations).where(recommendations.c.id == bindparam("wanted_id"))
SERVICES_BY_ID = (
    select(
        recommended_services.c.service_id,
        recommended_services.c.similarity_score,
        recommended_services.c.rank,
    )
    .where(recommended_services.c.recommendation_id == bindparam("wanted_id"))
    .order_by(recommended_services.c.rank)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecommendation:
    """A remembered answer without its request; services in order of rank, possibly none."""

    recommendation_id: int
    created_at: datetime
    client_id: str | None
    path: str
    language: Language
    services: tuple[RankedService, ...]


class RecommendationStore:
    """Personal data must be redacted before it comes here."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def add(
        self,
        *,
        client: ApiClient | None,
        path: str,
        language: Language,
        request: Mapping[str, object],
        services: Sequence[RankedService],
        signs: KeptSigns | None = None,
    ) -> int:
        """Remember an answer and return its id, which no other answer ever gets.

        request is the redacted question, of JSON values only; no service may appear twice. client
        is None where no credentials are asked. Without signs insights do not count it.
        """
        ((recommendation_id,),) = INSERT_RECOMMENDATION.rows(
            self._connection,
            {
                "created_at": self._clock(),
                "client_id": client.client_id if client else None,
                "calling_organisation": client.organisation if client else "",
                "calling_service": client.name if client else "",
                "path": path,
                "language": language,
                "request": canonical_json(request),
                "signs": SIGNS.written(signs) if signs else None,
            },
        )
        if services:
            INSERT_SERVICES.execute_many(
                self._connection,
                [
                    {
                        "recommendation_id": recommendation_id,
                        "service_id": service.service_id,
                        "rank": service.rank,
                        "similarity_score": service.similarity_score,
                    }
                    for service in services
                ],
            )
        return int(recommendation_id)

    def get(self, recommendation_id: int) -> StoredRecommendation | None:
        """None for an id never given or purged, whatever its size."""
        if not 0 < recommendation_id <= MAX_RECOMMENDATION_ID:
            return None
        wanted = {"wanted_id": recommendation_id}
        row = self._connection.execute(RECOMMENDATION_BY_ID, wanted).first()
        if row is None:
            return None
        services = tuple(
            RankedService(service_id=service_id, similarity_score=score, rank=rank)
            for service_id, score, rank in self._connection.execute(SERVICES_BY_ID, wanted)
        )
        return StoredRecommendation(
            recommendation_id=row.id,
            created_at=row.created_at,
            client_id=row.client_id,
            path=row.path,
            language=cast(Language, row.language),
            services=services,
        )

    def delete_older_than(self, moment: datetime, *, at_most: int) -> int:
        """Delete up to at_most recommendations made before the moment, the oldest first, with all
        that belongs to them, and keep their counts.

        Returns how many went. Call it again in a new transaction until none is left: on SQLite all
        other writers wait while one runs. at_most is 10,000 or less, for each id is a parameter.
        """
        oldest = (
            select(recommendations.c.id)
            .where(recommendations.c.created_at < moment)
            .order_by(recommendations.c.created_at, recommendations.c.id)
            .limit(at_most)
            .with_for_update()
        )
        ids = self._connection.execute(oldest).scalars().all()
        if ids:
            keep_counts(self._connection, ids)
            self._connection.execute(delete(recommendations).where(recommendations.c.id.in_(ids)))
        return len(ids)
