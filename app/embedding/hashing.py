"""An encoder without a model, where similar spelling stands for similar meaning: for tests."""

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from app.embedding.encoder import Vectors
from app.embedding.unit_rows import unit_rows

_NGRAM_LENGTHS = (3, 4, 5)
_WORD = re.compile(r"\w+")


class HashingEncoder:
    """Character n-grams of case-folded words, hashed into signed counts.

    Deterministic over runs and machines, queries and documents alike. Texts without a letter or
    digit give a zero row. The signs make collisions cancel out on average (Weinberger et al.,
    "Feature hashing for large scale multitask learning", ICML 2009).
    """

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def checksum(self) -> str:
        lengths = ",".join(str(length) for length in _NGRAM_LENGTHS)
        return hashlib.sha256(f"hashing;crc32;{lengths};{self._dimension}".encode()).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            ngrams = (ngram.encode() for ngram in _ngrams(text))
            hashes = np.fromiter(map(zlib.crc32, ngrams), dtype=np.uint32)
            signs = np.where(hashes >> 31, np.float32(1), np.float32(-1))
            np.add.at(row, hashes % self._dimension, signs)
        return unit_rows(vectors)


def _ngrams(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold()):
        marked = f"<{word}>"
        for length in _NGRAM_LENGTHS:
            for start in range(len(marked) - length + 1):
                yield marked[start : start + length]
