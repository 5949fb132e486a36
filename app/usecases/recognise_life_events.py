"""Which life events a person's words tell of."""

from collections.abc import Sequence

import numpy as np

from app.domain.life_events import RecognisedLifeEvent
from app.domain.results import Hit
from app.embedding.encoder import Vectors
from app.index.snapshot import Snapshot
from app.ranking.bridge import highest_columns, kind_beliefs
from app.ranking.life_events import (
    DEFAULT_RECIPE,
    KindBeliefs,
    LifeEventRecipe,
    Signs,
    belief_in_events,
    life_event_confidences,
    recognised_life_events,
)


def recognise_life_events(
    snapshot: Snapshot, vectors: Sequence[Vectors], kind_hits: Sequence[Sequence[Hit]]
) -> tuple[RecognisedLifeEvent, ...]:
    """The believable life events of one person's text, the surest first; often none.

    vectors, float32 (dimension,) each, are the encoded queries of the whole text and of each of its clauses, in any
    order: an event counts as it shows best in one of them. kind_hits are the kinds that each of them finds (see
    found_kinds), best first.
    """
    if not len(vectors):
        return ()
    signs = signs_of_events(snapshot, np.stack(vectors), [kind_beliefs(each) for each in kind_hits])
    return tuple(
        RecognisedLifeEvent(snapshot.life_events[position], confidence)
        for position, confidence in recognised_life_events(life_event_confidences(*signs))
    )


def signs_of_events(
    snapshot: Snapshot,
    vectors: Vectors,
    beliefs: Sequence[KindBeliefs],
    recipe: LifeEventRecipe = DEFAULT_RECIPE,
) -> tuple[Signs, Signs, Signs]:
    """What life_event_confidences weighs, of each text and event: nearest, direction and kinds."""
    direction = vectors @ snapshot.life_event_centroids.T
    searched = highest_columns(direction, recipe.searched_events)
    nearest = direction.copy()
    found = snapshot.life_event_index.best_vectors(vectors, searched)
    np.put_along_axis(nearest, searched, found.scores, axis=1)
    return nearest, direction, belief_in_events(beliefs, snapshot.life_event_kinds)
