"""What life events given by their PTV codes say about kinds of service and services."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from app.domain.results import Hit
from app.index.snapshot import Snapshot
from app.ranking.kind_map import KindMap
from app.ranking.life_events import kinds_of_given_events


def given_kinds(snapshot: Snapshot, ptv_codes: Collection[str]) -> list[Hit]:
    """The kinds that the life events of these codes need, the most important first; none without a code."""
    importance = _importance(snapshot, ptv_codes)
    names = {
        int(kind): _name_vector(snapshot, int(kind)) for kind in np.flatnonzero(importance > 0.0)
    }
    return kinds_of_given_events(importance, names)


def life_event_scores(snapshot: Snapshot, ptv_codes: Collection[str]) -> NDArray[np.float32]:
    """How much each service has to do with the life events of these codes, float32 (services,), 0..1.

    1 for a service that names one of them; else the most that any needed kind makes of it: how important the kind is in
    the event × how surely the service is of that kind.
    """
    scores = snapshot.facets.life_events.with_any_of(ptv_codes).astype(np.float32)
    importance = _importance(snapshot, ptv_codes)
    kind_map = KindMap(*snapshot.kind_map)
    for kind_position in np.flatnonzero(importance > 0.0).tolist():
        services, weights = kind_map.services_of(kind_position)
        scores[services] = np.maximum(scores[services], importance[kind_position] * weights)
    return scores


def _importance(snapshot: Snapshot, ptv_codes: Collection[str]) -> NDArray[np.float32]:
    """Of each kind in any life event that one of the codes means, float32 (kinds,)."""
    meant = [not set(ptv_codes).isdisjoint(event.ptv_codes) for event in snapshot.life_events]
    importance: NDArray[np.float32] = snapshot.life_event_kinds[np.array(meant, dtype=bool)].max(
        axis=0, initial=0.0
    )
    return importance


def _name_vector(snapshot: Snapshot, kind_position: int) -> int:
    """The phrase that is the kind's name, or the first one of a kind whose name is not among its phrases."""
    places = snapshot.phrase_index.vectors_of(kind_position)
    return next((place for place in places if snapshot.phrases[place].source == "name"), places[0])
