"""One order out of everything that is known about each service."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.results import RankedService

Scores = NDArray[np.float32] | NDArray[np.float64]

FUSED_SCORE_DECIMALS: Final = 6
"""Beyond these, float32 cosines of equal texts may differ with their place in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionWeights:
    """What each kind of evidence counts for, relative to one another.

    Tuned on dev and on a second set of judged queries (docs/relevance.md); dev is flat for spoken from 0.8 to 1.6 and
    bridge from 0.4 to 1, both for life_events from 0.3 to 0.5. Meters refine what a clear text says; beside a vague one
    they count meters_beside_vague_text, and a life event counts as surely as it is the person's (see
    weights_beside_text).
    """

    direct: float = 1.0
    spoken: float = 1.0
    bridge: float = 0.7
    meters: float = 0.05
    meters_beside_vague_text: float = 0.55
    life_events: float = 0.45


DEFAULT_WEIGHTS = FusionWeights()

CLEAR_TEXT: Final = 0.45
VAGUE_TEXT: Final = 0.25
"""Scores of the best kind (see rescored_kinds) from which a text is clear, and up to which it says next to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceParts:
    """What is known of each service, (services,) each; None where the query has nothing of the sort.

    direct is the cosine of the (expanded) query and service text, spoken the query's product with the service's
    spoken_vectors, bridge the bridge_scores, meters the meters_similarity with its NaN, and life_events how much the
    service has to do with the person's, 0..1.
    """

    direct: Scores | None = None
    spoken: Scores | None = None
    bridge: Scores | None = None
    meters: Scores | None = None
    life_events: Scores | None = None

    def weighted(self, weights: FusionWeights) -> list[tuple[str, float, NDArray[np.float64]]]:
        """Name, weight and scores of what is given; NaN of meters counts as 0, since other evidence speaks too."""
        meters = None if self.meters is None else np.where(np.isnan(self.meters), 0.0, self.meters)
        named = {
            "direct": self.direct,
            "spoken": self.spoken,
            "bridge": self.bridge,
            "meters": meters,
            "life_events": self.life_events,
        }
        return [
            (name, getattr(weights, name), np.asarray(scores, dtype=np.float64))
            for name, scores in named.items()
            if scores is not None
        ]


def weights_beside_text(
    best_kind_score: float, surest_life_event: float, weights: FusionWeights = DEFAULT_WEIGHTS
) -> FusionWeights:
    """The weights for a text whose best kind scores so: the less the words say, the more the meters do.

    surest_life_event, 0..1, is the confidence of the life event that is most surely the person's.
    """
    vagueness = (CLEAR_TEXT - best_kind_score) / (CLEAR_TEXT - VAGUE_TEXT)
    vagueness = min(1.0, max(0.0, vagueness))
    meters = weights.meters + vagueness * (weights.meters_beside_vague_text - weights.meters)
    return replace(weights, meters=meters, life_events=weights.life_events * surest_life_event)


def fuse(parts: EvidenceParts, weights: FusionWeights = DEFAULT_WEIGHTS) -> NDArray[np.float64]:
    """Every service's fused_score: the weighted mean of the evidence, -1..1, higher is better.

    What is not given does not count. ValueError when nothing is.
    """
    given = parts.weighted(weights)
    if not given:
        raise ValueError("nothing to fuse")
    total_weight = sum(weight for _, weight, _ in given)
    weighted_sum = sum(weight * scores for _, weight, scores in given)
    fused: NDArray[np.float64] = np.round(weighted_sum / total_weight, FUSED_SCORE_DECIMALS)
    return fused


def rank(
    scores: Scores,
    candidates: NDArray[np.int64],
    service_ids: Sequence[str],
    limit: int,
) -> tuple[RankedService, ...]:
    """The `limit` candidates of highest score, ranked from 1; ties break by service id.

    scores is (candidates,); candidates are positions in service_ids. NaN leaves a service out. similarity_score is the
    score, raised to 0 where it is negative, so it never increases with rank.
    """
    rows = np.flatnonzero(np.isfinite(scores))
    rows = rows[among_highest(scores[rows], limit)]
    ids = [service_ids[position] for position in candidates[rows].tolist()]
    best = sorted(zip((-scores[rows]).tolist(), ids, strict=True))
    return tuple(
        RankedService(service_id=service_id, similarity_score=max(0.0, -negated), rank=number)
        for number, (negated, service_id) in enumerate(best[:limit], start=1)
    )


def among_highest(scores: Scores, limit: int) -> NDArray[np.bool_]:
    """Which scores are among the `limit` highest, or as high as the lowest of these: bool, of the shape of scores."""
    if len(scores) <= limit:
        return np.ones(len(scores), dtype=np.bool_)
    is_among: NDArray[np.bool_] = scores >= np.partition(scores, -limit)[-limit]
    return is_among
