"""Which need keeps a service that several needs found, and how providers alternate within a need."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from app.domain.packages import ProviderType
from app.domain.results import RankedService

SCORE_NOISE: Final = 0.02
"""Services whose scores differ by less may change places; docs/packages.md tells how it was measured."""

SPARE_SERVICES: Final = 3
"""So many more than are shown are kept for a need, where they are within the noise of the last one shown."""

DANGER: Final = 0
"""The priority of a need that is danger."""


def share_out(
    lists: Sequence[Sequence[RankedService]], priorities: Sequence[int], limit: int
) -> list[list[RankedService]]:
    """Give each service to one need: of the highest priority (0 first), then where it ranks best, then scores best.

    Of equally ranked claims of danger (DANGER) the first need's counts, so that 112 stands on top of the answer. lists
    hold each need's services, best first. A need keeps limit services in their order, and SPARE_SERVICES more
    whose scores lie within SCORE_NOISE of the last of them.
    """
    claims = sorted(
        (
            priorities[need],
            place,
            0.0 if priorities[need] == DANGER else -service.similarity_score,
            need,
            service.service_id,
        )
        for need, services in enumerate(lists)
        for place, service in enumerate(services)
    )
    kept: list[list[RankedService]] = [[] for _ in lists]
    taken: set[str] = set()
    for _, place, _, need, service_id in claims:
        service = lists[need][place]
        if service_id not in taken and _has_room(kept[need], service, limit):
            taken.add(service_id)
            kept[need].append(service)
    return kept


def alternating(
    scores: Sequence[float], types: Sequence[ProviderType], noise: float = SCORE_NOISE
) -> list[int]:
    """The positions of services in an order in which types of provider alternate as far as the noise allows.

    scores do not rise. Each place goes to the type shown least so far, among the services within noise of the best one
    left: nothing stands before a service that is better by more than noise.
    """
    left = list(range(len(scores)))
    shown: Counter[ProviderType] = Counter()
    order = []
    while left:
        best = scores[left[0]]
        equals = [position for position in left if best - scores[position] <= noise]
        chosen = min(equals, key=lambda position: (shown[types[position]], position))
        shown[types[chosen]] += 1
        left.remove(chosen)
        order.append(chosen)
    return order


def _has_room(kept: Sequence[RankedService], service: RankedService, limit: int) -> bool:
    if len(kept) < limit:
        return True
    gap = kept[limit - 1].similarity_score - service.similarity_score
    return len(kept) < limit + SPARE_SERVICES and 0.0 <= gap <= SCORE_NOISE
