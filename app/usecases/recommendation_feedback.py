"""Attach scores to a recommendation."""

from dataclasses import dataclass

from app.domain.clients import ApiClient
from app.domain.feedback import Feedback
from app.errors import NotFound
from app.storage.database import OpenStores


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationFeedback:
    """The story of POST recommendation_feedback."""

    open_stores: OpenStores

    def __call__(self, feedback: Feedback, *, client: ApiClient | None) -> None:
        """Store every score, or none at all.

        Raises NotFound, whether or not there is a score, for a recommendation that is unknown or another client's,
        and for a service it did not hold. client is None where no credentials are asked: whoever then calls may
        score what was made without a client, and nothing else.
        """
        client_id = client.client_id if client else None
        with self.open_stores() as stores:
            stores.feedback.lock(feedback.recommendation_id)
            recommendation = stores.recommendations.get(feedback.recommendation_id)
            if recommendation is None or recommendation.client_id != client_id:
                raise NotFound("There is no such recommendation")
            recommended = {service.service_id for service in recommendation.services}
            if not recommended.issuperset(feedback.service_scores):
                raise NotFound("The recommendation does not hold every scored service")
            stores.feedback.put(feedback, client_id=client_id)
