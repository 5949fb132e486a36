"""Learn an order from feedback, and bring it into use only where it proves better."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.learned_order import OrderWeights
from app.evaluation.comparison import MeanDifference, paired_bootstrap
from app.evaluation.measures import ndcg
from app.ranking.feedback import reorder
from app.ranking.fit_order import fit_order
from app.ranking.impressions import Impression, impressions
from app.ranking.learned_order import FEATURES_VERSION, features, learned_order
from app.storage.database import OpenStores

ENOUGH_JUDGED_SERVICES: Final = 500
"""More than a hundred for each of the four weights."""

ENOUGH_RECOMMENDATIONS: Final = 100
"""The newest fifth compares the orders: from fewer than twenty a bootstrap tells little."""

TRAINING_SHARE: Final = 0.8

ORDERS: Final = ("match", "formula", "learned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The learned order beside the others, on answers newer than all it was trained on.

    scores is each order's mean nDCG@10; gains says how far the learned order is above each of the others.
    """

    trained_on: int
    compared_on: int
    scores: Mapping[str, float]
    gains: Mapping[str, MeanDifference]
    weights: OrderWeights

    @property
    def is_better(self) -> bool:
        """Above both others by more than chance explains."""
        return all(gain.low > 0.0 for gain in self.gains.values())

    def lines(self) -> list[str]:
        rows = []
        for name, score in self.scores.items():
            gain = self.gains.get(name)
            above = f"{gain.mean:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})" if gain else ""
            rows.append(f"{name:8}  {score:7.3f}  {above}".rstrip())
        weights = ", ".join(f"{name} {value:.3f}" for name, value in asdict(self.weights).items())
        return [
            f"trained on the {self.trained_on} oldest, compared on the {self.compared_on} newest",
            f"{'order':8}  nDCG@10  learned order above it (95 % interval)",
            *rows,
            f"weights: {weights}",
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingReport:
    """How much there was to learn from, and what came of it; comparison is None when nothing was trained."""

    recommendations: int
    judged_services: int
    comparison: Comparison | None

    @property
    def is_switched_on(self) -> bool:
        return self.comparison is not None and self.comparison.is_better

    def verdict(self) -> str:
        if self.comparison is None:
            needed = f"{ENOUGH_JUDGED_SERVICES} judged services in {ENOUGH_RECOMMENDATIONS}"
            return f"not trained: it takes {needed} recommendations; nothing was changed"
        if self.is_switched_on:
            return "switched on: better than both other orders"
        return "stays off: not surely better than both other orders"

    def as_json(self) -> dict[str, object]:
        """All figures, unrounded."""
        return {**asdict(self), "is_switched_on": self.is_switched_on, "verdict": self.verdict()}

    def as_text(self) -> str:
        return "\n".join(
            [
                f"{self.judged_services} judged services in {self.recommendations} recommendations",
                *(self.comparison.lines() if self.comparison else ()),
                self.verdict(),
            ]
        )


def train_reranking(open_stores: OpenStores) -> TrainingReport:
    """Train on all stored responses; then the order goes into use, or the one in use out of it.

    Too few responses change nothing. No transaction is open while the order is being learned.
    """
    with open_stores(read_only=True) as stores:
        judged = stores.learned_orders.judged_recommendations()
    telling = [each for each in impressions(judged) if each.tells_services_apart()]
    judged_services = sum(each.judged_services() for each in telling)
    comparison = (
        _train_and_compare(telling)
        if len(telling) >= ENOUGH_RECOMMENDATIONS and judged_services >= ENOUGH_JUDGED_SERVICES
        else None
    )
    report = TrainingReport(
        recommendations=len(telling), judged_services=judged_services, comparison=comparison
    )
    if comparison is not None:
        with open_stores() as stores:
            stores.learned_orders.add(
                comparison.weights,
                features_version=FEATURES_VERSION,
                figures=report.as_json(),
                is_active=report.is_switched_on,
            )
    return report


def _train_and_compare(telling: Sequence[Impression]) -> Comparison:
    split = round(len(telling) * TRAINING_SHARE)
    older, newer = telling[:split], telling[split:]
    split_at = newer[0].judged.created_at

    def graded(impression: Impression) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """As far as it had been graded when the first answer to compare on was shown."""
        grades = impression.grades(before=split_at)
        return (
            features(impression.ranked, impression.responses),
            np.array([grades[service.service_id] for service in impression.ranked]),
        )

    weights = fit_order(map(graded, older))
    scored = [_scores(each, weights) for each in newer]
    by_order = dict(zip(ORDERS, zip(*scored, strict=True), strict=True))
    return Comparison(
        trained_on=len(older),
        compared_on=len(newer),
        scores={name: fmean(scores) for name, scores in by_order.items()},
        gains={name: _gain(by_order["learned"], by_order[name]) for name in ("match", "formula")},
        weights=weights,
    )


def _gain(scores: Sequence[float], others: Sequence[float]) -> MeanDifference:
    return paired_bootstrap([ours - theirs for ours, theirs in zip(scores, others, strict=True)])


def _scores(impression: Impression, weights: OrderWeights) -> tuple[float, ...]:
    """nDCG@10 of the impression's services in each of ORDERS."""
    ranked, responses = impression.ranked, impression.responses
    orders = (ranked, reorder(ranked, responses), learned_order(ranked, responses, weights))
    grades = impression.grades()
    return tuple(ndcg([service.service_id for service in order], grades) for order in orders)
