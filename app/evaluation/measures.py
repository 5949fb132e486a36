"""The measures of one ranked list; all lie in 0..1, higher is better."""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Final

CUTOFF: Final = 10


def ndcg(ranked_ids: Sequence[str], grades: Mapping[str, int], cutoff: int = CUTOFF) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen, TOIS 2002).

    gain 2^grade - 1, discount 1 / log2(rank + 1), divided by that of the best order there is over
    all judged services. 0 when no grade is above 0.
    """
    ideal = _dcg(sorted(grades.values(), reverse=True)[:cutoff])
    found = _dcg([grades.get(service_id, 0) for service_id in ranked_ids[:cutoff]])
    return found / ideal if ideal else 0.0


def recall(ranked_ids: Sequence[str], grades: Mapping[str, int], cutoff: int = CUTOFF) -> float:
    """Share of the relevant services (grade 1 or more) among the first `cutoff`.

    Divided by all relevant services, so a query with more of them than `cutoff` cannot reach 1.
    """
    relevant = {service_id for service_id, grade in grades.items() if grade >= 1}
    return len(relevant.intersection(ranked_ids[:cutoff])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked_ids: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 / rank of the first relevant service (grade 1 or more); 0 when none is in the list."""
    for rank, service_id in enumerate(ranked_ids, start=1):
        if grades.get(service_id, 0) >= 1:
            return 1.0 / rank
    return 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
