"""Orders learned from feedback, and the responses they are learned from."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from app.domain.learned_order import JudgedRecommendation, OrderWeights
from app.storage.documents import Documents, canonical_json
from app.storage.judged_recommendations import judged_recommendations
from app.storage.tables.figures import learned_orders

WEIGHTS: Final = Documents(OrderWeights)

ACTIVE_WEIGHTS: Final = (
    select(learned_orders.c.weights)
    .where(
        learned_orders.c.is_active,
        learned_orders.c.features_version == bindparam("features_version"),
    )
    .order_by(learned_orders.c.id.desc())
    .limit(1)
)


class LearnedOrderStore:
    """Every training leaves a row, whether or not its order came into use."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def judged_recommendations(self) -> list[JudgedRecommendation]:
        """What there is to learn from, the oldest first."""
        return judged_recommendations(self._connection)

    def active_weights(self, features_version: int) -> OrderWeights | None:
        """The order in use; None without one, or when it was trained on other features."""
        wanted = {"features_version": features_version}
        weights = self._connection.execute(ACTIVE_WEIGHTS, wanted).scalar_one_or_none()
        return None if weights is None else WEIGHTS.read(weights)

    def add(
        self,
        weights: OrderWeights,
        *,
        features_version: int,
        figures: Mapping[str, object],
        is_active: bool,
    ) -> None:
        """Keep a trained order in place of the one in use, which goes out of use in any case."""
        self._connection.execute(update(learned_orders).values(is_active=False))
        self._connection.execute(
            insert(learned_orders),
            {
                "trained_at": self._clock(),
                "features_version": features_version,
                "weights": WEIGHTS.written(weights),
                "figures": canonical_json(figures),
                "is_active": is_active,
            },
        )
