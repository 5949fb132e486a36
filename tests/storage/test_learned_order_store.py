import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from app.domain.feedback import Feedback, FollowedLink
from app.domain.learned_order import JudgedRecommendation, OrderWeights
from app.storage.database import Database, Stores
from app.storage.tables.figures import learned_orders
from tests.builders import channel_id, make_ranked, service_id

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WEIGHTS = OrderWeights(similarity=0.5, reciprocal_rank=-1.25, follow_gain=0.0, vote_balance=2.0)


@pytest.fixture
def ticking(database_url: str, database: Database) -> Iterator[Database]:
    """A database whose clock moves on by a minute with each look at it."""
    moments = iter(NOON + timedelta(minutes=count) for count in range(1_000))
    opened = Database(database_url, clock=lambda: next(moments))
    yield opened
    opened.close()


def minutes(count: int) -> datetime:
    return NOON + timedelta(minutes=count)


def recommend(stores: Stores, *numbers: int) -> int:
    return stores.recommendations.add(
        client=None, path="text_search", language="fi", request={}, services=make_ranked(*numbers)
    )


def follow(stores: Stores, recommendation_id: int, number: int) -> None:
    link = FollowedLink(
        recommendation_id=recommendation_id,
        service_id=service_id(number),
        channel_id=channel_id(1),
        link_id=0,
    )
    stores.feedback.add_followed_link(link, client_id=None)


def add(database: Database, *, is_active: bool, features_version: int = 1) -> None:
    with database.open_stores() as stores:
        stores.learned_orders.add(
            WEIGHTS,
            features_version=features_version,
            figures={"recommendations": 7},
            is_active=is_active,
        )


def active(database: Database, features_version: int = 1) -> OrderWeights | None:
    with database.open_stores(read_only=True) as stores:
        return stores.learned_orders.active_weights(features_version)


def test_judged_recommendations_are_those_responded_to_the_oldest_first(ticking: Database) -> None:
    with ticking.open_stores() as stores:
        ids = [recommend(stores, *numbers) for numbers in ((1, 2), (3, 4), (2, 1), (5, 6))]
        follow(stores, ids[2], 1)
        follow(stores, ids[2], 1)
        stores.feedback.put(
            Feedback(recommendation_id=ids[0], service_scores={service_id(2): -1}), client_id=None
        )
        stores.feedback.put(Feedback(recommendation_id=ids[3], feedback_score=1), client_id=None)
        follow(stores, ids[0], 1)
    with ticking.open_stores(read_only=True) as stores:
        judged = stores.learned_orders.judged_recommendations()
    assert judged == [
        JudgedRecommendation(
            recommendation_id=ids[0],
            client_id=None,
            created_at=minutes(0),
            services=make_ranked(1, 2),
            votes={service_id(2): (-1, minutes(6))},
            follows={service_id(1): minutes(8)},
        ),
        JudgedRecommendation(
            recommendation_id=ids[2],
            client_id=None,
            created_at=minutes(2),
            services=make_ranked(2, 1),
            votes={},
            follows={service_id(1): minutes(4)},
        ),
    ]


def test_no_order_is_in_use_before_one_was_switched_on(database: Database) -> None:
    assert active(database) is None
    add(database, is_active=False)
    assert active(database) is None


def test_order_in_use_is_read_back_exactly(database: Database) -> None:
    add(database, is_active=True)
    assert active(database) == WEIGHTS


def test_order_of_other_features_is_not_used(database: Database) -> None:
    add(database, is_active=True, features_version=1)
    assert active(database, features_version=2) is None


def test_later_training_takes_the_earlier_order_out_of_use_and_keeps_its_row(
    ticking: Database, raw_connection: Connection
) -> None:
    add(ticking, is_active=True)
    add(ticking, is_active=False)
    assert active(ticking) is None
    rows = raw_connection.execute(select(learned_orders).order_by(learned_orders.c.id)).all()
    assert [row.is_active for row in rows] == [False, False]
    assert [row.trained_at for row in rows] == [minutes(0), minutes(1)]
    assert json.loads(rows[0].figures) == {"recommendations": 7}
