"""What callers and people made of recommendations: scores and followed links."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.feedback import Feedback, FollowedLink, follow_changes, vote_changes
from app.storage.recommendation_store import MAX_RECOMMENDATION_ID
from app.storage.response_store import ResponseStore
from app.storage.tables.recommendations import (
    followed_links,
    recommendation_feedback,
    recommendations,
    recommended_services,
    service_feedback,
)

LOCK_RECOMMENDATION: Final = (
    select(recommendations.c.id)
    .where(recommendations.c.id == bindparam("wanted_id"))
    .with_for_update(key_share=True)
)
RANKS: Final = select(recommended_services.c.service_id, recommended_services.c.rank).where(
    recommended_services.c.recommendation_id == bindparam("wanted_id")
)
FOLLOWED_SERVICES: Final = (
    select(followed_links.c.service_id)
    .where(followed_links.c.recommendation_id == bindparam("wanted_id"))
    .distinct()
)


class FeedbackStore:
    """Holds no personal data: neither sessions nor tokens come here.

    Rows repeat the client of their recommendation, so that counts per service and client need no
    join. Whatever is stored here is also counted for re-ranking, in the same transaction.
    """

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock
        self._responses = ResponseStore(connection, clock)

    def lock(self, recommendation_id: int) -> bool:
        """Whether the recommendation exists; if so, until this transaction ends no other one purges
        it or changes what is known of it.

        SQLite needs no lock: there a writing transaction is alone from its beginning.
        """
        if not 0 < recommendation_id <= MAX_RECOMMENDATION_ID:
            return False
        wanted = {"wanted_id": recommendation_id}
        return self._connection.execute(LOCK_RECOMMENDATION, wanted).first() is not None

    def put(self, feedback: Feedback, *, client_id: str | None) -> None:
        """Store the given scores in place of earlier ones; what is not scored now keeps its score.

        The recommendation must be locked and hold every scored service. client_id is the client it
        was made for.
        """
        row = {
            "recommendation_id": feedback.recommendation_id,
            "client_id": client_id,
            "given_at": self._clock(),
        }
        if feedback.feedback_score is not None:
            columns = recommendation_feedback.c
            self._connection.execute(
                delete(recommendation_feedback).where(
                    columns.recommendation_id == feedback.recommendation_id
                )
            )
            self._connection.execute(
                insert(recommendation_feedback),
                {**row, "feedback_score": feedback.feedback_score},
            )
        if feedback.service_scores:
            earlier = self._connection.execute(
                delete(service_feedback)
                .where(
                    service_feedback.c.recommendation_id == feedback.recommendation_id,
                    service_feedback.c.service_id.in_(list(feedback.service_scores)),
                )
                .returning(service_feedback.c.service_id, service_feedback.c.feedback_score)
            )
            changes = vote_changes(dict(earlier.all()), feedback.service_scores)
            self._connection.execute(
                insert(service_feedback),
                [
                    {**row, "service_id": service_id, "feedback_score": score}
                    for service_id, score in feedback.service_scores.items()
                ],
            )
            self._responses.add(client_id, changes)

    def add_followed_link(self, link: FollowedLink, *, client_id: str | None) -> None:
        """Count one more time that the link was followed.

        The recommendation must be locked and hold the service. client_id is as in `put`.
        """
        wanted = {"wanted_id": link.recommendation_id}
        rank_of = dict(self._connection.execute(RANKS, wanted).all())
        followed_before = set(self._connection.execute(FOLLOWED_SERVICES, wanted).scalars())
        self._connection.execute(
            insert(followed_links),
            {
                "recommendation_id": link.recommendation_id,
                "service_id": link.service_id,
                "channel_id": link.channel_id,
                "link_id": link.link_id,
                "client_id": client_id,
                "followed_at": self._clock(),
            },
        )
        self._responses.add(client_id, follow_changes(rank_of, followed_before, link.service_id))
