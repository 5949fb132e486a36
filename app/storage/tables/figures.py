"""Counts and what was learnt from them, which outlive the recommendations they come from."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Named,
    SmallInteger,
    Table,
    Text,
    TypedColumns,
)

from app.storage.tables.columns import Identifier, RowNumber, UtcDateTime, metadata


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
