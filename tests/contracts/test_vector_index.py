"""What every vector index must do, asked of FAISS and of the plainest possible implementation."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from app.index.faiss_index import FaissIndex
from app.index.vector_index import NO_VECTOR, NO_VECTOR_SCORE, BestVectors, VectorIndex

Vectors = NDArray[np.float32]
BuildIndex = Callable[[Vectors, NDArray[np.int32], int], VectorIndex]


class OracleIndex:
    """Looks at every vector of every owner, one after the other."""

    def __init__(self, vectors: Vectors, owners: NDArray[np.int32], owner_count: int) -> None:
        self._vectors, self._owners, self._owner_count = vectors, owners, owner_count

    @property
    def owner_count(self) -> int:
        return self._owner_count

    def score(self, query: Vectors, owners: NDArray[np.int64]) -> NDArray[np.float32]:
        return self.best_vectors(query[np.newaxis], owners[np.newaxis]).scores[0]

    def score_allowed(self, query: Vectors, allowed) -> NDArray[np.float32]:
        scores = self.score(query, np.arange(self._owner_count))
        if allowed is not None:
            scores[~allowed] = NO_VECTOR_SCORE
        return scores

    def best_vectors(self, queries: Vectors, owners: NDArray[np.int64]) -> BestVectors:
        found = BestVectors.none(owners.shape)
        for place in np.ndindex(*owners.shape):
            for vector_position in np.flatnonzero(self._owners == owners[place]):
                score = np.dot(self._vectors[vector_position], queries[place[0]])
                is_first = found.positions[place] == NO_VECTOR
                if is_first or score > found.scores[place]:
                    found.scores[place], found.positions[place] = score, vector_position
        return found


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


def test_owner_is_found_by_its_best_vector(build: BuildIndex) -> None:
    vectors = np.stack([UNIT[3], UNIT[0], UNIT[1], UNIT[2]])
    index = build(vectors, np.array([0, 0, 1, 2], dtype=np.int32), 3)
    queries = np.array([[0.8, 0.6, 0, 0], [0, 0, 0, 1]], dtype=np.float32)

    found = index.best_vectors(queries, np.array([[2, 1, 0], [0, 0, 2]]))

    assert found.positions.tolist() == [[3, 2, 1], [0, 0, 3]]
    assert found.scores.dtype == np.float32
    assert found.scores.ravel().tolist() == pytest.approx([0.0, 0.6, 0.8, 1.0, 1.0, 0.0])


def test_of_equal_vectors_of_an_owner_the_first_is_named(build: BuildIndex) -> None:
    index = build(np.repeat(UNIT[:1], 5, axis=0), np.array([0, 0, 1, 1, 1], dtype=np.int32), 2)

    found = index.best_vectors(UNIT[:1], np.array([[0, 1]]))

    assert found.positions.tolist() == [[0, 2]]
    assert found.scores.tolist() == [[1.0, 1.0]]


def test_zero_query_scores_everything_zero(build: BuildIndex) -> None:
    owners = np.repeat(np.arange(30, dtype=np.int32), 2)
    index = build(coarse_vectors(60, seed=1), owners, 30)

    found = index.best_vectors(np.zeros((1, 16), dtype=np.float32), np.arange(30)[np.newaxis])

    assert not found.scores.any()
    assert found.positions[0].tolist() == list(range(0, 60, 2))


@pytest.mark.parametrize("owners", [np.empty((2, 0), np.int64), np.empty((0, 3), np.int64)])
def test_nothing_asked_finds_nothing(build: BuildIndex, owners: NDArray[np.int64]) -> None:
    index = build(UNIT, np.arange(4, dtype=np.int32), 4)

    found = index.best_vectors(UNIT[: len(owners)], owners)

    assert found.scores.shape == found.positions.shape == owners.shape


def test_owner_without_vectors_has_the_lowest_cosine_and_names_none(build: BuildIndex) -> None:
    index = build(UNIT, np.array([0, 2, 2, 5], dtype=np.int32), 7)
    empty = build(np.empty((0, 4), dtype=np.float32), np.empty(0, dtype=np.int32), 3)

    found = index.best_vectors(UNIT[:2], np.array([[1, 0, 6], [2, 3, 4]]))

    assert found.scores.tolist() == [[NO_VECTOR_SCORE, 1.0, NO_VECTOR_SCORE], [1.0, -1.0, -1.0]]
    assert found.positions.tolist() == [[NO_VECTOR, 0, NO_VECTOR], [1, NO_VECTOR, NO_VECTOR]]
    assert empty.score(UNIT[0], np.arange(3)).tolist() == [NO_VECTOR_SCORE] * 3
    assert empty.score_allowed(UNIT[0], None).tolist() == [NO_VECTOR_SCORE] * 3
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


def test_score_is_the_same_to_the_last_bit_whoever_else_is_asked(build: BuildIndex) -> None:
    vectors, owners = random_vectors(600, seed=3, dimension=256), random_owners(600, 150, seed=3)
    index = build(vectors, owners, 150)
    everyone = index.score(vectors[17], np.arange(150))
    some = np.random.default_rng(3).permutation(150)[:60]

    assert np.array_equal(index.score(vectors[17], some), everyone[some])
    found = index.best_vectors(vectors[[5, 17]], np.stack([some, some]))
    assert np.array_equal(found.scores[1], everyone[some])


@pytest.mark.parametrize("share", [None, 0.0, 0.4, 1.0])
def test_who_is_not_allowed_has_the_lowest_score_and_the_others_their_own(
    build: BuildIndex, share: float | None
) -> None:
    vectors, owners = random_vectors(300, seed=6), random_owners(300, 120, seed=6)
    index = build(vectors, owners, 120)
    allowed = None if share is None else np.random.default_rng(6).random(120) < share

    scores = index.score_allowed(vectors[17], allowed)

    passing = np.ones(120, dtype=bool) if allowed is None else allowed
    assert np.array_equal(scores[passing], index.score(vectors[17], np.flatnonzero(passing)))
    assert (scores[~passing] == NO_VECTOR_SCORE).all()


def test_equal_vectors_score_equal_wherever_they_lie(build: BuildIndex) -> None:
    vectors = np.repeat(random_vectors(1, seed=4, dimension=256), 301, axis=0)
    index = build(vectors, np.arange(301, dtype=np.int32), 301)
    query = random_vectors(1, seed=5, dimension=256)[0]

    assert len(set(index.score(query, np.arange(301)).tolist())) == 1


@pytest.mark.parametrize("seed", range(20))
def test_index_equals_oracle_exactly_where_ties_are_many(build: BuildIndex, seed: int) -> None:
    vectors, owners = coarse_vectors(500, seed), random_owners(500, 120, seed)
    index, oracle = build(vectors, owners, 120), OracleIndex(vectors, owners, 120)
    queries = coarse_vectors(5, seed + 1000)
    asked = np.random.default_rng(seed).integers(0, 120, (5, 70))

    found, expected = index.best_vectors(queries, asked), oracle.best_vectors(queries, asked)

    assert np.array_equal(found.scores, expected.scores)
    assert np.array_equal(found.positions, expected.positions)


@pytest.mark.parametrize("seed", range(5))
def test_index_equals_oracle_within_rounding_on_random_vectors(
    build: BuildIndex, seed: int
) -> None:
    vectors, owners = random_vectors(900, seed), random_owners(900, 200, seed)
    index, oracle = build(vectors, owners, 200), OracleIndex(vectors, owners, 200)
    queries = random_vectors(5, seed + 1000)
    asked = np.random.default_rng(seed).integers(0, 200, (5, 60))

    found, expected = index.best_vectors(queries, asked), oracle.best_vectors(queries, asked)

    assert np.array_equal(found.positions, expected.positions)
    assert found.scores.ravel() == pytest.approx(expected.scores.ravel(), abs=1e-6)
