"""What FaissIndex does beyond the contract of every VectorIndex (tests/contracts)."""

import gc
from pathlib import Path

import numpy as np
import pytest

from app.index.faiss_index import FaissIndex
from app.index.vector_index import NO_VECTOR_SCORE

OWNERS = np.repeat(np.arange(40, dtype=np.int32), 3)


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit_vectors(len(OWNERS), seed=1)
QUERIES = unit_vectors(20, seed=2)


def test_vectors_are_read_at_their_positions() -> None:
    exact = FaissIndex.build(VECTORS, OWNERS, 40)
    positions = np.array([7, 0, 119, 7])
    assert np.array_equal(exact.vectors_at(positions), VECTORS[positions])
    assert exact.vectors_at(positions[:0]).shape == (0, 16)


def test_read_vectors_gives_an_owners_vectors_in_order() -> None:
    exact = FaissIndex.build(VECTORS, OWNERS, 41)
    assert np.array_equal(exact.read_vectors(7), VECTORS[21:24])
    assert exact.read_vectors(40).shape == (0, 16)


def test_scores_of_all_are_those_of_each_query_and_owner() -> None:
    index = FaissIndex.build(VECTORS, OWNERS, 41)
    scores = index.scores_of_all(QUERIES)
    assert scores.shape == (20, 41)
    for query, of_query in zip(QUERIES, scores, strict=True):
        assert of_query == pytest.approx(index.score(query, np.arange(41)), abs=1e-6)


def test_scores_of_all_without_vectors_are_the_lowest() -> None:
    index = FaissIndex.build(VECTORS[:0], OWNERS[:0], 3)
    assert index.scores_of_all(QUERIES[:2]).tolist() == [[NO_VECTOR_SCORE] * 3] * 2


def test_scores_of_a_read_index_last_as_long_as_the_index(tmp_path: Path) -> None:
    """They are read where FAISS keeps the vectors."""
    FaissIndex.build(VECTORS, OWNERS, 40).save(tmp_path / "index")
    scores = FaissIndex.load(tmp_path / "index", 40).scores_of_all(QUERIES)
    gc.collect()
    index = FaissIndex.load(tmp_path / "index", 40)
    gc.collect()
    assert np.array_equal(index.scores_of_all(QUERIES), scores)
