"""Put an answer into its final order and store it with who asked, and without what the person said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.clients import ApiClient
from app.domain.codelists import CodeLists
from app.domain.insights import LOW_METER, MOST_NEEDS, KeptSigns, county_of
from app.domain.query import Query
from app.domain.results import DescribedService, FoundServices, Recommendation, SituationSigns
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
    code_lists: CodeLists

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
                signs=self.kept_signs(query, found.signs),
            )
        RECOMMENDED_SERVICES.labels(path).observe(len(services))
        return Recommendation(
            recommendation_id=recommendation_id,
            services=services,
            provenance=found.provenance,
            is_lexical=found.is_lexical,
        )

    def storable(self, request: Mapping[str, object]) -> dict[str, object]:
        """The fields that may be stored; with them the text, redacted, where texts may be stored too."""
        kept = {field: value for field, value in request.items() if field in STORED_FIELDS}
        if self.store_free_text:
            texts = {field: request[field] for field in FREE_TEXT_FIELDS & request.keys()}
            kept |= {field: redact(text) for field, text in texts.items() if isinstance(text, str)}
        return kept

    def kept_signs(self, query: Query, signs: SituationSigns) -> KeptSigns:
        """What insights may count: codes alone, as few as they need."""
        kind_ids = signs.kind_ids[:MOST_NEEDS]
        return KeptSigns(
            county_code=county_of(query.filters.municipality_codes, self.code_lists),
            kind_ids=kind_ids,
            unsure_kind_ids=signs.unsure_kind_ids.intersection(kind_ids),
            missing_kind_ids=signs.missing_kind_ids.intersection(kind_ids),
            life_events=tuple(dict.fromkeys((*query.life_event_codes, *signs.life_events))),
            low_meters=tuple(
                meter for meter, mean in query.meter_means.items() if mean < LOW_METER
            ),
        )
