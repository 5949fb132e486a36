"""Every table. The migrations build the same schema step by step; a test compares the two."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Named,
    SmallInteger,
    Table,
    Text,
    TypedColumns,
    TypeDecorator,
)

from app.domain.meters import METERS

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Identifier = Text().with_variant(Text(collation="C"), "postgresql")
"""Text ordered by code point, so that both databases and Python sort ids alike."""

RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite counts rows up by itself only in a column declared INTEGER, which has 64 bits
there.
"""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone, always UTC; SQLite, which keeps no zone, stores the UTC clock
    reading.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RecordColumns(TypedColumns):
    """A catalogue record: its document is the domain dataclass as canonical JSON, content_hash the
    SHA-256 of that.
    """

    id: Named[str] = Column(Identifier, primary_key=True)
    content_hash: Named[str] = Column(Text)
    is_archived: Named[bool]
    is_sample: Named[bool]
    document: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


RecordsTable = Table[RecordColumns]

services: RecordsTable = Table("services", metadata, RecordColumns)
service_channels: RecordsTable = Table("service_channels", metadata, RecordColumns)
organizations: RecordsTable = Table("organizations", metadata, RecordColumns)

meter_profiles: Table[Any] = Table(
    "meter_profiles",
    metadata,
    Column("service_id", Identifier, primary_key=True),
    *(Column(meter, Double, nullable=False) for meter in METERS),
    Column("updated_at", UtcDateTime, nullable=False),
)
"""Experts' 3X10D profiles, each value 0..1. They may arrive before their service, hence no foreign
key.
"""


class CatalogueStateColumns(TypedColumns):
    """One row: version rises with every change that outdates the search index."""

    id: Named[int] = Column(SmallInteger, primary_key=True, autoincrement=False)
    version: Named[int] = Column(BigInteger)
    updated_at: Named[datetime | None] = Column(UtcDateTime)


catalogue_state: Table[CatalogueStateColumns] = Table(
    "catalogue_state",
    metadata,
    CatalogueStateColumns,
    CheckConstraint("id = 1", name="single_row"),
)


class PhrasebookEntryColumns(TypedColumns):
    """What an administrator added to the phrasebook; the shipped phrasebook is a file, not rows."""

    kind_id: Named[str] = Column(Identifier, primary_key=True)
    document: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


phrasebook_entries: Table[PhrasebookEntryColumns] = Table(
    "phrasebook_entries", metadata, PhrasebookEntryColumns
)


class LifeEventEntryColumns(TypedColumns):
    """What an administrator added to the life events; the shipped ones are files, not rows."""

    life_event_id: Named[str] = Column(Identifier, primary_key=True)
    document: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


life_event_entries: Table[LifeEventEntryColumns] = Table(
    "life_event_entries", metadata, LifeEventEntryColumns
)


class ClientColumns(TypedColumns):
    """A calling system. roles are sorted and separated by spaces; revoked clients stay, for
    history.
    """

    client_id: Named[str] = Column(Identifier, primary_key=True)
    name: Named[str] = Column(Text)
    organisation: Named[str] = Column(Text)
    roles: Named[str] = Column(Text)
    secret_hash: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)


clients: Table[ClientColumns] = Table("clients", metadata, ClientColumns)


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


class SessionAttributeColumns(TypedColumns):
    """Attributes of one session, encrypted; token_hash is the SHA-256 of the token in hexadecimal."""

    token_hash: Named[str] = Column(Identifier, primary_key=True)
    sealed: Named[str] = Column(Text)
    expires_at: Named[datetime] = Column(UtcDateTime, index=True)


session_attributes: Table[SessionAttributeColumns] = Table(
    "session_attributes", metadata, SessionAttributeColumns
)


class ChannelSupportColumns(TypedColumns):
    """The session attributes a channel can receive, sorted and separated by spaces, "" for none.

    A channel may be archived and come back, hence no foreign key.
    """

    channel_id: Named[str] = Column(Identifier, primary_key=True)
    attributes: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


channel_support: Table[ChannelSupportColumns] = Table(
    "channel_support", metadata, ChannelSupportColumns
)


class UsageCountColumns(TypedColumns):
    """What is still known of deleted recommendations: how many there were, and what became of them.

    The first five columns are the group, day in UTC; the rest count.
    """

    day: Named[date] = Column(Date, primary_key=True)
    calling_organisation: Named[str] = Column(Identifier, primary_key=True)
    calling_service: Named[str] = Column(Identifier, primary_key=True)
    path: Named[str] = Column(Identifier, primary_key=True)
    language: Named[str] = Column(Identifier, primary_key=True)
    recommendations: Named[int] = Column(BigInteger)
    empty_answers: Named[int] = Column(BigInteger)
    helpful_answers: Named[int] = Column(BigInteger)
    unhelpful_answers: Named[int] = Column(BigInteger)
    helpful_services: Named[int] = Column(BigInteger)
    unhelpful_services: Named[int] = Column(BigInteger)
    followed_links: Named[int] = Column(BigInteger)


usage_counts: Table[UsageCountColumns] = Table(
    "usage_counts",
    metadata,
    UsageCountColumns,
    sqlite_with_rowid=False,
)


class PurgeScheduleColumns(TypedColumns):
    """One row: when the next purge is due; empty before the first."""

    id: Named[int] = Column(SmallInteger, primary_key=True, autoincrement=False)
    next_due_at: Named[datetime | None] = Column(UtcDateTime)


purge_schedule: Table[PurgeScheduleColumns] = Table(
    "purge_schedule",
    metadata,
    PurgeScheduleColumns,
    CheckConstraint("id = 1", name="single_row"),
)


class RequestCountColumns(TypedColumns):
    """Requests handed out to one caller in one minute; past the limit the count may go on a little."""

    window_start: Named[datetime] = Column(UtcDateTime, primary_key=True)
    caller: Named[str] = Column(Identifier, primary_key=True)
    requests: Named[int] = Column(BigInteger)


request_counts: Table[RequestCountColumns] = Table(
    "request_counts", metadata, RequestCountColumns, sqlite_with_rowid=False
)


class ServiceResponseColumns(TypedColumns):
    """How often users of a client ("" without one) looked at, followed and scored a service."""

    client_id: Named[str] = Column(Identifier, primary_key=True)
    service_id: Named[str] = Column(Identifier, primary_key=True)
    examined: Named[int] = Column(BigInteger)
    followed: Named[int] = Column(BigInteger)
    helped: Named[int] = Column(BigInteger)
    unhelpful: Named[int] = Column(BigInteger)


service_responses: Table[ServiceResponseColumns] = Table(
    "service_responses", metadata, ServiceResponseColumns, sqlite_with_rowid=False
)
"""Without foreign keys: the counts outlive the recommendations they come from, and name nobody."""


class LearnedOrderColumns(TypedColumns):
    """A trained order: weights and the figures it was judged by, as JSON. At most one row is active.

    features_version says what the weights belong to; the service uses no weights of another version.
    """

    id: Named[int] = Column(RowNumber, primary_key=True, autoincrement=True)
    trained_at: Named[datetime] = Column(UtcDateTime)
    features_version: Named[int] = Column(SmallInteger)
    weights: Named[str] = Column(Text)
    figures: Named[str] = Column(Text)
    is_active: Named[bool]


learned_orders: Table[LearnedOrderColumns] = Table("learned_orders", metadata, LearnedOrderColumns)


class InsightMonthColumns(TypedColumns):
    """A month, such as "2026-09", whose picture was taken: once, and never changed."""

    month: Named[str] = Column(Identifier, primary_key=True)
    taken_at: Named[datetime] = Column(UtcDateTime)


insight_months: Table[InsightMonthColumns] = Table("insight_months", metadata, InsightMonthColumns)


class InsightFigureColumns(TypedColumns):
    """What may be shown of a month, county ("" for none or several) and client ("" without credentials).

    Situations come in multiples of five; smaller groups have no row.
    """

    month: Named[str] = Column(Identifier, ForeignKey(insight_months.c.month), primary_key=True)
    county_code: Named[str] = Column(Identifier, primary_key=True)
    client_id: Named[str] = Column(Identifier, primary_key=True)
    measure: Named[str] = Column(Identifier, primary_key=True)
    code: Named[str] = Column(Identifier, primary_key=True)
    within: Named[str] = Column(Identifier, primary_key=True)
    situations: Named[int] = Column(BigInteger)


insight_figures: Table[InsightFigureColumns] = Table(
    "insight_figures", metadata, InsightFigureColumns, sqlite_with_rowid=False
)
