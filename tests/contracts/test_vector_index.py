"""What every vector index must do, asked of FAISS and of the plainest possible implementation."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.results import Hit
from app.index.faiss_index import FaissIndex
from app.index.vector_index import NO_VECTOR_SCORE, VectorIndex

Vectors = NDArray[np.float32]
BuildIndex = Callable[[Vectors, NDArray[np.int32], int], VectorIndex]


class OracleIndex:
    """Looks at every vector of every owner, one after the other."""

    def __init__(self, vectors: Vectors, owners: NDArray[np.int32], owner_count: int) -> None:
        self._vectors, self._owners, self._owner_count = vectors, owners, owner_count

    @property
    def owner_count(self) -> int:
        return self._owner_count

    def search(self, query: Vectors, limit: int, allowed=None) -> list[Hit]:
        best: dict[int, Hit] = {}
        for vector_position, owner in enumerate(self._owners.tolist()):
            score = float(np.dot(self._vectors[vector_position], query))
            is_better = owner not in best or score > best[owner].dense_score
            if is_better and (allowed is None or allowed[owner]):
                best[owner] = Hit(owner, score, vector_position)
        return sorted(best.values(), key=lambda hit: (-hit.dense_score, hit.position))[:limit]

    def score(self, query: Vectors, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        hits = {hit.position: hit.dense_score for hit in self.search(query, self._owner_count)}
        scores = [hits.get(position, NO_VECTOR_SCORE) for position in positions.tolist()]
        return np.array(scores, dtype=np.float32)


@pytest.fixture(params=[FaissIndex.build, OracleIndex], ids=["faiss", "oracle"])
def build(request) -> BuildIndex:
    return request.param


def coarse_vectors(count: int, seed: int, dimension: int = 16) -> Vectors:
    """Unit rows with four components of ±0.5: dot products are exact multiples of 0.25 in any
    order of summation, so that ties are many and the same for everyone."""
    rng = np.random.default_rng(seed)
    vectors = np.zeros((count, dimension), dtype=np.float32)
    for row in vectors:
        row[rng.choice(dimension, 4, replace=False)] = rng.choice([-0.5, 0.5], 4)
    return vectors


def random_vectors(count: int, seed: int, dimension: int = 32) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, dimension), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def random_owners(count: int, owner_count: int, seed: int) -> NDArray[np.int32]:
    """Ascending; some owners have many vectors, some none."""
    rng = np.random.default_rng(seed)
    return np.sort(rng.integers(0, owner_count, count)).astype(np.int32)


UNIT = np.eye(4, dtype=np.float32)


def test_search_finds_owners_by_their_best_vector(build: BuildIndex) -> None:
    vectors = np.stack([UNIT[3], UNIT[0], UNIT[1], UNIT[2]])
    index = build(vectors, np.array([0, 0, 1, 2], dtype=np.int32), 3)
    query = np.array([0.8, 0.6, 0, 0], dtype=np.float32)

    hits = index.search(query, 2)

    assert [(hit.position, hit.vector_position) for hit in hits] == [(0, 1), (1, 2)]
    assert [hit.dense_score for hit in hits] == pytest.approx([0.8, 0.6])


def test_search_returns_each_owner_once_even_when_it_owns_the_nearest_vectors(
    build: BuildIndex,
) -> None:
    vectors = np.concatenate([np.repeat(UNIT[:1], 50, axis=0), UNIT[1:]])
    owners = np.array([0] * 50 + [1, 2, 3], dtype=np.int32)
    index = build(vectors, owners, 4)

    assert [hit.position for hit in index.search(UNIT[0], 3)] == [0, 1, 2]


def test_search_equal_scores_are_ordered_by_position_also_at_the_cut(build: BuildIndex) -> None:
    index = build(np.repeat(UNIT[:1], 40, axis=0), np.arange(40, dtype=np.int32), 40)

    assert [hit.position for hit in index.search(UNIT[0], 7)] == list(range(7))


def test_search_equal_vectors_of_an_owner_name_the_first(build: BuildIndex) -> None:
    index = build(np.repeat(UNIT[:1], 5, axis=0), np.zeros(5, dtype=np.int32), 1)

    assert index.search(UNIT[0], 1) == [Hit(0, 1.0, 0)]


def test_search_zero_query_scores_everything_zero_in_order_of_position(build: BuildIndex) -> None:
    owners = np.repeat(np.arange(30, dtype=np.int32), 2)
    index = build(coarse_vectors(60, seed=1), owners, 30)

    hits = index.search(np.zeros(16, dtype=np.float32), 10)

    assert [(hit.position, hit.dense_score) for hit in hits] == [(i, 0.0) for i in range(10)]


def test_search_filter_still_fills_the_limit_with_far_away_owners(build: BuildIndex) -> None:
    vectors = random_vectors(400, seed=2)
    index = build(vectors, np.arange(400, dtype=np.int32), 400)
    farthest = np.argsort(vectors @ vectors[0])[:12]
    allowed = np.zeros(400, dtype=bool)
    allowed[farthest] = True

    hits = index.search(vectors[0], 12, allowed)

    assert {hit.position for hit in hits} == set(farthest.tolist())


def test_search_returns_fewer_than_limit_only_when_fewer_have_a_vector(build: BuildIndex) -> None:
    index = build(UNIT, np.array([0, 2, 2, 5], dtype=np.int32), 7)

    assert [hit.position for hit in index.search(UNIT[0], 50)] == [0, 2, 5]
    allowed = np.array([True, True, True, False, False, False, True])
    assert [hit.position for hit in index.search(UNIT[0], 50, allowed)] == [0, 2]


def test_search_finds_nothing_when_nobody_is_allowed_or_nothing_is_indexed(
    build: BuildIndex,
) -> None:
    index = build(UNIT, np.arange(4, dtype=np.int32), 4)
    empty = build(np.empty((0, 4), dtype=np.float32), np.empty(0, dtype=np.int32), 3)

    assert index.search(UNIT[0], 5, np.zeros(4, dtype=bool)) == []
    assert empty.search(UNIT[0], 5) == []
    assert empty.owner_count == 3


def test_score_gives_owners_in_the_order_asked_and_the_lowest_cosine_without_vectors(
    build: BuildIndex,
) -> None:
    vectors = np.stack([UNIT[1], UNIT[0], UNIT[2]])
    index = build(vectors, np.array([0, 0, 3], dtype=np.int32), 4)

    scores = index.score(UNIT[0], np.array([3, 1, 0, 2]))

    assert scores.dtype == np.float32
    assert scores.tolist() == [0.0, NO_VECTOR_SCORE, 1.0, NO_VECTOR_SCORE]
    assert index.score(UNIT[0], np.array([], dtype=np.int64)).shape == (0,)
    assert index.score(UNIT[0], np.array([1])).tolist() == [NO_VECTOR_SCORE]


def test_score_equals_search_to_the_last_bit(build: BuildIndex) -> None:
    vectors, owners = random_vectors(600, seed=3, dimension=256), random_owners(600, 150, seed=3)
    index = build(vectors, owners, 150)
    allowed = np.random.default_rng(3).random(150) < 0.4

    for hits in (index.search(vectors[17], 60), index.search(vectors[17], 60, allowed)):
        positions = np.array([hit.position for hit in hits])
        assert len(hits) >= 40
        assert index.score(vectors[17], positions).tolist() == [hit.dense_score for hit in hits]


@pytest.mark.parametrize("seed", range(20))
def test_search_equals_oracle_exactly_where_ties_are_many(build: BuildIndex, seed: int) -> None:
    vectors, owners = coarse_vectors(500, seed), random_owners(500, 120, seed)
    index, oracle = build(vectors, owners, 120), OracleIndex(vectors, owners, 120)
    rng = np.random.default_rng(seed)

    for query in coarse_vectors(5, seed + 1000):
        allowed = rng.random(120) < rng.random()
        for limit in (1, 5, 50, 120):
            assert index.search(query, limit) == oracle.search(query, limit)
            assert index.search(query, limit, allowed) == oracle.search(query, limit, allowed)
        everyone = np.arange(120)
        assert np.array_equal(index.score(query, everyone), oracle.score(query, everyone))


@pytest.mark.parametrize("seed", range(5))
def test_search_equals_oracle_within_rounding_on_random_vectors(
    build: BuildIndex, seed: int
) -> None:
    vectors, owners = random_vectors(900, seed), random_owners(900, 200, seed)
    index, oracle = build(vectors, owners, 200), OracleIndex(vectors, owners, 200)
    allowed = np.random.default_rng(seed).random(200) < 0.3

    for query in random_vectors(5, seed + 1000):
        for mask in (None, allowed):
            found, expected = index.search(query, 25, mask), oracle.search(query, 25, mask)
            assert [hit.vector_position for hit in found] == [
                hit.vector_position for hit in expected
            ]
            assert [hit.dense_score for hit in found] == pytest.approx(
                [hit.dense_score for hit in expected], abs=1e-6
            )
