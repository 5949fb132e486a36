import zlib

import numpy as np
import pytest

from app.embedding.hashing import HashingEncoder


def test_hashing_vectors_are_the_same_on_every_machine() -> None:
    (vector,) = HashingEncoder(dimension=8).encode_queries(["velat"])

    assert vector / vector.max() * 3 == pytest.approx([0, 3, 0, 0, -2, 0, 1, 0])


def ngrams(*words: str) -> list[str]:
    marked = [f"<{word}>" for word in words]
    return [
        word[start : start + length]
        for word in marked
        for length in (3, 4, 5)
        for start in range(len(word) - length + 1)
    ]


def test_hashing_adds_up_the_signed_crc32_of_each_ngram() -> None:
    texts = ["", "a", "Käy TÄÄLLÄ, täällä!", "€ ... _", "日本語の𐍈𐍈𐍈 straße"]
    words = [[], ["a"], ["käy", "täällä", "täällä"], ["_"], ["日本語の𐍈𐍈𐍈", "strasse"]]
    expected = np.zeros((len(texts), 16))
    for row, of_text in zip(expected, words, strict=True):
        for ngram in ngrams(*of_text):
            checksum = zlib.crc32(ngram.encode())
            row[checksum % 16] += 1 if checksum >> 31 else -1
    lengths = np.linalg.norm(expected, axis=1, keepdims=True)

    vectors = HashingEncoder(dimension=16).encode_documents(texts)

    assert vectors == pytest.approx(expected / np.where(lengths, lengths, 1), abs=1e-6)


@pytest.mark.parametrize("texts", [[], [""], ["a"], ["ab", "..."]])
def test_hashing_few_characters_give_a_row_a_text(texts: list[str]) -> None:
    vectors = HashingEncoder(dimension=16).encode_queries(texts)
    has_words = [float(text.isalpha()) for text in texts]

    assert vectors.shape == (len(texts), 16)
    assert list(np.linalg.norm(vectors, axis=1)) == pytest.approx(has_words)


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
