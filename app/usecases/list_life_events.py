"""The life events in use, to be shown to those who build on them."""

from app.domain.life_events import LifeEventList
from app.index.snapshot import Snapshot


def list_life_events(snapshot: Snapshot) -> LifeEventList:
    """Every life event with the names of the kinds that they need now or later."""
    events = snapshot.life_events
    needed = {kind for event in events for kind in (*event.kind_ids, *event.next_kind_ids)}
    return LifeEventList(
        life_events=events,
        kind_names={
            kind_id: snapshot.kind_name(position)
            for position, kind_id in enumerate(snapshot.kind_ids)
            if kind_id in needed
        },
    )
