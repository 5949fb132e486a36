import numpy as np
import pytest

from app.index.code_postings import CodePostings

POSTINGS = CodePostings.build([("a", "b"), (), ("b",), ("b", "b", "c")])


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["a"], [True, False, False, False]),
        (["b"], [True, False, True, True]),
        (["a", "c"], [True, False, False, True]),
        (["unknown"], [False] * 4),
        ([], [False] * 4),
    ],
)
def test_postings_find_services_with_any_of_the_codes(
    codes: list[str], expected: list[bool]
) -> None:
    assert POSTINGS.with_any_of(codes).tolist() == expected


def test_postings_survive_arrays() -> None:
    restored = CodePostings.from_arrays(POSTINGS.to_arrays("facet"), "facet", 4)

    assert restored.rows == POSTINGS.rows
    assert restored.with_any_of(["b"]).tolist() == POSTINGS.with_any_of(["b"]).tolist()


def test_postings_without_codes_survive_arrays() -> None:
    empty = CodePostings.build([(), ()])

    restored = CodePostings.from_arrays(empty.to_arrays("facet"), "facet", 2)

    assert restored.with_any_of(["a"]).tolist() == [False, False]


def test_postings_that_do_not_fit_are_refused() -> None:
    arrays = POSTINGS.to_arrays("facet")

    with pytest.raises(ValueError, match="outside the services"):
        CodePostings.from_arrays(arrays, "facet", 3)
    with pytest.raises(ValueError, match="do not fit together"):
        CodePostings.from_arrays(arrays | {"facet.indptr": np.array([0])}, "facet", 4)
