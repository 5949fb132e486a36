"""Re-rank a list from what the calling system's users made of its services.

Every service is lifted by some places, or lowered, according to its responses, and the list is sorted by where that
puts each. So a response moves a service by the same number of places whatever the scores are worth, which differ
between meters and texts, and however much of it there is, it moves no service far from where its match put it.
"""

from collections.abc import Sequence
from typing import Final

from app.domain.feedback import NO_RESPONSES, Responses, ServiceResponses
from app.domain.results import RankedService

VOTE_PLACES: Final = 4.0
"""Places that unanimous votes without number are worth; a single vote gets a third of it, more than one place."""

FOLLOW_PLACES: Final = 5.0
"""Places by which a follow rate of 1 would stand above one of 0; the first follow is worth 1.25, a service passed over
loses 0.4.
"""

USUAL_FOLLOW_RATE: Final = 0.25
"""The share of examined services that are followed, assumed until a service has shown its own."""

PRIOR_STRENGTH: Final = 2.0
"""How many responses the assumption weighs as much as, for votes and follows alike."""

MOST_PLACES: Final = 2 * VOTE_PLACES + FOLLOW_PLACES
"""No service moves further than this, were everything said for it and everything against the others."""


def reorder(ranked: Sequence[RankedService], responses: Responses) -> tuple[RankedService, ...]:
    """The same services, sorted by rank less lift and ranked anew; equal ones keep their order.

    ranked is best first, by match. similarity_score stays the match, so it may rise with the new rank.
    """
    heights = [
        lift(responses.get(service.service_id, NO_RESPONSES)) - service.rank for service in ranked
    ]
    return sorted_by(heights, ranked)


def sorted_by(
    heights: Sequence[float], ranked: Sequence[RankedService]
) -> tuple[RankedService, ...]:
    """The services, highest first and ranked anew from 1; equally high ones keep their order."""
    positions = sorted(range(len(ranked)), key=lambda position: -heights[position])
    return tuple(ranked[position].at(rank) for rank, position in enumerate(positions, start=1))


def lift(responses: ServiceResponses) -> float:
    """Places upwards that the responses are worth, negative for downwards; 0 for none."""
    return VOTE_PLACES * vote_balance(responses) + FOLLOW_PLACES * follow_gain(responses)


def vote_balance(responses: ServiceResponses) -> float:
    """What votes say, -1..1: twice the smoothed share of those that helped, less 1 (Beta prior, one vote each way)."""
    votes = responses.helped + responses.unhelpful
    return (responses.helped - responses.unhelpful) / (votes + PRIOR_STRENGTH)


def follow_gain(responses: ServiceResponses) -> float:
    """The smoothed share of examined recommendations in which the service was followed, less the usual one.

    -0.25..0.75, 0 for a service never examined. The mean of a Beta posterior under the cascade model, which corrects
    for position: a service far down loses nothing by not being followed where nobody looked.
    """
    followed = responses.followed + PRIOR_STRENGTH * USUAL_FOLLOW_RATE
    return followed / (responses.examined + PRIOR_STRENGTH) - USUAL_FOLLOW_RATE
