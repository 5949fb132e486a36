"""The features of a learned order, and sorting by them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.feedback import NO_RESPONSES, Responses
from app.domain.learned_order import OrderWeights
from app.domain.results import RankedService
from app.ranking.feedback import follow_gain, sorted_by, vote_balance

FEATURES_VERSION: Final = 1
"""Raised with every change of what the features mean: weights learned before it go out of use."""

FEATURES: Final = ("similarity", "reciprocal_rank", "follow_gain", "vote_balance")
"""The columns: similarity_score relative to the list's best, 1 / rank by match, and what feedback.py makes of the
calling system's responses. As few as some hundred judgements can carry; all lie in -1..1.
"""


def features(ranked: Sequence[RankedService], responses: Responses) -> NDArray[np.float64]:
    """float64 (services, 4), columns as in FEATURES. ranked is best first, by match."""
    best = max((service.similarity_score for service in ranked), default=0.0)
    rows = []
    for service in ranked:
        responded = responses.get(service.service_id, NO_RESPONSES)
        rows.append(
            (
                service.similarity_score / best if best > 0.0 else 0.0,
                1.0 / service.rank,
                follow_gain(responded),
                vote_balance(responded),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(ranked), len(FEATURES))


def learned_order(
    ranked: Sequence[RankedService], responses: Responses, weights: OrderWeights
) -> tuple[RankedService, ...]:
    """The same services by falling weighted sum of their features, ranked anew; equal ones keep their order."""
    by_name = asdict(weights)
    heights = features(ranked, responses) @ np.array([by_name[name] for name in FEATURES])
    return sorted_by(heights.tolist(), ranked)
