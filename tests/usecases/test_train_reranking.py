import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from app.domain.feedback import Feedback, FollowedLink
from app.domain.learned_order import OrderWeights
from app.domain.results import RankedService
from app.evaluation.comparison import MeanDifference
from app.ranking.learned_order import FEATURES_VERSION
from app.storage.database import Database, Stores
from app.usecases.train_reranking import Comparison, TrainingReport, train_reranking
from tests.builders import channel_id, service_id

EARLIER = OrderWeights(similarity=1, reciprocal_rank=0, follow_gain=0, vote_balance=0)
SERVICES = range(1, 41)
LIKED = frozenset({5, 17, 28})
SHOWN = 20

Users = Callable[[Random, int], bool]
"""Whether a person who looks at the service of this number follows its link."""


def follow_what_helps(random: Random, number: int) -> bool:
    return random.random() < (0.9 if number in LIKED else 0.02)


def follow_at_random(random: Random, _number: int) -> bool:
    return random.random() < 0.3


def respond(stores: Stores, users: Users, random: Random) -> None:
    """Twenty services in chance order; somebody reads from the top and follows one link at most."""
    shown = random.sample(SERVICES, SHOWN)
    services = [
        RankedService(service_id=service_id(number), similarity_score=1 - rank / 100, rank=rank)
        for rank, number in enumerate(shown, start=1)
    ]
    recommendation_id = stores.recommendations.add(
        client=None, path="text_search", language="fi", request={}, services=services
    )
    followed = next((number for number in shown if users(random, number)), None)
    if followed is not None:
        link = FollowedLink(
            recommendation_id=recommendation_id,
            service_id=service_id(followed),
            channel_id=channel_id(1),
            link_id=0,
        )
        stores.feedback.add_followed_link(link, client_id=None)


@pytest.fixture
def history(sqlite_url: str) -> Callable[[Users, int], Database]:
    """Makes a database of so many answers, a minute apart, and what these users did with them."""

    def make(users: Users, answers: int) -> Database:
        moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(10**6))
        database = Database(sqlite_url, clock=lambda: next(moments))
        database.upgrade()
        random = Random(20261121)
        with database.open_stores() as stores:
            for _ in range(answers):
                respond(stores, users, random)
        return database

    return make


def active(database: Database) -> OrderWeights | None:
    with database.open_stores(read_only=True) as stores:
        return stores.learned_orders.active_weights(FEATURES_VERSION)


def use_earlier_order(database: Database) -> None:
    with database.open_stores() as stores:
        stores.learned_orders.add(
            EARLIER, features_version=FEATURES_VERSION, figures={}, is_active=True
        )


def train(database: Database) -> TrainingReport:
    report = train_reranking(database.open_stores)
    database.close()
    return report


def test_order_of_users_who_know_what_they_like_is_learned_and_switched_on(
    history: Callable[[Users, int], Database],
) -> None:
    database = history(follow_what_helps, 400)
    report = train(database)
    comparison = report.comparison
    assert comparison is not None
    assert report.is_switched_on
    assert comparison.trained_on + comparison.compared_on == report.recommendations
    assert comparison.compared_on == pytest.approx(report.recommendations / 5, abs=1)
    scores = comparison.scores
    assert scores["learned"] > scores["formula"] > scores["match"]
    assert all(0 < gain.low <= gain.mean <= gain.high for gain in comparison.gains.values())
    assert comparison.weights.follow_gain > 1
    assert active(database) == comparison.weights


def test_order_of_users_who_follow_links_at_random_stays_off_and_takes_the_earlier_one_along(
    history: Callable[[Users, int], Database],
) -> None:
    database = history(follow_at_random, 400)
    use_earlier_order(database)
    report = train(database)
    assert report.comparison is not None
    assert not report.is_switched_on
    assert report.verdict().startswith("stays off")
    assert active(database) is None


@pytest.mark.parametrize(
    ("above_match", "above_formula", "is_better"),
    [(0.01, 0.01, True), (0.01, 0.0, False), (-0.01, 0.01, False), (0.0, 0.0, False)],
)
def test_order_is_better_only_when_surely_above_both_others(
    above_match: float, above_formula: float, is_better: bool
) -> None:
    comparison = Comparison(
        trained_on=80,
        compared_on=20,
        scores={"match": 0.5, "formula": 0.5, "learned": 0.6},
        gains={
            "match": MeanDifference(mean=0.1, low=above_match, high=0.2, pair_count=20),
            "formula": MeanDifference(mean=0.1, low=above_formula, high=0.2, pair_count=20),
        },
        weights=EARLIER,
    )
    assert comparison.is_better is is_better


@pytest.mark.parametrize("answers", [0, 1, 90])
def test_too_few_responses_train_nothing_and_change_nothing(
    history: Callable[[Users, int], Database], answers: int
) -> None:
    database = history(follow_what_helps, answers)
    use_earlier_order(database)
    report = train(database)
    assert report.comparison is None
    assert not report.is_switched_on
    assert report.verdict().startswith("not trained")
    assert active(database) == EARLIER


def test_scores_given_only_after_the_newest_answers_teach_nothing(sqlite_url: str) -> None:
    """All answers first, then all scores: nothing was known when the newest fifth was shown."""
    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(10**6))
    database = Database(sqlite_url, clock=lambda: next(moments))
    database.upgrade()
    random = Random(7)
    with database.open_stores() as stores:
        for _ in range(150):
            respond(stores, lambda _random, _number: False, random)
        for recommendation_id in range(1, 151):
            stored = stores.recommendations.get(recommendation_id)
            assert stored is not None
            votes = {each.service_id: -1 for each in stored.services[:4]}
            feedback = Feedback(recommendation_id=recommendation_id, service_scores=votes)  # type: ignore[arg-type]
            stores.feedback.put(feedback, client_id=None)
    report = train(database)
    assert report.comparison is not None
    assert report.comparison.weights == OrderWeights(
        similarity=0, reciprocal_rank=0, follow_gain=0, vote_balance=0
    )
    assert not report.is_switched_on


def test_training_again_on_the_same_responses_finds_the_same(
    history: Callable[[Users, int], Database],
) -> None:
    database = history(follow_what_helps, 200)
    assert train(database) == train(database)


def test_report_reads_as_a_table_and_as_json(history: Callable[[Users, int], Database]) -> None:
    report = train(history(follow_what_helps, 400))
    lines = report.as_text().splitlines()
    assert lines[0].endswith(f"in {report.recommendations} recommendations")
    assert [line.split()[0] for line in lines[3:6]] == ["match", "formula", "learned"]
    assert lines[-1] == report.verdict()
    figures = json.loads(json.dumps(report.as_json()))
    assert figures["is_switched_on"] is True
    assert figures["comparison"]["scores"].keys() == {"match", "formula", "learned"}
