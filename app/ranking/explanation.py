"""What each kind of evidence did for one service: the faithful part of a reason."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.domain.meters import METERS
from app.domain.results import MeterLevel
from app.ranking.bridge import Help
from app.ranking.fusion import DEFAULT_WEIGHTS, EvidenceParts, FusionWeights
from app.ranking.kind_map import KindMap

LEADS_FROM = 0.05
"""How much a kind should help times the service's weight in it, both 0..1, from which the kind counts as a reason."""

HELPS_FROM = 0.5
"""A profile value from which a service counts as helping with a meter."""

LOW_BELOW = 5.0
"""The middle of a meter's 0..10; a mean below it is called low."""


def evidence_shares(
    parts: EvidenceParts, position: int, weights: FusionWeights = DEFAULT_WEIGHTS
) -> dict[str, float]:
    """The part of each evidence in the score that `fuse` gives the service at position; see Explanation.shares.

    Evidence that speaks against a service (a negative cosine) has no part.
    """
    gains = {
        name: weight * max(0.0, float(scores[position]))
        for name, weight, scores in parts.weighted(weights)
    }
    total = sum(gains.values())
    return {name: gain / total if total > 0.0 else 0.0 for name, gain in gains.items()}


def leading_kind(help_: Help, kind_map: KindMap, service_position: int) -> int | None:
    """The helping kind (see helping_kinds) that leads most surely to the service; None when none does so noticeably."""
    best_kind, best_share = None, LEADS_FROM
    for kind_position, weight in kind_map.kinds_of(service_position):
        share = float(help_[kind_position]) * weight
        if share > best_share:
            best_kind, best_share = kind_position, share
    return best_kind


def helped_meters(
    meter_means: Mapping[str, float], profile: NDArray[np.float64]
) -> tuple[str, ...]:
    """The given meters that the service helps with, in the order of METERS. profile is float64 (10,)."""
    return tuple(
        meter
        for meter, value in zip(METERS, profile, strict=True)
        if meter in meter_means and value >= HELPS_FROM
    )


def meter_level(mean: float) -> MeterLevel:
    return "low" if mean < LOW_BELOW else "high"
