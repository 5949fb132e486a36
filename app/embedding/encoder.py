"""The role every embedding engine fills."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turn texts into unit vectors of one space, where a larger dot product means a closer meaning.

    Both methods return float32 (len(texts), dimension), rows of L2 norm 1 in input order; blank
    text gives a zero row, never NaN. Implementations may be called from several threads at once.
    They raise EmbeddingModelError when the model cannot be used.
    """

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def checksum(self) -> str:
        """Identifies the model's content (hex); vectors of different checksums never mix."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what people say."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what the catalogue says."""
        ...
