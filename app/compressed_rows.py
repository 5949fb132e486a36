"""Rows of sparse matrices in compressed form: row r is the entries indptr[r]:indptr[r + 1]."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]


def entries_of_rows(
    indptr: NDArray[np.int64], rows: Integers
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries of the given rows, one row after the other, and how many each row has: int64 (entries,), (rows,)."""
    starts = indptr[rows]
    sizes = indptr[rows + 1] - starts
    offsets = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return offsets + np.arange(len(offsets)), sizes


def sum_of_rows(
    rows: Integers,
    factors: Floats,
    *,
    indptr: NDArray[np.int64],
    columns: NDArray[np.int32],
    weights: NDArray[np.float32],
    column_count: int,
) -> NDArray[np.float64]:
    """The sum of the rows, each times its factor, float64 (column_count,); a row may be given twice.

    columns and weights, (entries,), are the matrix.
    """
    entries, sizes = entries_of_rows(indptr, rows)
    products = np.repeat(factors, sizes) * weights[entries]
    return np.bincount(columns[entries], products, column_count).astype(np.float64)
