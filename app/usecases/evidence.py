"""What speaks for each service: weighed in one way for finding services and for saying why they were found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.meters import METERS
from app.domain.query import Query
from app.domain.results import Hit
from app.embedding.encoder import Vectors
from app.index.snapshot import Snapshot
from app.ranking.bridge import DEFAULT_RECIPE, BridgeRecipe, nearest_kinds, rescore_kinds
from app.ranking.fusion import DEFAULT_WEIGHTS, EvidenceParts, FusionWeights, Scores
from app.ranking.life_situation import meters_similarity
from app.usecases.given_life_events import life_event_scores

NO_PREFERENCE: Final = dict.fromkeys(METERS, 0.0)
"""Ten equal needs, for a request whose meters are all empty: broadly helping services come first."""

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What ranks the candidates, given by their positions in the index, ascending.

    fused_scores and the parts behind them are (candidates,); kind_hits are the kinds of service the query found, best
    first, and vector the query's own, float32 (dimension,), None for meters alone. weights are those the parts were
    fused by.
    """

    candidates: Positions
    fused_scores: Scores
    parts: EvidenceParts
    kind_hits: Sequence[Hit] = ()
    vector: Vectors | None = None
    weights: FusionWeights = DEFAULT_WEIGHTS


def found_kinds(
    snapshot: Snapshot, vector: Vectors, recipe: BridgeRecipe = DEFAULT_RECIPE
) -> list[Hit]:
    """The kinds of service that a query vector finds by their phrases, best first."""
    near = nearest_kinds(vector, snapshot.kind_centroids, recipe)
    phrase_hits = snapshot.phrase_index.search(vector, recipe.candidate_kinds, near)
    return rescore_kinds(phrase_hits, snapshot.kind_vectors @ vector, recipe)


def score_by_meters(snapshot: Snapshot, query: Query, candidates: Positions) -> Scores:
    """For meters alone: the exact cosine, NaN where a service helps with none of the given ones."""
    return meters_similarity(query.meter_means or NO_PREFERENCE, snapshot.profiles[candidates])


def parts_of_text(
    snapshot: Snapshot,
    query: Query,
    candidates: Positions,
    *,
    direct: Scores,
    spoken: Scores,
    bridge: Scores,
) -> EvidenceParts:
    """What the words give each candidate, (candidates,), joined by what meters and life events give."""
    return EvidenceParts(
        direct=direct,
        spoken=spoken,
        bridge=bridge,
        meters=meters_similarity(query.meter_means, snapshot.profiles[candidates])
        if query.meter_means
        else None,
        life_events=life_event_scores(snapshot, query.life_event_codes)[candidates]
        if query.life_event_codes
        else None,
    )
