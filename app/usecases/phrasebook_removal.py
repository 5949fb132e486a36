"""Take back what an administrator added to the phrasebook."""

from app.domain.phrasebook import Kind
from app.errors import NotFound
from app.storage.database import Database


def remove_entry(database: Database, kind_id: str) -> Kind:
    """Remove the administrator's entry for a kind and return it; a shipped kind stays, as it was shipped.

    Raises NotFound where the administrator has none.
    """
    with database.open_stores() as stores:
        removed = stores.phrasebook.remove(kind_id)
    if removed is None:
        raise NotFound("No imported entry is of this kind")
    return removed
