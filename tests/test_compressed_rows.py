import numpy as np
import pytest

from app.compressed_rows import entries_of_rows, sum_of_rows

INDPTR = np.array([0, 2, 2, 5], dtype=np.int64)
COLUMNS = np.array([0, 2, 1, 2, 3], dtype=np.int32)
WEIGHTS = np.array([0.5, 1.0, 0.25, 0.5, 0.75], dtype=np.float32)
DENSE = np.array([[0.5, 0.0, 1.0, 0.0], [0.0] * 4, [0.0, 0.25, 0.5, 0.75]])


@pytest.mark.parametrize(
    ("rows", "entries", "sizes"),
    [([2, 0], [2, 3, 4, 0, 1], [3, 2]), ([1, 0, 1], [0, 1], [0, 2, 0]), ([], [], [])],
)
def test_entries_come_row_after_row(rows: list[int], entries: list[int], sizes: list[int]) -> None:
    found, counts = entries_of_rows(INDPTR, np.array(rows, dtype=np.int64))
    assert found.tolist() == entries
    assert counts.tolist() == sizes


@pytest.mark.parametrize("rows", [[0, 1, 2], [2], [2, 2, 0], []])
def test_sum_of_rows_is_the_product_with_the_matrix(rows: list[int]) -> None:
    factors = np.linspace(0.5, 2.0, len(rows))
    total = sum_of_rows(
        np.array(rows, dtype=np.int64),
        factors,
        indptr=INDPTR,
        columns=COLUMNS,
        weights=WEIGHTS,
        column_count=4,
    )
    assert total.dtype == np.float64
    assert total.tolist() == pytest.approx((factors @ DENSE[rows]).tolist())
