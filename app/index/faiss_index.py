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
_VECTORS_PER_HIT: Final = 4
_MORE_VECTORS: Final = 256
"""So many vectors are asked for at first, 4 for each wanted hit and 256 more: an owner's vectors lie close together,
and another pass costs more than a longer list. Where owners have one vector each, one more than wanted will do.
"""


class FaissIndex:
    """A flat FAISS index whose vectors are grouped by owner.

    Every score comes from the same FAISS routine, filtered or not, so equal vectors score exactly
    equal and `search` and `score` agree to the last bit. Vectors are kept as float32, or in half
    precision, which a large index reads in two thirds of the time; cosines are then off by up to
    0.001.
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

    @classmethod
    def build(
        cls,
        vectors: Vectors,
        owners: NDArray[np.int32],
        owner_count: int,
        *,
        half_precision: bool = False,
    ) -> Self:
        """Index vectors, float32 (n, dimension) of unit or zero rows.

        owners, int32 (n,) and ascending, names the owner of each row; an owner without any is never
        found. Raises ValueError when the arrays do not fit together.
        """
        if not np.isfinite(vectors).all():
            raise ValueError("Vectors must be finite")
        dimension = vectors.shape[1]
        index: faiss.Index = (
            faiss.IndexScalarQuantizer(
                dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            if half_precision
            else faiss.IndexFlatIP(dimension)
        )
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
        """An owner's vectors themselves, float32 (number, dimension); as good as half precision where it is used."""
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
        """See VectorIndex.

        In a list of vectors sorted by score the first vector of an owner is its best, so the first
        `limit` distinct owners are the best owners by their maximum. The list is asked for at
        double length until it holds that many and reaches below the last one's score, where no
        owner tied with it can be left out.
        """
        _use_one_thread()
        selection = (
            None if allowed is None else _Selection(np.repeat(allowed, self._vectors_per_owner))
        )
        selectable = self.vector_count if selection is None else selection.vector_count
        parameters = None if selection is None else selection.parameters
        vectors_wanted = min(selectable, self._first_list_length(limit))
        hits: list[Hit] = []
        while vectors_wanted > 0:
            found = self._index.search(query[np.newaxis], vectors_wanted, params=parameters)
            scores, vector_positions = found[0][0], found[1][0]
            hits = self._best_by_owner(scores, vector_positions, limit)
            reaches_below_cut = len(hits) == limit and scores[-1] < hits[-1].dense_score
            if reaches_below_cut or vectors_wanted == selectable:
                break
            vectors_wanted = min(selectable, 2 * vectors_wanted)
        return hits

    def score(self, query: Vectors, positions: NDArray[np.int64]) -> Scores:
        """See VectorIndex."""
        _use_one_thread()
        counts = self._vectors_per_owner[positions]
        scores = np.full(len(positions), NO_VECTOR_SCORE, dtype=np.float32)
        if not counts.any():
            return scores
        starts = np.cumsum(counts) - counts
        offsets = np.arange(counts.sum()) - np.repeat(starts, counts)
        vector_positions = np.repeat(self._first_vector[positions], counts) + offsets
        vector_scores = self._vector_scores(query, vector_positions)
        has_vectors = counts > 0
        scores[has_vectors] = np.maximum.reduceat(vector_scores, starts[has_vectors])
        return scores

    def _vector_scores(self, query: Vectors, vector_positions: NDArray[np.int64]) -> Scores:
        if not isinstance(self._index, faiss.IndexFlat):
            return self._searched_scores(query, vector_positions)
        vector_scores = np.empty(len(vector_positions), dtype=np.float32)
        self._index.compute_distance_subset(  # type: ignore[attr-defined]  # not in faiss's stubs
            1,
            faiss.swig_ptr(np.ascontiguousarray(query, dtype=np.float32)),
            len(vector_positions),
            faiss.swig_ptr(vector_scores),
            faiss.swig_ptr(np.ascontiguousarray(vector_positions, dtype=np.int64)),
        )
        return vector_scores

    def _searched_scores(self, query: Vectors, vector_positions: NDArray[np.int64]) -> Scores:
        """Where FAISS cannot compute chosen distances alone: search among the chosen vectors for all of them."""
        is_chosen = np.zeros(self.vector_count, dtype=bool)
        is_chosen[vector_positions] = True
        selection = _Selection(is_chosen)
        found = self._index.search(
            query[np.newaxis], selection.vector_count, params=selection.parameters
        )
        scores = np.empty(self.vector_count, dtype=np.float32)
        scores[found[1][0]] = found[0][0]
        return scores[vector_positions]

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
        if index.metric_type != faiss.METRIC_INNER_PRODUCT or not isinstance(
            index, faiss.IndexFlat | faiss.IndexScalarQuantizer
        ):
            raise SnapshotError(f"The vectors of the {folder.name} are of another type")
        try:
            return cls(index, owners, owner_count)
        except ValueError as error:
            raise SnapshotError(f"The vectors of the {folder.name} do not fit together") from error

    def _first_list_length(self, limit: int) -> int:
        if self.vector_count <= self.owner_count:
            return limit + 1
        return limit * _VECTORS_PER_HIT + _MORE_VECTORS

    def _best_by_owner(
        self, scores: Scores, vector_positions: NDArray[np.int64], limit: int
    ) -> list[Hit]:
        """One hit per owner: by score, then vector, whose order is also that of the owners."""
        order = np.lexsort((vector_positions, -scores))
        ordered = vector_positions[order]
        hits: dict[int, Hit] = {}
        for owner, score, vector_position in zip(
            self._owners[ordered].tolist(), scores[order].tolist(), ordered.tolist(), strict=True
        ):
            if owner not in hits:
                hits[owner] = Hit(owner, score, vector_position)
                if len(hits) == limit:
                    break
        return list(hits.values())


def _use_one_thread() -> None:
    """Keep FAISS from starting a team of threads for one query.

    The setting counts for the calling thread alone, hence before every use. Searching 10,800
    vectors on two busy cores took 0.3 ms with it and 16 ms without.
    """
    faiss.omp_set_num_threads(1)


class _Selection:
    """The vectors a search may return, one bit each; owns the bits, to which FAISS only points."""

    def __init__(self, is_selected: Mask) -> None:
        self.vector_count = int(np.count_nonzero(is_selected))
        self._bits = np.packbits(is_selected, bitorder="little")
        self._selector = faiss.IDSelectorBitmap(len(self._bits), faiss.swig_ptr(self._bits))
        self.parameters = faiss.SearchParameters()
        self.parameters.sel = self._selector
