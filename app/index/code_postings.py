"""Which services carry a code: an inverted list per facet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from app.index.vector_index import Mask


@dataclass(frozen=True, slots=True)
class CodePostings:
    """The services with code c are positions[indptr[r]:indptr[r + 1]], where r = rows[c].

    indptr is int64 (codes + 1,); positions int32, those of one code ascending.
    """

    rows: Mapping[str, int]
    indptr: NDArray[np.int64]
    positions: NDArray[np.int32]
    service_count: int

    @classmethod
    def build(cls, codes_by_service: Iterable[Iterable[str]]) -> Self:
        """From the codes of each service, in the order of the services' positions."""
        by_code: dict[str, list[int]] = {}
        service_count = 0
        for position, codes in enumerate(codes_by_service):
            service_count += 1
            for code in set(codes):
                by_code.setdefault(code, []).append(position)
        rows = {code: row for row, code in enumerate(sorted(by_code))}
        lists = [np.array(by_code[code], dtype=np.int32) for code in rows]
        return cls(
            rows=rows,
            indptr=np.cumsum([0, *(len(positions) for positions in lists)], dtype=np.int64),
            positions=np.concatenate([np.empty(0, dtype=np.int32), *lists]),
            service_count=service_count,
        )

    def with_any_of(self, codes: Iterable[str]) -> Mask:
        """bool (services,): which carry at least one of the codes; unknown codes match none."""
        mask = np.zeros(self.service_count, dtype=bool)
        for row in (self.rows[code] for code in codes if code in self.rows):
            mask[self.positions[self.indptr[row] : self.indptr[row + 1]]] = True
        return mask

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        return {
            f"{name}.codes": np.array(list(self.rows), dtype=str),
            f"{name}.indptr": self.indptr,
            f"{name}.positions": self.positions,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str, service_count: int) -> Self:
        """What `to_arrays` gave. Raises KeyError when a part is missing, ValueError when odd."""
        codes: list[str] = arrays[f"{name}.codes"].tolist()
        indptr, positions = arrays[f"{name}.indptr"], arrays[f"{name}.positions"]
        if len(indptr) != len(codes) + 1 or indptr[-1] != len(positions):
            raise ValueError(f"The postings of {name} do not fit together")
        if len(positions) and not 0 <= positions.min() <= positions.max() < service_count:
            raise ValueError(f"The postings of {name} point outside the services")
        rows = {code: row for row, code in enumerate(codes)}
        return cls(rows, indptr, positions, service_count)
