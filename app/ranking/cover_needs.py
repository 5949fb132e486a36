"""A list that helps with every need before it helps with one of them again."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.results import RankedService
from app.ranking.fusion import Scores

COVERAGE: Final = 0.15
"""What helping with a need that nothing before helps with counts, beside a score's 1 − COVERAGE: docs/relevance.md."""


def rank_covering_needs(
    scores: Scores,
    help_with: NDArray[np.float32],
    candidates: NDArray[np.int64],
    service_ids: Sequence[str],
    limit: int,
    coverage: float = COVERAGE,
) -> tuple[RankedService, ...]:
    """The `limit` candidates to show for several needs, ranked from 1.

    scores is (candidates,), finite; candidates are positions in service_ids; help_with (needs, candidates), 0..1, says
    how surely each helps with each need. A service that stands above better ones for the sake of a need bears the score
    of the best of them, so that similarity_score never increases with rank.
    """
    order = covering_order(scores, help_with, limit, coverage)
    shown = np.maximum.accumulate(np.asarray(scores)[order][::-1])[::-1]
    return tuple(
        RankedService(
            service_id=service_ids[candidates[row]],
            similarity_score=max(0.0, float(score)),
            rank=number,
        )
        for number, (row, score) in enumerate(zip(order, shown, strict=True), start=1)
    )


def covering_order(
    scores: Scores, help_with: NDArray[np.float32], limit: int, coverage: float = COVERAGE
) -> list[int]:
    """The positions of `limit` services, the one to show first at the head; ties break by position.

    xQuAD (Santos, Macdonald and Ounis, WWW 2010) with needs as aspects: each place goes to the service of the highest
    (1 − coverage) × score + coverage × the share of the needs still open that it helps with. A need is open as far as
    no service before helps with it.
    """
    left = (1.0 - coverage) * np.asarray(scores, dtype=np.float64)
    still_open = np.full(len(help_with), 1.0)
    order: list[int] = []
    for _ in range(min(limit, len(left))):
        share = still_open / max(float(still_open.sum()), np.finfo(np.float64).tiny)
        chosen = int(np.argmax(left + coverage * (share @ help_with)))
        order.append(chosen)
        left[chosen] = -np.inf
        still_open *= 1.0 - help_with[:, chosen]
    return order
