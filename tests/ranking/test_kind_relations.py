import numpy as np
import pytest

from app.ranking.kind_relations import build_kind_relations


def test_relations_are_found_by_position() -> None:
    relations = build_kind_relations(
        ["shelter", "debt-advice", "crisis-help"],
        [{"crisis-help": 0.75, "debt-advice": 0.25}, {}, {"shelter": 0.5}],
    )
    assert [relations.of(position) for position in range(3)] == [
        [(2, 0.75), (1, 0.25)],
        [],
        [(0, 0.5)],
    ]
    assert (relations.indptr.dtype, relations.indices.dtype, relations.weights.dtype) == (
        np.int64,
        np.int32,
        np.float32,
    )


@pytest.mark.parametrize("weights", [{"unheard-of": 0.5}, {"shelter": 0.0}])
def test_relations_without_a_kind_or_a_weight_are_left_out(weights: dict[str, float]) -> None:
    assert build_kind_relations(["shelter"], [weights]).of(0) == []


def test_relations_of_no_kinds_are_none() -> None:
    assert build_kind_relations([], []).indptr.tolist() == [0]
