"""How much the service is used: counted from the recommendations that are there, kept of those that are gone."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.domain.usage import UsageCounts, UsageGroup
from app.storage.dialect_insert import dialect_insert
from app.storage.tables.figures import usage_counts
from app.storage.tables.recommendations import (
    followed_links,
    recommendation_feedback,
    recommendations,
    recommended_services,
    service_feedback,
)

GROUP: Final = tuple(field.name for field in fields(UsageGroup))
COUNTS: Final = tuple(field.name for field in fields(UsageCounts))


class UtcDay(FunctionElement[Any]):
    """The UTC date of a moment."""

    type = Date()
    inherit_cache = True


@compiles(UtcDay)
def _sqlite_day(day: UtcDay, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(day.clauses, **options)})"


@compiles(UtcDay, "postgresql")
def _postgresql_day(day: UtcDay, compiler: SQLCompiler, **options: Any) -> str:
    return f"date(timezone('UTC', {compiler.process(day.clauses, **options)}))"


def _count_of(table: Table[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many rows of the table belong to the recommendation of the enclosing statement."""
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.recommendation_id == recommendations.c.id, *conditions)
        .scalar_subquery()
    )


ONE_BY_ONE: Final = select(
    UtcDay(recommendations.c.created_at).label("day"),
    recommendations.c.calling_organisation,
    recommendations.c.calling_service,
    recommendations.c.path,
    recommendations.c.language,
    literal(1).label("recommendations"),
    case((_count_of(recommended_services) == 0, 1), else_=0).label("empty_answers"),
    *(
        _count_of(table, table.c.feedback_score == score).label(f"{name}_{scored}")
        for table, scored in (
            (recommendation_feedback, "answers"),
            (service_feedback, "services"),
        )
        for name, score in (("helpful", 1), ("unhelpful", -1))
    ),
    _count_of(followed_links).label("followed_links"),
)


def _summed(counted: FromClause) -> Select[*tuple[Any, ...]]:
    """One row for each group, in order, so that two who count at once lock rows in the same order."""
    group = [counted.c[name] for name in GROUP]
    sums = [func.sum(counted.c[name]).label(name) for name in COUNTS]
    return select(*group, *sums).group_by(*group).order_by(*group)


CHOSEN: Final = _summed(
    ONE_BY_ONE.where(recommendations.c.id.in_(bindparam("ids", expanding=True))).subquery()
)
EVERYTHING: Final = _summed(
    union_all(ONE_BY_ONE, select(*(usage_counts.c[name] for name in GROUP + COUNTS))).subquery()
)


class UsageStore:
    """Counts of everything that was ever asked, whether or not it is still stored."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def totals(self) -> dict[UsageGroup, UsageCounts]:
        """What is stored and what was kept of the rest, together."""
        return {
            UsageGroup(**{name: row[name] for name in GROUP}): UsageCounts(
                **{name: int(row[name]) for name in COUNTS}
            )
            for row in self._connection.execute(EVERYTHING).mappings()
        }


def keep_counts(connection: Connection, recommendation_ids: Sequence[int]) -> None:
    """Add the recommendations, about to be deleted in this transaction, to the kept counts.

    They must be locked, so that no score comes in between.
    """
    insert = dialect_insert(connection, usage_counts).from_select(GROUP + COUNTS, CHOSEN)
    added = {name: usage_counts.c[name] + insert.excluded[name] for name in COUNTS}
    connection.execute(
        insert.on_conflict_do_update(index_elements=GROUP, set_=added),
        {"ids": recommendation_ids},
    )
