"""How much the service has been used in all."""

from app.domain.usage import UsageCounts
from app.storage.database import Database


def usage_totals(database: Database) -> UsageCounts:
    """Everything that was ever asked, whether or not it is still stored."""
    with database.open_stores(read_only=True) as stores:
        return sum(stores.usage.totals().values(), UsageCounts())
