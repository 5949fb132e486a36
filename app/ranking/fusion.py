"""One order out of everything that is known about each service."""

from collections.abc import Sequence
from dataclasses import dataclass
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

    direct and bridge were tuned on dev, where anything from 0.1 to 0.5 of bridge does as well.
    Meters and life events refine what the text says: together they weigh far less.
    """

    direct: float = 1.0
    bridge: float = 0.15
    meters: float = 0.1
    life_events: float = 0.1


DEFAULT_WEIGHTS = FusionWeights()


def fuse(
    *,
    direct: Scores | None = None,
    bridge: Scores | None = None,
    meters: Scores | None = None,
    life_events: NDArray[np.bool_] | None = None,
    weights: FusionWeights = DEFAULT_WEIGHTS,
) -> NDArray[np.float64]:
    """Every service's fused_score: the weighted mean of the evidence, -1..1, higher is better.

    Each is (services,) or None when the query has nothing of the sort, which then does not count:
    direct is the cosine of the (expanded) query and service text, bridge the bridge_score, meters
    the meters_similarity, whose NaN counts as 0 here since other evidence speaks too, and
    life_events whether the service names a life event of the person. ValueError when nothing is
    given.
    """
    evidence = [
        (weights.direct, direct),
        (weights.bridge, bridge),
        (weights.meters, meters),
        (weights.life_events, life_events),
    ]
    given = [
        (weight, np.nan_to_num(np.asarray(scores, dtype=np.float64)))
        for weight, scores in evidence
        if scores is not None
    ]
    if not given:
        raise ValueError("nothing to fuse")
    total_weight = sum(weight for weight, _ in given)
    weighted_sum = np.sum([weight * scores for weight, scores in given], axis=0)
    fused: NDArray[np.float64] = np.round(weighted_sum / total_weight, FUSED_SCORE_DECIMALS)
    return fused


def rank(
    scores: Scores,
    service_ids: Sequence[str],
    limit: int,
    allowed: NDArray[np.bool_] | None = None,
) -> tuple[RankedService, ...]:
    """The `limit` services of highest score, ranked from 1; ties break by service id.

    scores is (services,) in the order of service_ids; NaN leaves a service out, as does False in
    allowed (None allows all). similarity_score is the score, raised to 0 where it is negative, so
    it never increases with rank.
    """
    candidates = np.isfinite(scores) if allowed is None else np.isfinite(scores) & allowed
    positions = np.flatnonzero(candidates)
    if len(positions) > limit:
        threshold = np.partition(scores[positions], -limit)[-limit]
        positions = positions[scores[positions] >= threshold]
    best = sorted(
        positions.tolist(), key=lambda position: (-scores[position], service_ids[position])
    )
    return tuple(
        RankedService(
            service_id=service_ids[position],
            similarity_score=max(0.0, float(scores[position])),
            rank=number,
        )
        for number, position in enumerate(best[:limit], start=1)
    )
