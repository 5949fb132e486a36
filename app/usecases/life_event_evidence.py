"""What a person's life events, given by PTV codes or told in words, say about kinds of service and services."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from app.domain.results import Hit
from app.index.snapshot import Snapshot
from app.ranking.bridge import bridge_scores
from app.ranking.kind_map import KindMap
from app.ranking.life_events import kinds_of_given_events

LifeEvents = Mapping[int, float]
"""Positions of life events → how surely they are the person's, 0..1."""


def given_life_events(snapshot: Snapshot, ptv_codes: Collection[str]) -> dict[int, float]:
    """The life events that one of the codes means, all known for sure."""
    asked = frozenset(ptv_codes)
    return {
        position: 1.0
        for position, event in enumerate(snapshot.life_events)
        if not asked.isdisjoint(event.ptv_codes)
    }


def given_kinds(snapshot: Snapshot, events: LifeEvents) -> list[Hit]:
    """The kinds that the life events need, all of them known for sure, the most important first."""
    importance = snapshot.life_event_kinds[list(events)].max(axis=0, initial=0.0)
    names = {
        int(kind): _name_vector(snapshot, int(kind)) for kind in np.flatnonzero(importance > 0.0)
    }
    return kinds_of_given_events(importance, names)


def life_event_scores(
    snapshot: Snapshot, ptv_codes: Collection[str], events: LifeEvents
) -> NDArray[np.float32] | None:
    """How much each service has to do with the life events, float32 (services,), 0..1; None where there are none.

    1 for a service that names one of the codes; else, summed over the events' kinds and at most 1, how surely the event
    is the person's beside the surest one × how important the kind is in it × how surely the service is of that kind.
    """
    if not ptv_codes and not events:
        return None
    importance = np.zeros(len(snapshot.kind_ids), dtype=np.float64)
    surest = max(events.values(), default=1.0)
    for position, confidence in events.items():
        importance += confidence / surest * snapshot.life_event_kinds[position]
    scores = bridge_scores(importance, KindMap(*snapshot.kind_map), len(snapshot.service_ids))
    if ptv_codes:
        scores[snapshot.facets.life_events.with_any_of(ptv_codes)] = 1.0
    return scores


def _name_vector(snapshot: Snapshot, kind_position: int) -> int:
    """The phrase that is the kind's name, or the first one of a kind whose name is not among its phrases."""
    places = snapshot.phrase_index.vectors_of(kind_position)
    return next((place for place in places if snapshot.phrases[place].source == "name"), places[0])
