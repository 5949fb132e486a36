import threading
from datetime import UTC, datetime, timedelta

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError

from app.domain.feedback import Feedback, FollowedLink, Responses, ServiceResponses
from app.storage.database import Database, Stores
from app.storage.schema_upgrade import migration_config
from app.storage.tables.figures import service_responses
from tests.builders import channel_id, make_client, make_ranked, service_id

CLIENT_IDS = ("0123456789abcdef", "fedcba9876543210")
NUMBERS = (1, 2, 3, 4)


def recommend(database: Database, *numbers: int, client_id: str | None = None) -> int:
    with database.open_stores() as stores:
        return stores.recommendations.add(
            client=make_client(client_id=client_id) if client_id else None,
            path="text_search",
            language="fi",
            request={},
            services=make_ranked(*numbers),
        )


def vote(
    database: Database,
    recommendation_id: int,
    client_id: str | None = None,
    **scores: object,
) -> None:
    """vote(database, 1, s2=-1): service 2 did not help."""
    service_scores = {service_id(int(name[1:])): score for name, score in scores.items()}
    feedback = Feedback(
        recommendation_id=recommendation_id,
        service_scores=service_scores,  # type: ignore[arg-type]
    )
    with database.open_stores() as stores:
        assert stores.feedback.lock(recommendation_id)
        stores.feedback.put(feedback, client_id=client_id)


def follow(
    database: Database, recommendation_id: int, number: int, client_id: str | None = None
) -> None:
    link = FollowedLink(
        recommendation_id=recommendation_id,
        service_id=service_id(number),
        channel_id=channel_id(7),
        link_id=0,
    )
    with database.open_stores() as stores:
        assert stores.feedback.lock(recommendation_id)
        stores.feedback.add_followed_link(link, client_id=client_id)


def responses(database: Database, client_id: str | None = None) -> Responses:
    def read(stores: Stores) -> Responses:
        return stores.responses.of_services(client_id, [service_id(n) for n in NUMBERS])

    with database.open_stores(read_only=True) as stores:
        return read(stores)


@pytest.fixture
def clients(database: Database) -> None:
    with database.open_stores() as stores:
        for client_id in CLIENT_IDS:
            stores.clients.add(make_client(client_id=client_id), "hash")


def test_nothing_is_known_of_a_service_before_the_first_response(database: Database) -> None:
    recommend(database, 1, 2)
    assert responses(database) == {}
    with database.open_stores(read_only=True) as stores:
        assert stores.responses.of_services(None, []) == {}


def test_votes_are_counted_and_the_latest_of_a_recommendation_wins(database: Database) -> None:
    first, second = recommend(database, 1, 2), recommend(database, 1)
    vote(database, first, s1=1, s2=-1)
    vote(database, first, s1=1)
    vote(database, second, s1=1)
    assert responses(database) == {
        service_id(1): ServiceResponses(helped=2),
        service_id(2): ServiceResponses(unhelpful=1),
    }
    vote(database, first, s1=-1, s2=1)
    assert responses(database) == {
        service_id(1): ServiceResponses(helped=1, unhelpful=1),
        service_id(2): ServiceResponses(helped=1),
    }


def test_score_of_a_whole_recommendation_counts_for_no_service(database: Database) -> None:
    recommendation_id = recommend(database, 1, 2)
    with database.open_stores() as stores:
        stores.feedback.put(
            Feedback(recommendation_id=recommendation_id, feedback_score=1), client_id=None
        )
    assert responses(database) == {}


def test_followed_link_counts_the_services_above_as_passed_over(database: Database) -> None:
    recommendation_id = recommend(database, 3, 1, 2, 4)
    follow(database, recommendation_id, 2)
    follow(database, recommendation_id, 2)
    follow(database, recommendation_id, 3)
    assert responses(database) == {
        service_id(1): ServiceResponses(examined=1),
        service_id(2): ServiceResponses(examined=1, followed=1),
        service_id(3): ServiceResponses(examined=1, followed=1),
    }


def test_responses_of_each_client_are_counted_apart(database: Database, clients: None) -> None:
    for client_id in (*CLIENT_IDS, None):
        recommendation_id = recommend(database, 1, client_id=client_id)
        vote(database, recommendation_id, client_id, s1=1 if client_id == CLIENT_IDS[0] else -1)
    assert responses(database, CLIENT_IDS[0]) == {service_id(1): ServiceResponses(helped=1)}
    for client_id in (CLIENT_IDS[1], None):
        assert responses(database, client_id) == {service_id(1): ServiceResponses(unhelpful=1)}


def test_feedback_that_is_refused_counts_nothing(database: Database) -> None:
    recommendation_id = recommend(database, 1)
    with pytest.raises(IntegrityError):
        vote(database, recommendation_id, s1=1, s2=1)
    assert responses(database) == {}


def test_counts_stay_when_their_recommendations_are_purged(database: Database) -> None:
    recommendation_id = recommend(database, 1, 2)
    vote(database, recommendation_id, s1=1)
    follow(database, recommendation_id, 2)
    before = responses(database)
    assert len(before) == 2
    with database.open_stores() as stores:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert stores.recommendations.delete_older_than(tomorrow, at_most=10) == 1
    assert responses(database) == before


def test_responses_at_the_same_moment_are_all_counted(database: Database) -> None:
    """Each thread scores the services of its own recommendation in another order."""
    orders = [NUMBERS, NUMBERS[::-1]]
    ids = [recommend(database, *order) for order in orders]
    together = threading.Barrier(len(ids))

    def respond(recommendation_id: int, order: tuple[int, ...]) -> None:
        together.wait()
        for score in (1, -1) * 5:
            vote(database, recommendation_id, **{f"s{number}": score for number in order})
        follow(database, recommendation_id, order[-1])

    threads = [
        threading.Thread(target=respond, args=pair) for pair in zip(ids, orders, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    counted = responses(database)
    assert {each.unhelpful for each in counted.values()} == {2}
    assert {each.helped for each in counted.values()} == {0}
    assert {each.examined for each in counted.values()} == {2}
    assert sum(each.followed for each in counted.values()) == 2


def test_migration_counts_what_was_stored_before_as_it_is_counted_since(
    database: Database, clients: None, raw_connection: Connection
) -> None:
    for client_id in (CLIENT_IDS[0], None):
        first = recommend(database, 1, 2, 3, client_id=client_id)
        second = recommend(database, 4, 3, 2, 1, client_id=client_id)
        follow(database, first, 2, client_id)
        follow(database, second, 2, client_id)
        follow(database, second, 4, client_id)
        follow(database, second, 4, client_id)
        vote(database, first, client_id, s1=1, s3=-1)
        vote(database, second, client_id, s1=-1)
        vote(database, second, client_id, s1=1)

    def rows() -> list[object]:
        statement = select(service_responses).order_by(*service_responses.primary_key)
        return list(raw_connection.execute(statement).all())

    counted = rows()
    assert len(counted) == 2 * len(NUMBERS)
    scripts = ScriptDirectory.from_config(migration_config(raw_connection))
    (statement,) = (
        script.module.COUNT_WHAT_IS_STORED
        for script in scripts.walk_revisions()
        if hasattr(script.module, "COUNT_WHAT_IS_STORED")
    )
    raw_connection.execute(text("DELETE FROM service_responses"))
    raw_connection.execute(text(statement))
    assert rows() == counted
