"""A database with a past: recommendations made at chosen moments, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.clients import ApiClient
from app.domain.feedback import Feedback, FollowedLink
from app.domain.language import Language
from app.domain.usage import UsageCounts
from app.storage.database import Database
from app.usecases.usage_totals import usage_totals
from tests.builders import channel_id, make_client, make_ranked, service_id

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CLIENT = make_client()


@dataclass
class SetClock:
    """Shows the moment it was set to."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment


class Past:
    """Writes history through the stores; CLIENT is registered."""

    def __init__(self, database_url: str) -> None:
        self.clock = SetClock()
        self.database = Database(database_url, clock=self.clock)
        self.database.upgrade()
        with self.database.open_stores() as stores:
            stores.clients.add(CLIENT, "hash")

    def remember(
        self,
        age: timedelta = timedelta(),
        *,
        services: int = 2,
        client: ApiClient | None = None,
        path: str = "text_search",
        language: Language = "fi",
        text: str = "",
        score: int | None = None,
        service_scores: Sequence[int] = (),
        visits: int = 0,
    ) -> int:
        """A recommendation as old at NOON as told; scores are of its first services, visits to the first of all."""
        self.clock.moment = NOON - age
        with self.database.open_stores() as stores:
            recommendation_id = stores.recommendations.add(
                client=client,
                path=path,
                language=language,
                request={"search_text": text} if text else {},
                services=make_ranked(*range(1, services + 1)),
            )
            feedback = Feedback(
                recommendation_id=recommendation_id,
                feedback_score=score,
                service_scores={
                    service_id(rank): each for rank, each in enumerate(service_scores, start=1)
                },
            )
            stores.feedback.put(feedback, client_id=None)
            link = FollowedLink(
                recommendation_id=recommendation_id,
                service_id=service_id(1),
                channel_id=channel_id(1),
                link_id=0,
            )
            for _ in range(visits):
                stores.feedback.add_followed_link(link, client_id=None)
        self.clock.moment = NOON
        return recommendation_id

    def is_stored(self, recommendation_id: int) -> bool:
        with self.database.open_stores(read_only=True) as stores:
            return stores.recommendations.get(recommendation_id) is not None

    def totals(self) -> UsageCounts:
        return usage_totals(self.database)
