import numpy as np
import pytest

from app.index.faiss_index import FaissIndex
from app.index.snapshot import Snapshot
from app.ranking.life_events import LifeEventRecipe
from app.usecases.recognise_life_events import signs_of_events
from tests.builders import make_life_event
from tests.index.snapshots import make_snapshot

QUERY = np.array([[0.8, 0.6, 0.0, 0.0]], dtype=np.float32)


@pytest.fixture
def snapshot() -> Snapshot:
    """Three events; the second one's utterances lie on either side of its centroid."""
    axes = np.eye(4, dtype=np.float32)
    return make_snapshot(
        life_events=tuple(make_life_event(name) for name in ("a", "b", "c")),
        life_event_index=FaissIndex.build(axes, np.array([0, 1, 1, 2], dtype=np.int32), 3),
        life_event_centroids=np.array(
            [[1, 0, 0, 0], [0, 0.6, 0.8, 0], [0, 0, 0, 1]], dtype=np.float32
        ),
        life_event_kinds=np.array([[1.0, 0.0], [0.9, 0.0], [0.0, 1.0]], dtype=np.float32),
    )


@pytest.mark.parametrize("searched_events", [2, 3, 12])
def test_nearest_is_the_best_utterance_of_each_searched_event(
    snapshot: Snapshot, searched_events: int
) -> None:
    recipe = LifeEventRecipe(searched_events=searched_events)
    nearest, direction, kinds = signs_of_events(snapshot, QUERY, [[(0, 0.5)]], recipe)
    assert nearest[0].tolist() == pytest.approx([0.8, 0.6, 0.0])
    assert direction[0].tolist() == pytest.approx([0.8, 0.36, 0.0])
    assert kinds[0].tolist() == pytest.approx([0.5, 0.45, 0.0])


def test_nearest_is_the_centroid_of_an_event_that_is_not_searched(snapshot: Snapshot) -> None:
    nearest, direction, _ = signs_of_events(
        snapshot, QUERY, [[(0, 0.5)]], LifeEventRecipe(searched_events=1)
    )
    assert nearest[0].tolist() == pytest.approx([0.8, 0.36, 0.0])
    assert direction[0].tolist() == pytest.approx([0.8, 0.36, 0.0])
