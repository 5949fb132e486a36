"""Which life events an index is built with."""

from collections.abc import Iterable, Sequence

import structlog

from app.domain.life_events import LifeEvent
from app.domain.phrasebook import Kind
from app.life_events import is_complete, join_entries, with_kinds_of

log = structlog.get_logger()


def usable_life_events(
    shipped: Sequence[LifeEvent], entries: Iterable[LifeEvent], kinds: Sequence[Kind]
) -> tuple[LifeEvent, ...]:
    """The shipped life events joined by the administrator's entries, with those of their kinds that there are.

    What has lost its kinds since it was imported is told in the log, and left out where nothing remains of it.
    """
    kind_ids = {kind.kind_id for kind in kinds}
    usable = []
    for event in join_entries((*shipped, *entries)):
        known = with_kinds_of(event, kind_ids)
        gone = {*event.kind_ids, *event.next_kind_ids} - kind_ids
        if gone:
            log.warning("life_event_kinds_gone", life_event=event.life_event_id, kinds=sorted(gone))
        if is_complete(known):
            usable.append(known)
        else:
            log.warning("life_event_unused", life_event=event.life_event_id)
    return tuple(usable)
