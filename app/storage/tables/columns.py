"""Where the tables are registered, and the types of columns that both databases sort and read alike."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text, TypeDecorator

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
