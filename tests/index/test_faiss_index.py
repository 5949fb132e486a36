"""What FaissIndex does beyond the contract of every VectorIndex (tests/contracts)."""

import numpy as np

from app.index.faiss_index import FaissIndex

OWNERS = np.repeat(np.arange(40, dtype=np.int32), 3)


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit_vectors(len(OWNERS), seed=1)


def test_vectors_are_read_at_their_positions() -> None:
    exact = FaissIndex.build(VECTORS, OWNERS, 40)
    positions = np.array([7, 0, 119, 7])
    assert np.array_equal(exact.vectors_at(positions), VECTORS[positions])
    assert exact.vectors_at(positions[:0]).shape == (0, 16)


def test_read_vectors_gives_an_owners_vectors_in_order() -> None:
    exact = FaissIndex.build(VECTORS, OWNERS, 41)
    assert np.array_equal(exact.read_vectors(7), VECTORS[21:24])
    assert exact.read_vectors(40).shape == (0, 16)
