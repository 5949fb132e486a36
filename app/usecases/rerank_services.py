"""Order found services by what users of the calling system made of them."""

from collections.abc import Sequence

from app.domain.results import RankedService
from app.ranking.feedback import reorder
from app.ranking.learned_order import FEATURES_VERSION, learned_order
from app.storage.database import Stores


def rerank_services(
    stores: Stores, ranked: Sequence[RankedService], *, client_id: str | None
) -> tuple[RankedService, ...]:
    """The very services given, ranked anew: by the learned order where one is in use, else by the formula."""
    service_ids = [service.service_id for service in ranked]
    responses = stores.responses.of_services(client_id, service_ids)
    weights = stores.learned_orders.active_weights(FEATURES_VERSION)
    if weights is None:
        return reorder(ranked, responses)
    return learned_order(ranked, responses, weights)
