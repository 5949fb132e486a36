import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError

from app.domain.feedback import Feedback, FollowedLink
from app.storage.database import Database, Stores
from app.storage.tables.recommendations import (
    followed_links,
    recommendation_feedback,
    service_feedback,
)
from tests.builders import channel_id, make_client, make_ranked, service_id

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CLIENT = make_client()
TABLES = (recommendation_feedback, service_feedback, followed_links)


def recommend(stores: Stores, *numbers: int) -> int:
    return stores.recommendations.add(
        client=None,
        path="text_search",
        language="fi",
        request={},
        services=make_ranked(*numbers),
    )


def make_link(recommendation_id: int, number: int = 1) -> FollowedLink:
    return FollowedLink(
        recommendation_id=recommendation_id,
        service_id=service_id(number),
        channel_id=channel_id(7),
        link_id=2,
    )


def rows(connection: Connection, table: Table[Any]) -> list[dict[str, Any]]:
    connection.rollback()
    found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
    return [dict(row) for row in found]


@pytest.fixture
def recommendation_id(database: Database) -> int:
    """A recommendation of services 1 and 2, with CLIENT registered beside it."""
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
        return recommend(stores, 1, 2)


def test_scores_are_stored_with_client_and_moment(
    database_url: str, database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    at_noon = Database(database_url, clock=lambda: NOON)
    scores = {service_id(2): -1, service_id(1): 1}
    feedback = Feedback(
        recommendation_id=recommendation_id, feedback_score=-1, service_scores=scores
    )
    with at_noon.open_stores() as stores:
        stores.feedback.put(feedback, client_id=CLIENT.client_id)
    at_noon.close()
    same = {
        "recommendation_id": recommendation_id,
        "client_id": CLIENT.client_id,
        "given_at": NOON,
    }
    assert rows(raw_connection, recommendation_feedback) == [{**same, "feedback_score": -1}]
    assert rows(raw_connection, service_feedback) == [
        {**same, "service_id": service_id(1), "feedback_score": 1},
        {**same, "service_id": service_id(2), "feedback_score": -1},
    ]


def test_later_score_takes_the_place_of_the_earlier_one(
    database_url: str, database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    moments = (NOON + timedelta(minutes=minutes) for minutes in count())
    ticking = Database(database_url, clock=lambda: next(moments))
    for score in (1, 1, -1):
        feedback = Feedback(
            recommendation_id=recommendation_id,
            feedback_score=score,
            service_scores={service_id(1): score},
        )
        with ticking.open_stores() as stores:
            stores.feedback.put(feedback, client_id=None)
    ticking.close()
    for table in (recommendation_feedback, service_feedback):
        (row,) = rows(raw_connection, table)
        assert row["feedback_score"] == -1
        assert row["given_at"] == NOON + timedelta(minutes=2)
        assert row["client_id"] is None


def test_score_that_is_not_given_now_stays(
    database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    earlier = Feedback(
        recommendation_id=recommendation_id,
        feedback_score=1,
        service_scores={service_id(1): 1, service_id(2): 1},
    )
    later = Feedback(recommendation_id=recommendation_id, service_scores={service_id(2): -1})
    for feedback in (earlier, later, Feedback(recommendation_id=recommendation_id)):
        with database.open_stores() as stores:
            stores.feedback.put(feedback, client_id=None)
    assert [row["feedback_score"] for row in rows(raw_connection, recommendation_feedback)] == [1]
    assert [row["feedback_score"] for row in rows(raw_connection, service_feedback)] == [1, -1]


def test_scores_of_another_recommendation_stay(
    database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    with database.open_stores() as stores:
        ids = [recommendation_id, recommend(stores, 1)]
    for each, score in zip([*ids, ids[0]], (1, 1, -1), strict=True):
        feedback = Feedback(
            recommendation_id=each, feedback_score=score, service_scores={service_id(1): score}
        )
        with database.open_stores() as stores:
            stores.feedback.put(feedback, client_id=None)
    for table in (recommendation_feedback, service_feedback):
        assert [
            (row["recommendation_id"], row["feedback_score"]) for row in rows(raw_connection, table)
        ] == [(ids[0], -1), (ids[1], 1)]


def test_followed_link_is_stored_once_a_visit(
    database_url: str, database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    at_noon = Database(database_url, clock=lambda: NOON)
    for _ in range(2):
        with at_noon.open_stores() as stores:
            stores.feedback.add_followed_link(
                make_link(recommendation_id), client_id=CLIENT.client_id
            )
    at_noon.close()
    stored = rows(raw_connection, followed_links)
    assert len({row.pop("id") for row in stored}) == 2
    visit = {
        "recommendation_id": recommendation_id,
        "service_id": service_id(1),
        "channel_id": channel_id(7),
        "link_id": 2,
        "client_id": CLIENT.client_id,
        "followed_at": NOON,
    }
    assert stored == [visit, visit]


def test_service_that_was_not_recommended_is_refused_with_all_that_came_along(
    database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    feedback = Feedback(
        recommendation_id=recommendation_id,
        feedback_score=1,
        service_scores={service_id(1): 1, service_id(3): 1},
    )
    with pytest.raises(IntegrityError), database.open_stores() as stores:
        stores.feedback.put(feedback, client_id=None)
    with pytest.raises(IntegrityError), database.open_stores() as stores:
        stores.feedback.add_followed_link(make_link(recommendation_id, 3), client_id=None)
    assert [rows(raw_connection, table) for table in TABLES] == [[], [], []]


@pytest.mark.parametrize("score", [-2, 0, 2])
def test_score_other_than_one_and_minus_one_is_refused(
    database: Database, recommendation_id: int, score: Any
) -> None:
    whole = Feedback(recommendation_id=recommendation_id, feedback_score=score)
    single = Feedback(recommendation_id=recommendation_id, service_scores={service_id(1): score})
    for feedback in (whole, single):
        with pytest.raises(IntegrityError), database.open_stores() as stores:
            stores.feedback.put(feedback, client_id=None)


def test_lock_tells_whether_there_is_such_a_recommendation(
    database: Database, recommendation_id: int
) -> None:
    with database.open_stores() as stores:
        assert stores.feedback.lock(recommendation_id)
        for unknown in (0, -1, recommendation_id + 1, 2**63 - 1, 2**63, 10**40, -(10**40)):
            assert not stores.feedback.lock(unknown)


def test_lock_makes_a_second_writer_wait(
    database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    first_holds_the_lock = threading.Event()
    order: list[str] = []

    def write(name: str, score: Any, hold: float) -> None:
        with database.open_stores() as stores:
            stores.feedback.lock(recommendation_id)
            first_holds_the_lock.set()
            threading.Event().wait(hold)
            feedback = Feedback(
                recommendation_id=recommendation_id,
                feedback_score=score,
                service_scores={service_id(1): score, service_id(2): score},
            )
            stores.feedback.put(feedback, client_id=None)
            order.append(name)

    first = threading.Thread(target=write, args=("first", 1, 0.3))
    first.start()
    assert first_holds_the_lock.wait(timeout=10)
    second = threading.Thread(target=write, args=("second", -1, 0.0))
    second.start()
    for thread in (first, second):
        thread.join(timeout=30)
    assert order == ["first", "second"]
    assert [row["feedback_score"] for row in rows(raw_connection, service_feedback)] == [-1, -1]
    assert [row["feedback_score"] for row in rows(raw_connection, recommendation_feedback)] == [-1]


def test_lock_makes_a_purge_wait(database: Database, recommendation_id: int) -> None:
    writer_holds_the_lock = threading.Event()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    order: list[str] = []

    def score() -> None:
        with database.open_stores() as stores:
            assert stores.feedback.lock(recommendation_id)
            writer_holds_the_lock.set()
            threading.Event().wait(0.3)
            stores.feedback.add_followed_link(make_link(recommendation_id), client_id=None)
            order.append("followed")

    def purge() -> None:
        with database.open_stores() as stores:
            stores.recommendations.delete_older_than(tomorrow, at_most=10)
            order.append("purged")

    writer, purger = threading.Thread(target=score), threading.Thread(target=purge)
    writer.start()
    assert writer_holds_the_lock.wait(timeout=10)
    purger.start()
    for thread in (writer, purger):
        thread.join(timeout=30)
    assert order == ["followed", "purged"]


def test_purged_recommendation_takes_feedback_and_links_along(
    database: Database, recommendation_id: int, raw_connection: Connection
) -> None:
    feedback = Feedback(
        recommendation_id=recommendation_id, feedback_score=1, service_scores={service_id(1): 1}
    )
    with database.open_stores() as stores:
        stores.feedback.put(feedback, client_id=None)
        stores.feedback.add_followed_link(make_link(recommendation_id), client_id=None)
    assert all(rows(raw_connection, table) for table in TABLES)
    raw_connection.rollback()
    with database.open_stores() as stores:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert stores.recommendations.delete_older_than(tomorrow, at_most=10) == 1
    assert [rows(raw_connection, table) for table in TABLES] == [[], [], []]
