"""What is learned after an answer was given: scores from the calling system, links that were followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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
