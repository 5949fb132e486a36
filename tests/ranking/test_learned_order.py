import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.feedback import ServiceResponses
from app.domain.learned_order import OrderWeights
from app.domain.results import RankedService
from app.ranking.fit_order import fit_order
from app.ranking.learned_order import features, learned_order

BY_MATCH = OrderWeights(similarity=0, reciprocal_rank=1, follow_gain=0, vote_balance=0)
BY_VOTES = OrderWeights(similarity=0, reciprocal_rank=0, follow_gain=0, vote_balance=1)
weight = st.floats(-5, 5)


def make_ranked(*scores: float) -> tuple[RankedService, ...]:
    return tuple(
        RankedService(service_id=str(rank - 1), similarity_score=score, rank=rank)
        for rank, score in enumerate(scores, start=1)
    )


def order(ranked: tuple[RankedService, ...]) -> str:
    return "".join(service.service_id for service in ranked)


def test_features_are_the_documented_ones() -> None:
    responses = {"1": ServiceResponses(examined=1, followed=1, helped=3, unhelpful=1)}
    rows = features(make_ranked(0.8, 0.4), responses)
    assert rows.tolist() == [[1.0, 1.0, 0.0, 0.0], [0.5, 0.5, 0.25, pytest.approx(1 / 3)]]


def test_features_of_services_without_any_match_are_finite() -> None:
    assert features(make_ranked(0.0, 0.0), {})[:, 0].tolist() == [0.0, 0.0]
    assert features((), {}).shape == (0, 4)


def test_learned_order_follows_its_weights_and_keeps_equal_services_in_order() -> None:
    ranked = make_ranked(0.9, 0.8, 0.7, 0.6)
    responses = {"1": ServiceResponses(unhelpful=1), "3": ServiceResponses(helped=1)}
    assert order(learned_order(ranked, responses, BY_MATCH)) == "0123"
    assert order(learned_order(ranked, responses, BY_VOTES)) == "3021"
    assert learned_order(ranked, {}, BY_VOTES) == ranked
    assert learned_order((), {}, BY_VOTES) == ()


@given(
    st.lists(st.floats(0, 1), max_size=50),
    st.builds(
        OrderWeights,
        **dict.fromkeys(("similarity", "reciprocal_rank", "follow_gain", "vote_balance"), weight),
    ),
)
def test_learned_order_is_a_permutation(scores: list[float], weights: OrderWeights) -> None:
    ranked = make_ranked(*sorted(scores, reverse=True))
    result = learned_order(ranked, {}, weights)
    assert sorted(each.service_id for each in result) == sorted(each.service_id for each in ranked)
    assert [each.rank for each in result] == list(range(1, len(ranked) + 1))


def test_fit_order_finds_the_feature_that_decides() -> None:
    random = np.random.default_rng(7)
    lists = []
    for _ in range(200):
        rows = random.uniform(-1, 1, (6, 4))
        lists.append((rows, (rows[:, 3] > 0.3).astype(np.int64)))
    weights = fit_order(lists)
    others = (weights.similarity, weights.reciprocal_rank, weights.follow_gain)
    assert weights.vote_balance > 3.0
    assert max(map(abs, others)) < 0.5
    assert fit_order(lists) == weights


def test_fit_order_weighs_every_list_the_same() -> None:
    """One long list says one thing, two short ones the opposite."""
    column = np.linspace(1.0, 0.0, 40)
    long_rows = np.zeros((40, 4))
    long_rows[:, 0] = column
    short_rows = np.array([[1.0, 0, 0, 0], [0.0, 0, 0, 0]])
    long = (long_rows, np.arange(40)[::-1].copy())
    short = (short_rows, np.array([0, 1]))
    assert fit_order([long]).similarity > 0
    assert fit_order([long, short, short]).similarity < 0


@pytest.mark.parametrize("lists", [[], [(np.ones((2, 4)), np.array([1, 1]))]])
def test_fit_order_without_different_grades_learns_nothing(lists: list[object]) -> None:
    weights = fit_order(lists)  # type: ignore[arg-type]
    ranked = make_ranked(0.9, 0.8, 0.7)
    assert learned_order(ranked, {"2": ServiceResponses(helped=9)}, weights) == ranked
