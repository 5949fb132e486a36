from typing import Any

import numpy as np
import pytest

from app.errors import SnapshotError
from app.index.lexical_index import LexicalIndex
from tests.index.snapshots import make_snapshot


def test_snapshot_counts_what_it_holds() -> None:
    assert make_snapshot().counts == {
        "services": 2,
        "service_vectors": 3,
        "expert_profiles": 1,
        "kinds": 2,
        "phrases": 2,
        "life_events": 1,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"service_ids": ("only-one",)},
        {"kind_ids": ("only-one",)},
        {"spoken_vectors": np.zeros((1, 4), dtype=np.float32)},
        {"profiles": np.zeros((2, 9))},
        {"has_expert_profile": np.array([True])},
        {"phrases": ()},
        {"kind_vectors": np.zeros((2, 3), dtype=np.float32)},
        {"kind_centroids": np.zeros((1, 4), dtype=np.float32)},
        {"kind_map_indptr": np.array([0, 3])},
        {"kind_map_indptr": np.array([0, 2, 9])},
        {"kind_map_indices": np.array([0, 1, 2], dtype=np.int32)},
        {"kind_map_indices": np.array([-1, 1, 1], dtype=np.int32)},
        {"kind_relation_indptr": np.array([0, 1])},
        {"kind_relation_indices": np.array([2], dtype=np.int32)},
        {"kind_relation_weights": np.ones(2, dtype=np.float32)},
        {"kind_map_weights": np.ones(2, dtype=np.float32)},
        {"life_events": ()},
        {"life_event_centroids": np.zeros((1, 3), dtype=np.float32)},
        {"life_event_kinds": np.zeros((1, 3), dtype=np.float32)},
        {"lexical_index": LexicalIndex.build(["en pysty maksamaan", "hyreslägenhet"])},
    ],
)
def test_snapshot_of_parts_that_do_not_fit_together_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SnapshotError, match="do not fit together"):
        make_snapshot(**changes)
