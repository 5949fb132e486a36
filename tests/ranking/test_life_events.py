import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranking.bridge import kind_beliefs
from app.ranking.life_events import (
    LifeEventRecipe,
    belief_in_events,
    kind_importance,
    kinds_of_given_events,
    life_event_confidences,
    recognised_life_events,
)

RECIPE = LifeEventRecipe(nearest=10.0, direction=0.0, kinds=5.0, none=7.0, threshold=0.5)
NOTHING = np.zeros((1, 2))


def test_first_kind_counts_most_and_others_less_and_less() -> None:
    importance = kind_importance([[2, 0], [], [1]], 4, LifeEventRecipe(fading=0.5))
    assert importance.tolist() == [[0.5, 0.0, 1.0, 0.0], [0.0] * 4, [0.0, 1.0, 0.0, 0.0]]


def test_belief_in_an_event_is_that_in_its_kinds_as_far_as_they_are_important() -> None:
    importance = np.array([[1.0, 0.5], [0.0, 1.0]], dtype=np.float32)
    belief = belief_in_events([[(0, 0.6), (1, 0.4)], []], importance)
    assert belief == pytest.approx(np.array([[0.8, 0.4], [0.0, 0.0]]))


def test_confidences_leave_room_for_none_of_the_events() -> None:
    (row,) = life_event_confidences(np.array([[0.7, 0.0]]), NOTHING, NOTHING, RECIPE)
    assert row[0] == pytest.approx(np.e**7 / (2 * np.e**7 + 1))
    assert row.sum() < 0.51


@pytest.mark.parametrize("sign", ["nearest", "direction", "kinds"])
def test_every_sign_makes_its_event_surer_and_the_other_less_sure(sign: str) -> None:
    signs = {name: np.full((2, 2), 0.3) for name in ("nearest", "direction", "kinds")}
    signs[sign][1, 0] = 0.6
    before, after = life_event_confidences(**signs)
    assert after[0] > before[0]
    assert after[1] < before[1]


def test_text_that_has_nothing_in_common_with_any_event_tells_of_none() -> None:
    nothing = np.zeros((1, 59))
    assert recognised_life_events(life_event_confidences(nothing, nothing, nothing)) == []


def test_believable_events_stand_best_first_each_as_sure_as_where_it_shows_best() -> None:
    confidences = np.array([[0.1, 0.55, 0.2], [0.9, 0.3, 0.49], [0.0, 0.55, 0.0]])
    assert recognised_life_events(confidences, RECIPE) == [(0, 0.9), (1, 0.55)]


def test_equally_sure_events_are_ordered_by_position() -> None:
    assert recognised_life_events(np.array([[0.6, 0.7, 0.6]]), RECIPE) == [
        (1, 0.7),
        (0, 0.6),
        (2, 0.6),
    ]


@pytest.mark.parametrize("shape", [(0, 5), (3, 0)])
def test_without_texts_or_events_nothing_is_recognised(shape: tuple[int, int]) -> None:
    assert recognised_life_events(np.zeros(shape)) == []


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=8), st.randoms())
def test_order_of_the_events_changes_nothing(cosines: list[float], random: object) -> None:
    order = np.arange(len(cosines))
    random.shuffle(order)  # type: ignore[attr-defined]
    nearest = np.array([cosines])
    rest = np.zeros_like(nearest)
    plain = life_event_confidences(nearest, rest, rest)
    shuffled = life_event_confidences(nearest[:, order], rest, rest)
    assert shuffled == pytest.approx(plain[:, order])
    assert plain.sum() < 1


def test_kinds_of_given_events_are_believed_in_proportion_to_their_importance() -> None:
    importance = np.array([0.5, 0.0, 1.0, 0.5], dtype=np.float32)
    hits = kinds_of_given_events(importance, {0: 7, 2: 9, 3: 11})
    assert [(hit.position, hit.vector_position) for hit in hits] == [(2, 9), (0, 7), (3, 11)]
    assert kind_beliefs(hits) == [
        (2, pytest.approx(0.5)),
        (0, pytest.approx(0.25)),
        (3, pytest.approx(0.25)),
    ]
