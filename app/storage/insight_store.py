"""Situations of a month as insights count them, and the pictures taken of past months."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Connection, Exists, bindparam, exists, func, insert, select

from app.domain.insights import (
    CellFigures,
    Figure,
    KeptSigns,
    Measure,
    ShownFigure,
    Situation,
    month_after,
    month_start,
    months_between,
)
from app.storage.dialect_insert import dialect_insert
from app.storage.documents import Documents
from app.storage.tables.figures import insight_figures, insight_months
from app.storage.tables.recommendations import (
    followed_links,
    recommendation_feedback,
    recommendations,
    service_feedback,
)

SIGNS: Final = Documents(KeptSigns)
ROWS_AT_ONCE: Final = 1_000


def _has_service_scored(score: int) -> Exists:
    return exists().where(
        service_feedback.c.recommendation_id == recommendations.c.id,
        service_feedback.c.feedback_score == score,
    )


SITUATIONS_OF_MONTH: Final = (
    select(
        recommendations.c.signs,
        recommendations.c.client_id,
        recommendation_feedback.c.feedback_score,
        exists()
        .where(followed_links.c.recommendation_id == recommendations.c.id)
        .label("is_followed"),
        _has_service_scored(1).label("has_helpful_service"),
        _has_service_scored(-1).label("has_unhelpful_service"),
    )
    .outerjoin(
        recommendation_feedback,
        recommendation_feedback.c.recommendation_id == recommendations.c.id,
    )
    .where(
        recommendations.c.created_at >= bindparam("start"),
        recommendations.c.created_at < bindparam("end"),
        recommendations.c.signs.is_not(None),
    )
)


class InsightStore:
    """A picture holds sums of five or more and no person; it stays when the recommendations behind it are deleted."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def oldest_situation(self) -> datetime | None:
        """The moment of the oldest recommendation; None when there is none."""
        oldest = select(func.min(recommendations.c.created_at))
        return self._connection.execute(oldest).scalar_one_or_none()

    def taken_months(self) -> frozenset[str]:
        """Those whose picture was taken. Not to be shown: a month is among them when little was asked in it, too."""
        return frozenset(self._connection.execute(select(insight_months.c.month)).scalars())

    def shown_months(self) -> list[str]:
        """Every month from the first with a figure to the last."""
        months = insight_figures.c.month
        first, last = self._connection.execute(select(func.min(months), func.max(months))).one()
        return list(months_between(first, last)) if first else []

    def situations(self, month: str) -> Iterator[Situation]:
        """Every recommendation of the month that has signs, with what became of it until now."""
        rows = self._connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
            SITUATIONS_OF_MONTH,
            {"start": month_start(month), "end": month_start(month_after(month))},
        )
        for row in rows:
            yield Situation(
                signs=SIGNS.read(row.signs),
                client_id=row.client_id or "",
                score=row.feedback_score,
                is_followed=bool(row.is_followed),
                has_helpful_service=bool(row.has_helpful_service),
                has_unhelpful_service=bool(row.has_unhelpful_service),
            )

    def keep(self, month: str, cells: Mapping[tuple[str, str], CellFigures]) -> bool:
        """Store the month's picture, by county code and client id; False, and nothing stored, where it has one."""
        taken = dialect_insert(self._connection, insight_months).values(
            month=month, taken_at=self._clock()
        )
        first = taken.on_conflict_do_nothing().returning(insight_months.c.month)
        if self._connection.execute(first).first() is None:
            return False
        rows = [
            {
                "month": month,
                "county_code": county_code,
                "client_id": client_id,
                "measure": figure.measure,
                "code": figure.code,
                "within": figure.within,
                "situations": situations,
            }
            for (county_code, client_id), figures in cells.items()
            for figure, situations in figures.items()
        ]
        if rows:
            self._connection.execute(insert(insight_figures), rows)
        return True

    def figures(
        self, months: list[str], *, county_code: str | None, client_id: str | None
    ) -> tuple[ShownFigure, ...]:
        """What the pictures of these months show, of one county or client only where one is named."""
        columns = insight_figures.c
        statement = select(insight_figures).where(columns.month.in_(months))
        if county_code is not None:
            statement = statement.where(columns.county_code == county_code)
        if client_id is not None:
            statement = statement.where(columns.client_id == client_id)
        ordered = statement.order_by(*insight_figures.primary_key)
        return tuple(
            ShownFigure(
                month=row.month,
                county_code=row.county_code,
                client_id=row.client_id,
                figure=Figure(cast(Measure, row.measure), row.code, row.within),
                situations=row.situations,
            )
            for row in self._connection.execute(ordered)
        )
