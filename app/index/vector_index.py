"""The role every vector search engine fills."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.results import Hit

Vectors = NDArray[np.float32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

NO_VECTOR_SCORE: Final = -1.0
"""The score of an owner without vectors: the lowest cosine, which never helps and sums well."""


class VectorIndex(Protocol):
    """Exact search among owners (services or kinds), each of which owns any number of unit vectors.

    An owner is named by its position, 0..owner_count-1, and scores the cosine of its best vector.
    `search` and `score` give an owner the same float32 score to the last bit, and equal vectors
    score equal.
    """

    @property
    def owner_count(self) -> int: ...

    def search(self, query: Vectors, limit: int, allowed: Mask | None = None) -> list[Hit]:
        """The `limit` best owners, best first, at most one hit per owner.

        query is float32 (dimension,) of norm 1 (or zero, which scores everything 0). allowed is
        bool (owner_count,) or None for everyone; the filter applies inside the search, so that
        `limit` hits come back whenever that many allowed owners have a vector; owners without one
        are never found. Equal scores are ordered by owner position, also where the limit cuts, and
        of equal vectors of one owner the hit names the first.
        """
        ...

    def score(self, query: Vectors, positions: NDArray[np.int64]) -> Scores:
        """The score of each given owner, float32 (len(positions),); NO_VECTOR_SCORE for an owner
        without vectors.

        For owners that were found some other way: the work grows with their number, not with the size of the index
        (3,000 of 30,000 owners: 0.2 ms, against 2.8 ms for scoring everyone).
        """
        ...
