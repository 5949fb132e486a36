"""The recommendations that somebody responded to, as training reads them."""

from collections import defaultdict
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Connection, func, select, union

from app.domain.feedback import FeedbackScore
from app.domain.learned_order import JudgedRecommendation
from app.domain.results import RankedService
from app.storage.tables.recommendations import (
    followed_links,
    recommendations,
    recommended_services,
    service_feedback,
)

JUDGED_IDS: Final = union(
    select(service_feedback.c.recommendation_id), select(followed_links.c.recommendation_id)
)
ANSWERS: Final = (
    select(recommendations.c.id, recommendations.c.client_id, recommendations.c.created_at)
    .where(recommendations.c.id.in_(JUDGED_IDS))
    .order_by(recommendations.c.created_at, recommendations.c.id)
)
SERVICES: Final = (
    select(recommended_services)
    .where(recommended_services.c.recommendation_id.in_(JUDGED_IDS))
    .order_by(recommended_services.c.recommendation_id, recommended_services.c.rank)
)
VOTES: Final = select(service_feedback)
FIRST_FOLLOWS: Final = select(
    followed_links.c.recommendation_id,
    followed_links.c.service_id,
    func.min(followed_links.c.followed_at),
).group_by(followed_links.c.recommendation_id, followed_links.c.service_id)


def judged_recommendations(connection: Connection) -> list[JudgedRecommendation]:
    """All of them, the oldest first; some hundred bytes each are held in memory."""
    services: dict[int, list[RankedService]] = defaultdict(list)
    for row in connection.execute(SERVICES):
        services[row.recommendation_id].append(
            RankedService(
                service_id=row.service_id, similarity_score=row.similarity_score, rank=row.rank
            )
        )
    votes: dict[int, dict[str, tuple[FeedbackScore, datetime]]] = defaultdict(dict)
    for row in connection.execute(VOTES):
        score = cast(FeedbackScore, row.feedback_score)
        votes[row.recommendation_id][row.service_id] = (score, row.given_at)
    follows: dict[int, dict[str, datetime]] = defaultdict(dict)
    for recommendation_id, service_id, followed_at in connection.execute(FIRST_FOLLOWS):
        follows[recommendation_id][service_id] = followed_at
    return [
        JudgedRecommendation(
            recommendation_id=row.id,
            client_id=row.client_id,
            created_at=row.created_at,
            services=tuple(services[row.id]),
            votes=votes.get(row.id, {}),
            follows=follows.get(row.id, {}),
        )
        for row in connection.execute(ANSWERS)
    ]
