"""An encoder without a model, where similar spelling stands for similar meaning: for tests."""

import hashlib
import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.embedding.encoder import Vectors
from app.embedding.unit_rows import unit_rows

_NGRAM_LENGTHS = (3, 4, 5)
_WORD = re.compile(r"\w+")
_CRC_OF_BYTE = np.array(
    [zlib.crc32(bytes([byte ^ 0xFF])) ^ 0xFF00_0000 for byte in range(256)], dtype=np.uint32
)
"""What a byte adds to a CRC-32 on its own: zlib's one-byte checksums without their beginning and end."""


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
        owners, hashes = _hashed_ngrams(texts)
        cells = owners * self._dimension + hashes % self._dimension
        signs = np.where(hashes >> 31, 1, -1)
        counts = np.bincount(cells, weights=signs, minlength=len(texts) * self._dimension)
        return unit_rows(counts.reshape(len(texts), self._dimension).astype(np.float32))


def _hashed_ngrams(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Which text each n-gram is of, and its hash; all texts at once, for there are millions of n-grams."""
    words = [_WORD.findall(text.casefold()) for text in texts]
    marked = "".join(f"<{word}>" for of_text in words for word in of_text)
    content = np.frombuffer(marked.encode(), dtype=np.uint8)
    characters = np.flatnonzero(content & 0b1100_0000 != 0b1000_0000)  # UTF-8 continues in 10……
    word_numbers = np.cumsum(content[characters] == ord("<")) - 1
    text_numbers = np.repeat(np.arange(len(texts)), [len(of_text) for of_text in words])
    edges = np.append(characters, len(content))
    owners, hashes = [], []
    for length in _NGRAM_LENGTHS:
        last = length - 1
        starts = np.flatnonzero(word_numbers[last:] == word_numbers[:-last])
        owners.append(text_numbers[word_numbers[starts]])
        hashes.append(_crc32(content, edges[starts], edges[starts + length]))
    return np.concatenate(owners), np.concatenate(hashes)


def _crc32(
    content: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """zlib.crc32 of each stretch of content, none of them empty."""
    remainders = np.full(len(starts), 0xFFFF_FFFF, dtype=np.uint32)
    for step in range((ends - starts).max(initial=0)):
        going_on = np.flatnonzero(starts + step < ends)
        before = remainders[going_on]
        byte = content[starts[going_on] + step]
        remainders[going_on] = _CRC_OF_BYTE[(before ^ byte) & 0xFF] ^ (before >> 8)
    return ~remainders
