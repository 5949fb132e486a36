"""What the running service keeps for a while: attributes handed over, requests of the minute, the next purge."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Named,
    SmallInteger,
    Table,
    Text,
    TypedColumns,
)

from app.storage.tables.columns import Identifier, UtcDateTime, metadata


class SessionAttributeColumns(TypedColumns):
    """Attributes of one session, encrypted; token_hash is the SHA-256 of the token in hexadecimal."""

    token_hash: Named[str] = Column(Identifier, primary_key=True)
    sealed: Named[str] = Column(Text)
    expires_at: Named[datetime] = Column(UtcDateTime, index=True)


session_attributes: Table[SessionAttributeColumns] = Table(
    "session_attributes", metadata, SessionAttributeColumns
)


class RequestCountColumns(TypedColumns):
    """Requests handed out to one caller in one minute; past the limit the count may go on a little."""

    window_start: Named[datetime] = Column(UtcDateTime, primary_key=True)
    caller: Named[str] = Column(Identifier, primary_key=True)
    requests: Named[int] = Column(BigInteger)


request_counts: Table[RequestCountColumns] = Table(
    "request_counts", metadata, RequestCountColumns, sqlite_with_rowid=False
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
