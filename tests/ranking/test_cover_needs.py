"""Needs are covered in turn, better services stay before worse ones for the same need, and scores never rise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.ranking.cover_needs import covering_order, rank_covering_needs
from tests.builders import service_id

FOR_RENT = np.array([1, 1, 1, 0, 0], dtype=np.float32)
FOR_SCHOOL = np.array([0, 0, 0, 1, 0], dtype=np.float32)


def test_second_need_is_helped_before_the_first_is_helped_again() -> None:
    scores = np.array([0.70, 0.69, 0.68, 0.66, 0.67])
    order = covering_order(scores, np.stack([FOR_RENT, FOR_SCHOOL]), limit=4)
    assert order == [0, 3, 1, 2]


def test_need_that_is_helped_already_moves_nothing() -> None:
    scores = np.array([0.70, 0.69, 0.68, 0.10, 0.67])
    order = covering_order(scores, np.stack([FOR_RENT, FOR_RENT]), limit=5)
    assert order == [0, 1, 2, 4, 3]


def test_without_weight_on_coverage_the_scores_decide() -> None:
    scores = np.array([0.5, 0.9, 0.7, 0.6, 0.8])
    order = covering_order(scores, np.stack([FOR_RENT, FOR_SCHOOL]), limit=5, coverage=0.0)
    assert order == [1, 4, 2, 3, 0]


def test_half_helped_need_stays_half_open() -> None:
    help_with = np.array([[0.5, 0.4, 0.0], [0.0, 0.0, 0.3]], dtype=np.float32)
    order = covering_order(np.zeros(3), help_with, limit=3, coverage=1.0)
    assert order == [0, 2, 1]


@given(
    scores=arrays(np.float64, 12, elements=st.floats(-1, 1)),
    help_with=arrays(np.float32, (3, 12), elements=st.floats(0, 1, width=32)),
    limit=st.integers(1, 20),
    coverage=st.floats(0, 1),
)
def test_each_service_stands_once_and_scores_never_rise(
    scores: np.ndarray, help_with: np.ndarray, limit: int, coverage: float
) -> None:
    service_ids = [service_id(number) for number in range(12)]
    ranked = rank_covering_needs(scores, help_with, np.arange(12), service_ids, limit, coverage)
    assert len({each.service_id for each in ranked}) == len(ranked) == min(limit, 12)
    assert [each.rank for each in ranked] == list(range(1, len(ranked) + 1))
    shown = [each.similarity_score for each in ranked]
    assert shown == sorted(shown, reverse=True)
    own = dict(zip(service_ids, scores.tolist(), strict=True))
    assert all(each.similarity_score >= own[each.service_id] for each in ranked)


def test_service_moved_up_bears_the_score_of_the_best_it_stands_above() -> None:
    service_ids = [service_id(number) for number in range(15)]
    scores = np.array([0.70, 0.69, 0.68, 0.60, 0.10])
    help_with = np.stack([FOR_RENT, FOR_SCHOOL])
    ranked = rank_covering_needs(scores, help_with, np.arange(10, 15), service_ids, 3)
    assert [each.service_id for each in ranked] == [service_id(10), service_id(13), service_id(11)]
    assert [each.similarity_score for each in ranked] == pytest.approx([0.70, 0.69, 0.69])
