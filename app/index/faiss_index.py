"""The default engine: exact search with FAISS, all vectors in memory."""

from pathlib import Path
from typing import Final, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from app.compressed_rows import entries_of_rows
from app.errors import SnapshotError
from app.index.vector_index import NO_VECTOR_SCORE, BestVectors, Mask, Scores, Vectors

_VECTORS_FILE: Final = "vectors.faiss"
_OWNERS_FILE: Final = "owners.npy"


class FaissIndex:
    """A flat FAISS index whose vectors are grouped by owner.

    FAISS's own search is not used: it lists vectors, and of one owner there may be any number among the nearest. The
    routine used instead reads a vector where it lies: scoring all that are asked for takes as long where that is
    everyone (8 ms for 90,000 vectors) and less where it is few (3,300 of 56,000 vectors: 0.3 instead of 0.5 ms).
    """

    def __init__(
        self, index: faiss.IndexFlatIP, owners: NDArray[np.int32], owner_count: int
    ) -> None:
        if owners.shape != (index.ntotal,) or owners.dtype != np.int32:
            raise ValueError("There must be one int32 owner for each vector")
        if len(owners) and (np.diff(owners).min(initial=0) < 0 or owners[0] < 0):
            raise ValueError("Owners must ascend from 0")
        if len(owners) and owners[-1] >= owner_count:
            raise ValueError("Owners must lie below owner_count")
        self._index = index
        self._owners = owners
        self._first_vector = np.searchsorted(owners, np.arange(owner_count + 1))
        findable = np.flatnonzero(np.diff(self._first_vector))
        self._everything = findable, np.arange(len(owners)), self._first_vector[findable]

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
        return len(self._first_vector) - 1

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

    def best_vectors(self, queries: Vectors, owners: NDArray[np.int64]) -> BestVectors:
        """See VectorIndex."""
        vector_positions, sizes = entries_of_rows(self._first_vector, owners.ravel())
        vector_scores = np.empty(len(vector_positions), dtype=np.float32)
        start = 0
        for query, size in zip(queries, sizes.reshape(owners.shape).sum(axis=1), strict=True):
            of_query = slice(start, start + int(size))
            if size:
                vector_scores[of_query] = self._vector_scores(query, vector_positions[of_query])
            start = of_query.stop
        found = BestVectors.none(owners.shape)
        has_vectors = sizes > 0
        if has_vectors.any():
            sizes = sizes[has_vectors]
            starts = np.cumsum(sizes) - sizes
            best = np.maximum.reduceat(vector_scores, starts)
            is_best = np.flatnonzero(vector_scores == np.repeat(best, sizes))
            first_best = is_best[np.searchsorted(is_best, starts)]
            has_vectors = has_vectors.reshape(owners.shape)
            found.scores[has_vectors] = best
            found.positions[has_vectors] = vector_positions[first_best]
        return found

    def score_allowed(self, query: Vectors, allowed: Mask | None) -> Scores:
        """See VectorIndex."""
        owners, vector_positions, starts = self._everything
        if allowed is not None:
            owners = owners[allowed[owners]]
            vector_positions, sizes = entries_of_rows(self._first_vector, owners)
            starts = np.cumsum(sizes) - sizes
        scores = np.full(self.owner_count, NO_VECTOR_SCORE, dtype=np.float32)
        if len(owners):
            vector_scores = self._vector_scores(query, vector_positions)
            scores[owners] = np.maximum.reduceat(vector_scores, starts)
        return scores

    def score(self, query: Vectors, owners: NDArray[np.int64]) -> Scores:
        """See VectorIndex."""
        scores: Scores = self.best_vectors(query[np.newaxis], owners[np.newaxis]).scores[0]
        return scores

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
