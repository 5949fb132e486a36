"""Answered questions and what became of them, until they are purged."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Named,
    SmallInteger,
    Table,
    Text,
    TypedColumns,
)

from app.storage.tables.administration import clients
from app.storage.tables.columns import Identifier, RowNumber, UtcDateTime, metadata


class RecommendationColumns(TypedColumns):
    """An answered question. request is JSON with personal data already redacted, signs JSON of what insights count of
    it; NULL before they were kept.

    calling_organisation and calling_service repeat the client's names as they were at that moment.
    """

    id: Named[int] = Column(RowNumber, primary_key=True, autoincrement=True)
    created_at: Named[datetime] = Column(UtcDateTime, index=True)
    client_id: Named[str | None] = Column(Identifier, ForeignKey(clients.c.client_id))
    calling_organisation: Named[str] = Column(Text)
    calling_service: Named[str] = Column(Text)
    path: Named[str] = Column(Text)
    language: Named[str] = Column(Text)
    request: Named[str] = Column(Text)
    signs: Named[str | None] = Column(Text)


recommendations: Table[RecommendationColumns] = Table(
    "recommendations",
    metadata,
    RecommendationColumns,
    sqlite_autoincrement=True,
)
"""An id is not given again after its recommendation has been purged: old links must not hit a new one."""


class RecommendedServiceColumns(TypedColumns):
    """One service of one recommendation."""

    recommendation_id: Named[int] = Column(
        RowNumber, ForeignKey(recommendations.c.id, ondelete="CASCADE"), primary_key=True
    )
    service_id: Named[str] = Column(Identifier, primary_key=True)
    rank: Named[int] = Column(SmallInteger)
    similarity_score: Named[float] = Column(Double)


recommended_services: Table[RecommendedServiceColumns] = Table(
    "recommended_services",
    metadata,
    RecommendedServiceColumns,
    sqlite_with_rowid=False,
)
"""Clustered by recommendation in SQLite."""


class RecommendationFeedbackColumns(TypedColumns):
    """The latest score, -1 or 1, of a recommendation as a whole.

    client_id, here and below, repeats the one of the recommendation, for counting without a join.
    """

    recommendation_id: Named[int] = Column(
        RowNumber,
        ForeignKey(recommendations.c.id, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    client_id: Named[str | None] = Column(Identifier)
    feedback_score: Named[int] = Column(SmallInteger)
    given_at: Named[datetime] = Column(UtcDateTime)


recommendation_feedback: Table[RecommendationFeedbackColumns] = Table(
    "recommendation_feedback",
    metadata,
    RecommendationFeedbackColumns,
    CheckConstraint("feedback_score IN (-1, 1)", name="feedback_score"),
)


class ServiceFeedbackColumns(TypedColumns):
    """The latest score, -1 or 1, of one service of one recommendation."""

    recommendation_id: Named[int] = Column(RowNumber, primary_key=True)
    service_id: Named[str] = Column(Identifier, primary_key=True)
    client_id: Named[str | None] = Column(Identifier)
    feedback_score: Named[int] = Column(SmallInteger)
    given_at: Named[datetime] = Column(UtcDateTime)


service_feedback: Table[ServiceFeedbackColumns] = Table(
    "service_feedback",
    metadata,
    ServiceFeedbackColumns,
    ForeignKeyConstraint(
        ["recommendation_id", "service_id"],
        [recommended_services.c.recommendation_id, recommended_services.c.service_id],
        ondelete="CASCADE",
    ),
    CheckConstraint("feedback_score IN (-1, 1)", name="feedback_score"),
    Index(None, "service_id", "client_id", "feedback_score"),
    sqlite_with_rowid=False,
)
"""The foreign key lets only a service of the recommendation be scored; the index alone answers how
often a service helped a client's users.
"""


class FollowedLinkColumns(TypedColumns):
    """One visit to a channel's page from a recommendation; link_id is the page's position, 0..30."""

    id: Named[int] = Column(RowNumber, primary_key=True, autoincrement=True)
    recommendation_id: Named[int] = Column(RowNumber)
    service_id: Named[str] = Column(Identifier)
    channel_id: Named[str] = Column(Identifier)
    link_id: Named[int] = Column(SmallInteger)
    client_id: Named[str | None] = Column(Identifier)
    followed_at: Named[datetime] = Column(UtcDateTime)


followed_links: Table[FollowedLinkColumns] = Table(
    "followed_links",
    metadata,
    FollowedLinkColumns,
    ForeignKeyConstraint(
        ["recommendation_id", "service_id"],
        [recommended_services.c.recommendation_id, recommended_services.c.service_id],
        ondelete="CASCADE",
    ),
    Index(None, "recommendation_id", "service_id"),
    Index(None, "service_id", "client_id", "recommendation_id"),
)
"""The first index serves the cascade, the second counts visits, or visited recommendations, per
service and client.
"""
