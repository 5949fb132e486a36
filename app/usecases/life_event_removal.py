"""Take back what an administrator added to the life events."""

from app.domain.life_events import LifeEvent
from app.errors import NotFound
from app.storage.database import Database


def remove_life_event(database: Database, life_event_id: str) -> LifeEvent:
    """Remove the administrator's entry for a life event and return it; a shipped one stays, as it was shipped.

    Raises NotFound where the administrator has none.
    """
    with database.open_stores() as stores:
        removed = stores.life_events.remove(life_event_id)
    if removed is None:
        raise NotFound("No imported entry is of this life event")
    return removed
