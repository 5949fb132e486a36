"""Vectors without a model: what a text shares words with stands for it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.embedding.encoder import Vectors
from app.embedding.unit_rows import unit_rows
from app.index.snapshot import Snapshot

NEAREST_TEXTS: Final = 100
"""So many phrases and services stand for a text; figures in docs/relevance.md, flat from 60 to 200."""

SHARPNESS: Final = 4
"""The power of a score that each counts for, so that the nearest ones say most."""


class LexicalEncoder:
    """An Encoder into the space of a snapshot's vectors that reads nothing but the snapshot.

    A text's vector is the direction of the vectors of the phrases and services nearest to it by their words. Texts that
    share no word with any give a zero row.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def dimension(self) -> int:
        return self._snapshot.phrase_index.dimension

    @property
    def checksum(self) -> str:
        """Of no model: names the snapshot whose words it knows."""
        return f"lexical-{self._snapshot.build_id}"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            near = self._snapshot.lexical_index.nearest(text, NEAREST_TEXTS)
            if len(near.positions):
                weights = (near.scores / near.scores.max()) ** SHARPNESS
                row[:] = weights @ self._vectors_of(near.positions)
        return unit_rows(vectors)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)

    def _vectors_of(self, positions: NDArray[np.int64]) -> Vectors:
        """Those of phrases, and for the services that come after them the mean of their passages."""
        snapshot, phrase_count = self._snapshot, len(self._snapshot.phrases)
        are_phrases = positions < phrase_count
        vectors = np.empty((len(positions), self.dimension), dtype=np.float32)
        vectors[are_phrases] = snapshot.phrase_index.vectors_at(positions[are_phrases])
        vectors[~are_phrases] = [
            snapshot.service_index.read_vectors(position - phrase_count).mean(axis=0)
            for position in positions[~are_phrases].tolist()
        ] or np.empty((0, self.dimension))
        return vectors
