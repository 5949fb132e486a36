"""Which of the services found for a need are good enough to be shown: fewer are better than wrong ones."""

from collections.abc import Collection, Sequence
from typing import Final

from app.domain.results import RankedService
from app.ranking.lead_kinds import WEAK_SCORE

LEAST_OF_BEST: Final = 0.6
"""Below it a service is rarely clearly useful beside the best one; docs/packages.md tells how it was chosen."""


def good_enough(
    services: Sequence[RankedService], of_kinds_needed: Collection[str]
) -> tuple[RankedService, ...]:
    """Those that are of the kinds needed, or near the words themselves, and not far behind the best; possibly none.

    services are found by words or kinds, best first; of_kinds_needed are the ids of those to which a kind led.
    """
    fitting = [
        service
        for service in services
        if service.similarity_score >= WEAK_SCORE or service.service_id in of_kinds_needed
    ]
    least = LEAST_OF_BEST * fitting[0].similarity_score if fitting else 0.0
    return tuple(service for service in fitting if service.similarity_score >= least)
