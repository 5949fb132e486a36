import numpy as np
import pytest

from app.embedding.hashing import HashingEncoder


def test_hashing_vectors_are_the_same_on_every_machine() -> None:
    (vector,) = HashingEncoder(dimension=8).encode_queries(["velat"])

    assert vector / vector.max() * 3 == pytest.approx([0, 3, 0, 0, -2, 0, 1, 0])


def test_hashing_case_does_not_matter() -> None:
    lower, upper = HashingEncoder().encode_queries(["työttömyysturva", "TYÖTTÖMYYSTURVA"])

    assert np.array_equal(lower, upper)


def test_hashing_inflected_words_are_nearer_than_unrelated_ones() -> None:
    base, inflected, unrelated = HashingEncoder().encode_queries(
        ["toimeentulotuki", "toimeentulotukea", "päivähoito"]
    )

    assert base @ inflected > 0.5 > base @ unrelated


def test_hashing_checksum_tells_dimensions_apart() -> None:
    assert HashingEncoder(dimension=64).checksum != HashingEncoder(dimension=128).checksum
