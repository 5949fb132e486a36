"""Life situation → find services → remember the recommendation."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.clients import ApiClient
from app.domain.query import Query
from app.domain.results import Recommendation
from app.usecases.find_services import FindServices
from app.usecases.remember_recommendation import RememberRecommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendService:
    """The story of POST recommend_service."""

    find_services: FindServices
    remember: RememberRecommendation

    def __call__(
        self, query: Query, *, request: Mapping[str, object], client: ApiClient | None
    ) -> Recommendation:
        """request is the body as the caller sent it, from which the text is left out before it is stored."""
        found = self.find_services(query)
        return self.remember(found, query, path="recommend_service", request=request, client=client)
