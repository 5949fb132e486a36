"""The default engine: exact search with FAISS, all vectors in memory."""

from pathlib import Path
from typing import Final, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from app.domain.results import Hit
from app.errors import SnapshotError
from app.index.vector_index import NO_VECTOR_SCORE, Mask, Scores, Vectors

_VECTORS_FILE: Final = "vectors.faiss"
_OWNERS_FILE: Final = "owners.npy"


class FaissIndex:
    """A flat FAISS index whose vectors are grouped by owner.

    Every score comes from the same FAISS routine, which reads a vector where it lies, so equal vectors score exactly
    equal and `search` and `score` agree to the last bit. FAISS's own search is not used: it lists vectors, and of one
    owner there may be any number among the nearest. Scoring all that are allowed takes as long where that is everyone
    (8 ms for 90,000 vectors) and less where it is few (3,300 of 56,000 vectors: 0.3 instead of 0.5 ms).
    """

    def __init__(self, index: faiss.Index, owners: NDArray[np.int32], owner_count: int) -> None:
        if owners.shape != (index.ntotal,) or owners.dtype != np.int32:
            raise ValueError("There must be one int32 owner for each vector")
        if len(owners) and (np.diff(owners).min(initial=0) < 0 or owners[0] < 0):
            raise ValueError("Owners must ascend from 0")
        if len(owners) and owners[-1] >= owner_count:
            raise ValueError("Owners must lie below owner_count")
        self._index = index
        self._owners = owners
        self._first_vector = np.searchsorted(owners, np.arange(owner_count + 1))
        self._vectors_per_owner = np.diff(self._first_vector)
        self._findable = np.flatnonzero(self._vectors_per_owner)
        self._everything = self._vectors_of_all(self._findable)

    @classmethod
    def build(cls, vectors: Vectors, owners: NDArray[np.int32], owner_count: int) -> Self:
        """Index vectors, float32 (n, dimension) of unit or zero rows.

        owners, int32 (n,) and ascending, names the owner of each row; an owner without any is never
        found. Raises ValueError when the arrays do not fit together.
        """
        if not np.isfinite(vectors).all():
            raise ValueError("Vectors must be finite")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index, owners.astype(np.int32), owner_count)

    @property
    def owner_count(self) -> int:
        return len(self._vectors_per_owner)

    @property
    def vector_count(self) -> int:
        return len(self._owners)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def vectors_of(self, position: int) -> range:
        """The positions of an owner's vectors."""
        return range(int(self._first_vector[position]), int(self._first_vector[position + 1]))

    def read_vectors(self, position: int) -> Vectors:
        """An owner's vectors themselves, float32 (number, dimension)."""
        positions = self.vectors_of(position)
        if not positions:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: Vectors = self._index.reconstruct_n(positions.start, len(positions))
        return vectors

    def vectors_at(self, vector_positions: NDArray[np.int64]) -> Vectors:
        """The vectors at these positions, float32 (positions, dimension); see read_vectors."""
        vectors: Vectors = self._index.reconstruct_batch(vector_positions)
        return vectors

    def search(self, query: Vectors, limit: int, allowed: Mask | None = None) -> list[Hit]:
        """See VectorIndex."""
        positions, (vector_positions, starts) = self._findable, self._everything
        if allowed is not None:
            positions = positions[allowed[positions]]
            vector_positions, starts = self._vectors_of_all(positions)
        if not len(positions):
            return []
        vector_scores = self._vector_scores(query, vector_positions)
        scores = np.maximum.reduceat(vector_scores, starts)
        rows = _highest(scores, limit)
        best_vectors = self._best_vectors(vector_scores, starts[rows], positions[rows])
        return list(map(Hit, positions[rows].tolist(), scores[rows].tolist(), best_vectors))

    def score(self, query: Vectors, positions: NDArray[np.int64]) -> Scores:
        """See VectorIndex."""
        scores = np.full(len(positions), NO_VECTOR_SCORE, dtype=np.float32)
        has_vectors = self._vectors_per_owner[positions] > 0
        if has_vectors.any():
            vector_positions, starts = self._vectors_of_all(positions[has_vectors])
            vector_scores = self._vector_scores(query, vector_positions)
            scores[has_vectors] = np.maximum.reduceat(vector_scores, starts)
        return scores

    def _best_vectors(
        self, vector_scores: Scores, starts: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> list[int]:
        """The first of the best vectors of each owner, whose scores begin at starts."""
        owners = zip(
            self._first_vector[positions].tolist(),
            starts.tolist(),
            self._vectors_per_owner[positions].tolist(),
            strict=True,
        )
        return [
            first + int(vector_scores[start : start + size].argmax()) if size > 1 else first
            for first, start, size in owners
        ]

    def _vectors_of_all(
        self, positions: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The positions of the owners' vectors, one owner after the other, and where in them each owner's begin."""
        sizes = self._vectors_per_owner[positions]
        starts = np.cumsum(sizes) - sizes
        offsets = np.repeat(self._first_vector[positions] - starts, sizes)
        return offsets + np.arange(len(offsets)), starts

    def _vector_scores(self, query: Vectors, vector_positions: NDArray[np.int64]) -> Scores:
        """One FAISS thread: a team of them started for one query takes longer than the query (16 ms on busy cores);
        the setting counts for the calling thread alone, hence before every use.
        """
        faiss.omp_set_num_threads(1)
        vector_scores = np.empty(len(vector_positions), dtype=np.float32)
        self._index.compute_distance_subset(  # type: ignore[attr-defined]  # not in faiss's stubs
            1,
            faiss.swig_ptr(np.ascontiguousarray(query, dtype=np.float32)),
            len(vector_positions),
            faiss.swig_ptr(vector_scores),
            faiss.swig_ptr(vector_positions),
        )
        return vector_scores

    def save(self, folder: Path) -> None:
        """Write the index as two files into a new folder.

        Raises OSError when the disk refuses; faiss.write_index does not, where the last bytes fail.
        """
        folder.mkdir()
        (folder / _VECTORS_FILE).write_bytes(faiss.serialize_index(self._index).data)
        np.save(folder / _OWNERS_FILE, self._owners, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, owner_count: int) -> Self:
        """Read what `save` wrote. Raises SnapshotError when a file is missing or damaged."""
        try:
            index = faiss.read_index(str(folder / _VECTORS_FILE))
            owners = np.load(folder / _OWNERS_FILE, allow_pickle=False)
        except (RuntimeError, OSError, ValueError, EOFError) as error:
            raise SnapshotError(f"The vectors of the {folder.name} cannot be read") from error
        if not isinstance(index, faiss.IndexFlatIP):
            raise SnapshotError(f"The vectors of the {folder.name} are of another type")
        try:
            return cls(index, owners, owner_count)
        except ValueError as error:
            raise SnapshotError(f"The vectors of the {folder.name} do not fit together") from error


def _highest(scores: Scores, limit: int) -> NDArray[np.int64]:
    """The rows of the `limit` highest scores, highest first; of equal ones the first rows."""
    rows = np.arange(len(scores))
    if limit < len(scores):
        rows = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
    return rows[np.argsort(-scores[rows], kind="stable")][:limit]
