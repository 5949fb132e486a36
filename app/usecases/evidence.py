"""What speaks for each service: weighed in one way for finding services and for saying why they were found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.meters import METERS
from app.domain.query import Query
from app.domain.results import Hit
from app.embedding.encoder import Vectors
from app.index.snapshot import Snapshot
from app.ranking.bridge import DEFAULT_RECIPE, BridgeRecipe, bridge_scores, helping_kinds
from app.ranking.fusion import DEFAULT_WEIGHTS, EvidenceParts, FusionWeights, Scores
from app.ranking.kind_map import KindMap
from app.ranking.kind_relations import KindRelations
from app.ranking.life_situation import meters_similarity
from app.usecases.life_event_evidence import LifeEvents
from app.usecases.text_reading import TextReading

NO_PREFERENCE: Final = dict.fromkeys(METERS, 0.0)
"""Ten equal needs, for a request whose meters are all empty: broadly helping services come first."""

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What ranks the candidates, given by their positions in the index, ascending.

    fused_scores and the parts behind them are (candidates,); kind_hits are the kinds of service the query found, best
    first, and vector the query's own, float32 (dimension,), None for meters alone. reading is of the text, where it was
    read clause by clause, events are the life events given or told, and weights those the parts were fused by.
    life_event_weight is the weight of a life event known for sure. meter is the one whose need this is, in a package.
    help_with, float32 (needs, candidates), 0..1, says how surely each candidate helps with each of several needs.
    """

    candidates: Positions
    fused_scores: Scores
    parts: EvidenceParts
    kind_hits: Sequence[Hit] = ()
    vector: Vectors | None = None
    reading: TextReading | None = None
    events: LifeEvents = field(default_factory=dict)
    weights: FusionWeights = DEFAULT_WEIGHTS
    life_event_weight: float = DEFAULT_WEIGHTS.life_events
    meter: str = ""
    help_with: NDArray[np.float32] | None = None


def surest_life_event(query: Query, events: LifeEvents) -> float:
    """How surely the surest of the life events is the person's, 0..1."""
    return 1.0 if query.life_event_codes else max(events.values(), default=0.0)


def score_by_meters(
    snapshot: Snapshot, query: Query, candidates: Positions, needed: str = ""
) -> Scores:
    """For meters alone: the exact cosine, NaN where a service helps with none of the given ones.

    needed is the meter of a package's need: half the score is then the help with it, NaN where there is none or the
    meter is not given.
    """
    profiles = snapshot.profiles[candidates]
    similarity = meters_similarity(query.meter_means or NO_PREFERENCE, profiles)
    if not needed:
        return similarity
    if needed not in query.meter_means:
        return np.full(len(candidates), np.nan)
    help_given = profiles[:, METERS.index(needed)]
    scores: Scores = np.where(help_given > 0.0, (help_given + similarity) / 2.0, np.nan)
    return scores


def bridge_of(
    snapshot: Snapshot,
    beliefs: Sequence[tuple[int, float]],
    recipe: BridgeRecipe = DEFAULT_RECIPE,
) -> NDArray[np.float32]:
    """The bridge_scores of every service, float32 (services,), for what is believed of kinds (see kind_beliefs)."""
    help_ = helping_kinds(beliefs, KindRelations(*snapshot.kind_relations), recipe)
    return bridge_scores(help_, KindMap(*snapshot.kind_map), len(snapshot.service_ids))


def parts_of_text(
    snapshot: Snapshot,
    query: Query,
    candidates: Positions,
    *,
    direct: Scores,
    spoken: Scores,
    bridge: Scores,
    life_events: Scores | None,
) -> EvidenceParts:
    """What words and life events give each candidate, (candidates,), joined by what meters give."""
    return EvidenceParts(
        direct=direct,
        spoken=spoken,
        bridge=bridge,
        meters=meters_similarity(query.meter_means, snapshot.profiles[candidates])
        if query.meter_means
        else None,
        life_events=life_events,
    )
