import math

import numpy as np
import pytest

from app.domain.results import Hit
from app.ranking.bridge import (
    BridgeRecipe,
    believed_source,
    bridge_scores,
    expand_query,
    helping_kinds,
    kind_beliefs,
    nearest_kinds,
    official_scores,
    rescored_kinds,
)
from app.ranking.kind_map import KindMap
from app.ranking.kind_relations import build_kind_relations

SOFT = BridgeRecipe(top_kinds=2, temperature=0.1)

# Kind 0 leads to services 0 and 2, kind 1 to service 2 alone, kind 2 to service 1.
KIND_MAP = KindMap(
    indptr=np.array([0, 2, 3, 4], dtype=np.int64),
    indices=np.array([0, 2, 2, 1], dtype=np.int32),
    weights=np.array([0.6, 0.3, 0.9, 1.0], dtype=np.float32),
)


def hit(kind_position: int, dense_score: float) -> Hit:
    return Hit(position=kind_position, dense_score=dense_score, vector_position=0)


def test_kind_beliefs_are_a_softmax_over_the_top_kinds_only() -> None:
    beliefs = kind_beliefs([hit(1, 0.7), hit(0, 0.6), hit(2, 0.5)], SOFT)
    best = 1 / (1 + math.exp(-1))
    assert beliefs == [(1, pytest.approx(best)), (0, pytest.approx(1 - best))]


def test_kind_beliefs_leave_out_kinds_without_anything_in_common() -> None:
    assert kind_beliefs([hit(2, 0.3), hit(0, 0.0), hit(1, -0.1)], BridgeRecipe()) == [(2, 1.0)]
    assert kind_beliefs([hit(2, 0.0)]) == []


def test_helping_kinds_are_the_believed_ones_and_what_is_related_to_them() -> None:
    relations = build_kind_relations(
        ["a", "b", "c"], [{"c": 0.5}, {"a": 0.25, "c": 1.0}, {"b": 1.0}]
    )
    recipe = BridgeRecipe(related_weight=0.5)
    best = 1 / (1 + math.exp(-1))
    helping = helping_kinds([(1, best), (0, 1 - best)], relations, recipe)
    assert helping.tolist() == pytest.approx(
        [(1 - best) + best * 0.25 * 0.5, best, (1 - best) * 0.5 * 0.5 + best * 0.5]
    )


def test_helping_kinds_never_help_more_than_wholly() -> None:
    relations = build_kind_relations(["a", "b"], [{"b": 1.0}, {"a": 1.0}])
    recipe = BridgeRecipe(related_weight=1.0)
    assert helping_kinds([(0, 0.5), (1, 0.5)], relations, recipe).tolist() == [1.0, 1.0]
    recipe = BridgeRecipe(related_weight=2.0)
    assert helping_kinds([(0, 0.5), (1, 0.5)], relations, recipe).tolist() == [1.0, 1.0]


def test_helping_kinds_without_belief_are_none() -> None:
    assert helping_kinds([], build_kind_relations(["a"], [{}])).tolist() == [0.0]


@pytest.mark.parametrize(("kind", "source"), [(0, 0), (1, 1), (2, 1), (3, None)])
def test_believed_source_is_where_most_of_a_kinds_help_comes_from(
    kind: int, source: int | None
) -> None:
    relations = build_kind_relations(
        ["a", "b", "c", "d"], [{"c": 0.5}, {"a": 0.25, "c": 1.0}, {}, {}]
    )
    assert believed_source(kind, [(0, 0.5), (1, 0.4)], relations) == source


def test_bridge_scores_sum_help_times_weight() -> None:
    scores = bridge_scores(np.array([0.5, 0.5, 0.0]), KIND_MAP, service_count=3)
    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx([0.3, 0.0, 0.15 + 0.45])


def test_bridge_scores_without_kinds_are_all_zero() -> None:
    assert bridge_scores(np.zeros(3), KIND_MAP, service_count=3).tolist() == [0.0, 0.0, 0.0]


def test_rescored_kinds_average_phrase_and_official_wording() -> None:
    phrase_scores, officials = (
        np.array([[0.6, 0.5]], np.float32),
        np.array([[0.3, 0.9]], np.float32),
    )
    rescored = rescored_kinds(phrase_scores, officials, BridgeRecipe(official_weight=0.5))
    assert rescored.dtype == np.float32
    assert rescored.ravel().tolist() == pytest.approx(
        [(0.6 + 0.5 * 0.3) / 1.5, (0.5 + 0.5 * 0.9) / 1.5]
    )


def test_official_scores_are_those_of_each_querys_own_kinds() -> None:
    kind_vectors = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], dtype=np.float32)
    queries = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    scores = official_scores(queries, np.array([[0, 2], [2, 0]]), kind_vectors)
    assert scores.tolist() == [pytest.approx([1.0, 0.6]), pytest.approx([0.8, 0.0])]


def test_nearest_kinds_are_those_whose_centroids_are_nearest() -> None:
    centroid_scores = np.array(
        [[0.9, 0.1, 0.95, 0.93, 0.5], [0.0, 0.9, 0.1, -1.0, 0.2]], np.float32
    )
    near = nearest_kinds(centroid_scores, BridgeRecipe(searched_kinds=3))
    assert near.tolist() == [[0, 2, 3], [1, 2, 4]]


@pytest.mark.parametrize("kind_count", [0, 1, 4, 5])
def test_nearest_kinds_are_all_where_there_are_no_more(kind_count: int) -> None:
    centroid_scores = np.zeros((2, kind_count), dtype=np.float32)
    near = nearest_kinds(centroid_scores, BridgeRecipe(searched_kinds=5))
    assert near.tolist() == [list(range(kind_count))] * 2


def test_expanded_query_moves_towards_the_official_wording_of_believed_kinds() -> None:
    query = np.array([1.0, 0.0, 0.0], dtype=np.float32)
    kind_vectors = np.eye(3, dtype=np.float32)[[1, 2, 0]]
    sure = expand_query(query, [(0, 1.0)], kind_vectors, BridgeRecipe(expansion_weight=0.75))
    assert sure.dtype == np.float32
    assert sure.tolist() == pytest.approx([0.8, 0.6, 0.0])
    evenly = BridgeRecipe(expansion_weight=1.0)
    torn = expand_query(query, [(0, 0.5), (1, 0.5)], kind_vectors, evenly)
    assert torn.tolist() == pytest.approx([math.sqrt(0.5), 0.5, 0.5])


def test_expanded_query_without_kinds_or_words_stays_as_it_is() -> None:
    query = np.array([0.6, 0.8], dtype=np.float32)
    kind_vectors = np.eye(2, dtype=np.float32)
    assert expand_query(query, [], kind_vectors).tolist() == pytest.approx([0.6, 0.8])
    blank = np.zeros(2, dtype=np.float32)
    assert expand_query(blank, [], kind_vectors).tolist() == [0.0, 0.0]
