"""Put an answer into its final order and store it with who asked, and without what the person said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.clients import ApiClient
from app.domain.query import Query
from app.domain.results import DescribedService, FoundServices, Recommendation
from app.observability.metrics import RECOMMENDED_SERVICES
from app.privacy import redact
from app.storage.database import Database
from app.usecases.describe_services import describe_services
from app.usecases.rerank_services import rerank_services

Arrange = Callable[[tuple[DescribedService, ...]], tuple[DescribedService, ...]]

FREE_TEXT_FIELDS: Final = frozenset({"search_text", "life_situation"})
STORED_FIELDS: Final = frozenset(
    {
        "explain",
        "language",
        "life_events",
        "life_situation_meters",
        "limit",
        "municipality_code",
        "rerank",
        "service_filters",
    }
)
"""What is kept of a request; any other field, such as age and session_id, is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberRecommendation:
    """Re-rank where asked for, read what is shown of the services and store the recommendation, in one transaction:
    a second one costs more than the reading does.
    """

    database: Database
    store_free_text: bool

    def __call__(
        self,
        found: FoundServices,
        query: Query,
        *,
        path: str,
        request: Mapping[str, object],
        client: ApiClient | None,
        arrange: Arrange | None = None,
    ) -> Recommendation:
        """path names the endpoint. Once this returns, the recommendation survives a killed process.

        arrange has the last word on which of the described services are shown and how they are ranked.
        """
        with self.database.open_stores() as stores:
            ranked = found.services
            if query.rerank:
                client_id = client.client_id if client else None
                ranked = rerank_services(stores, ranked, client_id=client_id)
            services = describe_services(stores, ranked)
            services = arrange(services) if arrange else services
            recommendation_id = stores.recommendations.add(
                client=client,
                path=path,
                language=query.language,
                request=self.storable(request),
                services=[item.ranked for item in services],
            )
        RECOMMENDED_SERVICES.labels(path).observe(len(services))
        return Recommendation(
            recommendation_id=recommendation_id, services=services, provenance=found.provenance
        )

    def storable(self, request: Mapping[str, object]) -> dict[str, object]:
        """The fields that may be stored; with them the text, redacted, where texts may be stored too."""
        kept = {field: value for field, value in request.items() if field in STORED_FIELDS}
        if self.store_free_text:
            texts = {field: request[field] for field in FREE_TEXT_FIELDS & request.keys()}
            kept |= {field: redact(text) for field, text in texts.items() if isinstance(text, str)}
        return kept
