"""What is learned after an answer was given: scores from the calling system, links that were followed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

FeedbackScore = Literal[-1, 1]
"""-1 did not help, 1 helped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Scores for a recommendation as a whole (None when not given) and for services in it, by service id."""

    recommendation_id: int
    feedback_score: FeedbackScore | None = None
    service_scores: Mapping[str, FeedbackScore] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedLink:
    """A page of a channel, opened from a recommendation; link_id is the page's position in `web_pages`."""

    recommendation_id: int
    service_id: str
    channel_id: str
    link_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResponses:
    """What users of one calling system made of a service, counted over all its recommendations.

    examined counts those in which users looked at it (see `examined`), followed those of them in which they opened one
    of its pages; helped and unhelpful count the latest score of each recommendation.
    """

    examined: int = 0
    followed: int = 0
    helped: int = 0
    unhelpful: int = 0

    def plus(self, other: "ServiceResponses") -> "ServiceResponses":
        return ServiceResponses(
            examined=self.examined + other.examined,
            followed=self.followed + other.followed,
            helped=self.helped + other.helped,
            unhelpful=self.unhelpful + other.unhelpful,
        )


Responses = Mapping[str, ServiceResponses]
"""By service id; a service without an entry has no responses."""

NO_RESPONSES: Final = ServiceResponses()


def is_one_list(ranks: Iterable[int]) -> bool:
    """Whether people read the services from the top, as the cascade model below has it: in a package of several needs
    ranks begin anew with every need, and nobody knows which services were looked at.
    """
    counted = list(ranks)
    return len(set(counted)) == len(counted)


def examined(rank_of: Mapping[str, int], followed: Collection[str]) -> set[str]:
    """The services of a recommendation that were looked at: all down to the lowest one followed.

    The cascade model of clicks (Craswell, Zoeter, Taylor & Ramsey, WSDM 2008): people read from the top, so a service
    above a followed one was seen and passed over, while of those below nothing is known. rank_of maps service ids to
    ranks from 1 in one list and holds every followed service.
    """
    lowest = max((rank_of[service_id] for service_id in followed), default=0)
    return {service_id for service_id, rank in rank_of.items() if rank <= lowest}


def follow_changes(
    rank_of: Mapping[str, int], followed_before: Collection[str], service_id: str
) -> dict[str, ServiceResponses]:
    """What one more followed service adds to the counts; nothing when it had been followed before, or when the
    services are not one list.
    """
    if service_id in followed_before or not is_one_list(rank_of.values()):
        return {}
    newly = examined(rank_of, {*followed_before, service_id}) - examined(rank_of, followed_before)
    changes = {each: ServiceResponses(examined=1) for each in newly}
    changes[service_id] = changes.get(service_id, NO_RESPONSES).plus(ServiceResponses(followed=1))
    return changes


def vote_changes(
    earlier: Mapping[str, int], given: Mapping[str, int]
) -> dict[str, ServiceResponses]:
    """What scores of services, given in place of earlier ones, add to the counts."""
    changes = {}
    for service_id, score in given.items():
        before = earlier.get(service_id)
        changes[service_id] = ServiceResponses(
            helped=(score == 1) - (before == 1), unhelpful=(score == -1) - (before == -1)
        )
    return {service_id: change for service_id, change in changes.items() if change != NO_RESPONSES}
