"""Order found services by what users of the calling system made of them."""

from collections.abc import Sequence

from app.domain.results import RankedService
from app.ranking.feedback import reorder
from app.storage.database import Stores


def rerank_services(
    stores: Stores, ranked: Sequence[RankedService], *, client_id: str | None
) -> tuple[RankedService, ...]:
    """The very services given, ranked anew; in the order given while nobody has responded to any of them."""
    service_ids = [service.service_id for service in ranked]
    return reorder(ranked, stores.responses.of_services(client_id, service_ids))
