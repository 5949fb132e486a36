"""What FaissIndex does beyond the contract of every VectorIndex (tests/contracts)."""

from pathlib import Path

import numpy as np
import pytest

from app.index.faiss_index import FaissIndex

OWNERS = np.repeat(np.arange(40, dtype=np.int32), 3)


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit_vectors(len(OWNERS), seed=1)
QUERIES = unit_vectors(20, seed=2)


@pytest.fixture
def half(tmp_path: Path) -> FaissIndex:
    """An index in half precision that has been to disk and back."""
    folder = tmp_path / "index"
    FaissIndex.build(VECTORS, OWNERS, 40, half_precision=True).save(folder)
    return FaissIndex.load(folder, 40)


def test_half_precision_scores_are_off_by_a_thousandth_at_most(half: FaissIndex) -> None:
    exact = FaissIndex.build(VECTORS, OWNERS, 40)
    everyone = np.arange(40, dtype=np.int64)
    for query in QUERIES:
        assert np.abs(half.score(query, everyone) - exact.score(query, everyone)).max() < 1e-3


def test_vectors_are_read_at_their_positions(half: FaissIndex) -> None:
    exact = FaissIndex.build(VECTORS, OWNERS, 40)
    positions = np.array([7, 0, 119, 7])
    assert np.array_equal(exact.vectors_at(positions), VECTORS[positions])
    assert half.vectors_at(positions) == pytest.approx(VECTORS[positions], abs=1e-3)
    assert exact.vectors_at(positions[:0]).shape == (0, 16)


def test_half_precision_search_and_score_agree_to_the_last_bit(half: FaissIndex) -> None:
    allowed = np.arange(40) % 3 != 0
    for query in QUERIES:
        hits = half.search(query, 12, allowed)
        positions = np.array([hit.position for hit in hits], dtype=np.int64)
        assert len(hits) == 12
        assert allowed[positions].all()
        assert half.score(query, positions).tolist() == [hit.dense_score for hit in hits]


def test_read_vectors_gives_an_owners_vectors_in_order(half: FaissIndex) -> None:
    exact = FaissIndex.build(VECTORS, OWNERS, 41)
    assert np.array_equal(exact.read_vectors(7), VECTORS[21:24])
    assert np.abs(half.read_vectors(7) - VECTORS[21:24]).max() < 1e-3
    assert exact.read_vectors(40).shape == (0, 16)
