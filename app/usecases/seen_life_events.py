"""The life events of a situation: those the person named by PTV's codes, then those their words tell of."""

from collections.abc import Sequence
from typing import Final

from app.domain.codelists import CodeLists
from app.domain.life_events import LifeEvent
from app.domain.packages import SeenLifeEvent
from app.domain.query import Query
from app.index.snapshot import Snapshot
from app.ranking.needs import Reading
from app.usecases.recognise_life_events import recognise_life_events

IS_SMALL_TALK: Final = 0.9
"""From this cosine with a phrase of small talk a clause says no more than the phrase; no utterance of a life event
comes above 0.8."""


def seen_life_events(
    query: Query, snapshot: Snapshot, readings: Sequence[Reading], code_lists: CodeLists
) -> list[SeenLifeEvent]:
    """Each once. A named code is every event that it means; without one, its name alone says what it needs.

    Small talk tells of none: for a word by itself some event is always the nearest, as "hei" is near "heir".
    """
    seen: dict[str, SeenLifeEvent] = {}
    for code in query.life_event_codes:
        meant = [_seen(each, 1.0) for each in snapshot.life_events if code in each.ptv_codes]
        for event in meant or [_unknown(code, code_lists)]:
            seen.setdefault(event.life_event_id, event)
    telling = [each for each in readings if each.small_talk < IS_SMALL_TALK]
    for recognised in recognise_life_events(
        snapshot, [each.vector for each in telling], [each.kind_hits for each in telling]
    ):
        event = _seen(recognised.life_event, recognised.confidence)
        seen.setdefault(event.life_event_id, event)
    return list(seen.values())


def _unknown(code: str, code_lists: CodeLists) -> SeenLifeEvent:
    return SeenLifeEvent(
        life_event_id=code, codes=(code,), name=code_lists.life_events[code].name, confidence=1.0
    )


def _seen(event: LifeEvent, confidence: float) -> SeenLifeEvent:
    return SeenLifeEvent(
        life_event_id=event.life_event_id,
        codes=event.ptv_codes,
        name=event.name,
        confidence=confidence,
        kind_ids=event.kind_ids,
        next_kind_ids=event.next_kind_ids,
    )
