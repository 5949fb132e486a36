from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from app.domain.clients import ApiClient
from app.domain.feedback import Feedback
from app.errors import NotFound
from app.storage.database import Database
from app.usecases.recommendation_feedback import RecommendationFeedback
from tests.builders import make_client, make_ranked, service_id

CLIENT = make_client()
OTHER_CLIENT = replace(CLIENT, client_id="fedcba9876543210", name="Toinen botti")

Scores = tuple[list[int], list[int]]


@pytest.fixture
def give_feedback(database: Database) -> RecommendationFeedback:
    with database.open_stores() as stores:
        for client in (CLIENT, OTHER_CLIENT):
            stores.clients.add(client, "hash")
    return RecommendationFeedback(open_stores=database.open_stores)


def recommend(database: Database, client: ApiClient | None) -> int:
    """A recommendation of services 1 and 2, made for the client."""
    with database.open_stores() as stores:
        return stores.recommendations.add(
            client=client,
            path="text_search",
            language="fi",
            request={},
            services=make_ranked(1, 2),
        )


def stored(connection: Connection) -> Scores:
    """Every stored score: of recommendations, and of services in order of id."""
    wholes = connection.execute(text("SELECT feedback_score FROM recommendation_feedback"))
    singles = connection.execute(
        text("SELECT feedback_score FROM service_feedback ORDER BY recommendation_id, service_id")
    )
    scores = list(wholes.scalars()), list(singles.scalars())
    connection.rollback()
    return scores


@pytest.mark.parametrize("client", [CLIENT, None])
def test_feedback_of_the_client_that_asked_is_stored(
    give_feedback: RecommendationFeedback,
    database: Database,
    raw_connection: Connection,
    client: ApiClient | None,
) -> None:
    feedback = Feedback(
        recommendation_id=recommend(database, client),
        feedback_score=-1,
        service_scores={service_id(1): 1, service_id(2): -1},
    )
    give_feedback(feedback, client=client)
    assert stored(raw_connection) == ([-1], [1, -1])
    owners = raw_connection.execute(
        text(
            "SELECT client_id FROM recommendation_feedback "
            "UNION SELECT client_id FROM service_feedback"
        )
    )
    assert owners.scalars().all() == [client.client_id if client else None]


@pytest.mark.parametrize(
    ("asking", "scoring"), [(CLIENT, OTHER_CLIENT), (CLIENT, None), (None, CLIENT)]
)
def test_feedback_on_the_recommendation_of_another_client_is_not_found(
    give_feedback: RecommendationFeedback,
    database: Database,
    raw_connection: Connection,
    asking: ApiClient | None,
    scoring: ApiClient | None,
) -> None:
    feedback = Feedback(recommendation_id=recommend(database, asking), feedback_score=1)
    with pytest.raises(NotFound) as of_another:
        give_feedback(feedback, client=scoring)
    with pytest.raises(NotFound) as of_nobody:
        give_feedback(replace(feedback, recommendation_id=12_345), client=scoring)
    assert of_another.value.detail == of_nobody.value.detail
    assert stored(raw_connection) == ([], [])


@pytest.mark.parametrize("unknown", [0, -1, 12_345, 2**63 - 1, 2**63, 10**40])
@pytest.mark.parametrize("score", [1, None])
def test_feedback_on_an_unknown_recommendation_is_not_found_even_without_a_score(
    give_feedback: RecommendationFeedback, unknown: int, score: int | None
) -> None:
    with pytest.raises(NotFound):
        give_feedback(Feedback(recommendation_id=unknown, feedback_score=score), client=None)


def test_feedback_with_a_service_that_was_not_recommended_stores_nothing_at_all(
    give_feedback: RecommendationFeedback, database: Database, raw_connection: Connection
) -> None:
    feedback = Feedback(
        recommendation_id=recommend(database, None),
        feedback_score=1,
        service_scores={service_id(1): 1, service_id(3): 1},
    )
    with pytest.raises(NotFound):
        give_feedback(feedback, client=None)
    assert stored(raw_connection) == ([], [])


def test_feedback_without_a_score_stores_nothing(
    give_feedback: RecommendationFeedback, database: Database, raw_connection: Connection
) -> None:
    give_feedback(Feedback(recommendation_id=recommend(database, None)), client=None)
    assert stored(raw_connection) == ([], [])


def test_feedback_sent_again_counts_once_and_the_latest_wins(
    give_feedback: RecommendationFeedback, database: Database, raw_connection: Connection
) -> None:
    recommendation_id = recommend(database, None)
    for score in (1, 1, -1):
        feedback = Feedback(
            recommendation_id=recommendation_id,
            feedback_score=score,
            service_scores={service_id(1): score},
        )
        give_feedback(feedback, client=None)
    assert stored(raw_connection) == ([-1], [-1])
