"""An order learned from feedback, and what it is learned from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.feedback import FeedbackScore
from app.domain.results import RankedService


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWeights:
    """What each feature of a service counts for in its place; see app/ranking/learned_order.py."""

    similarity: float
    reciprocal_rank: float
    follow_gain: float
    vote_balance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRecommendation:
    """A stored answer that somebody responded to; services in the order shown.

    votes holds the latest score of a service with its moment, follows the moment a service was first followed.
    """

    recommendation_id: int
    client_id: str | None
    created_at: datetime
    services: tuple[RankedService, ...]
    votes: Mapping[str, tuple[FeedbackScore, datetime]]
    follows: Mapping[str, datetime]
