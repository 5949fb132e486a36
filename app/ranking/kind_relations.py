"""Which kinds of service help together: who needs one is often helped by others too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class KindRelations:
    """Sparse matrix kinds x kinds (compressed rows): how surely another kind helps too.

    The kinds that help whoever needs kind k are indices[indptr[k]:indptr[k + 1]], with their weights in (0, 1]. indptr
    is int64 (m + 1,) for m kinds, indices int32, weights float32.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weights: NDArray[np.float32]

    @property
    def kind_count(self) -> int:
        return len(self.indptr) - 1

    def of(self, kind_position: int) -> list[tuple[int, float]]:
        """Positions and weights of the kinds that help too."""
        row = slice(int(self.indptr[kind_position]), int(self.indptr[kind_position + 1]))
        return list(zip(self.indices[row].tolist(), self.weights[row].tolist(), strict=True))


def build_kind_relations(
    kind_ids: Sequence[str], related: Sequence[Mapping[str, float]]
) -> KindRelations:
    """The relations by position; related[k] is kind k's, by kind id. What names no kind there is, is left out."""
    positions = {kind_id: position for position, kind_id in enumerate(kind_ids)}
    rows = [
        [(positions[kind_id], weight) for kind_id, weight in row.items() if kind_id in positions]
        for row in related
    ]
    entries = [entry for row in rows for entry in row if entry[1] > 0.0]
    sizes = [sum(weight > 0.0 for _, weight in row) for row in rows]
    return KindRelations(
        indptr=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        indices=np.array([position for position, _ in entries], dtype=np.int32),
        weights=np.array([weight for _, weight in entries], dtype=np.float32),
    )
