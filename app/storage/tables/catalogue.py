"""What PTV publishes, and experts' meter profiles of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    Named,
    SmallInteger,
    Table,
    Text,
    TypedColumns,
)

from app.domain.meters import METERS
from app.storage.tables.columns import Identifier, UtcDateTime, metadata


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
