"""Stored answers and what users made of them, for the tests of learning from them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from app.domain.feedback import FeedbackScore
from app.domain.learned_order import JudgedRecommendation
from app.domain.results import RankedService

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    """So long after NOON."""
    return NOON + timedelta(minutes=count)


def make_judged(
    shown: str = "abc",
    at: float = 0,
    *,
    client_id: str | None = None,
    votes: Mapping[str, tuple[FeedbackScore, float]] | None = None,
    follows: Mapping[str, float] | None = None,
    scores: Iterable[float] | None = None,
    ranks: Iterable[int] | None = None,
) -> JudgedRecommendation:
    """Services of one letter each, shown in this order by falling score, and responses by minute."""
    falling = scores or (1 / rank for rank in range(1, len(shown) + 1))
    rising = ranks or range(1, len(shown) + 1)
    return JudgedRecommendation(
        recommendation_id=round(at) + 1,
        client_id=client_id,
        created_at=minutes(at),
        services=tuple(
            RankedService(service_id=service_id, similarity_score=score, rank=rank)
            for service_id, score, rank in zip(shown, falling, rising, strict=True)
        ),
        votes={each: (score, minutes(when)) for each, (score, when) in (votes or {}).items()},
        follows={each: minutes(when) for each, when in (follows or {}).items()},
    )
