import math

import numpy as np
import pytest

from app.domain.meters import METERS
from app.ranking.fusion import rank
from app.ranking.life_situation import meters_similarity, need_vector

HEALTH = METERS.index("health")
FINANCE = METERS.index("finance")
HOUSING = METERS.index("housing")


def profile(**meters: float) -> list[float]:
    return [meters.get(meter, 0.0) for meter in METERS]


def test_need_vector_follows_meter_order_and_the_published_formula() -> None:
    columns, need = need_vector({"finance": 10.0, "health": 0.0, "housing": 2.5})
    assert columns.tolist() == [HEALTH, HOUSING, FINANCE]
    assert need.tolist() == pytest.approx([1.0, 1 - 2.5 / 10.1, 0.1 / 10.1], abs=1e-15)


def test_meters_similarity_equals_the_cosine_worked_out_by_hand() -> None:
    profiles = np.array([profile(health=1.0, finance=1.0, family=1.0), profile(finance=0.5)])
    # Need: health 1 - 2/10.1 = 8.1/10.1, finance 1 - 9/10.1 = 1.1/10.1; family was not given.
    norm_of_need = math.hypot(8.1, 1.1)
    by_hand = [(8.1 + 1.1) / (norm_of_need * math.sqrt(2.0)), 1.1 / norm_of_need]
    similarity = meters_similarity({"health": 2.0, "finance": 9.0}, profiles)
    assert similarity.dtype == np.float64
    assert similarity.tolist() == pytest.approx(by_hand, abs=1e-12)


def test_meters_similarity_without_help_in_any_given_meter_is_nan_and_left_out() -> None:
    profiles = np.array([profile(family=1.0), profile(health=1.0), profile()])
    similarity = meters_similarity({"health": 1.0}, profiles)
    assert np.isnan(similarity).tolist() == [True, False, True]
    assert [each.service_id for each in rank(similarity, np.arange(3), list("abc"), limit=5)] == [
        "b"
    ]


def test_meters_similarity_where_all_is_well_is_still_defined() -> None:
    similarity = meters_similarity(dict.fromkeys(METERS, 10.0), np.ones((1, 10)))
    assert similarity.tolist() == pytest.approx([1.0], abs=1e-12)


def test_meters_similarity_of_a_perfect_match_never_exceeds_one() -> None:
    for mean in np.linspace(0.0, 10.0, 200).tolist():
        means = {"health": mean, "finance": mean / 3, "family": 7.0}
        columns, need = need_vector(means)
        perfect = np.zeros((1, 10))
        perfect[0, columns] = need
        assert meters_similarity(means, perfect)[0] <= 1.0


def test_meters_similarity_ties_exactly_wherever_equal_profiles_stand() -> None:
    random = np.random.default_rng(7)
    others = random.random((500, 10))
    others[::7] = profile(health=0.3, finance=0.7, resilience=0.1)
    similarity = meters_similarity({"health": 2.0, "finance": 1.0, "resilience": 4.0}, others)
    assert len(set(similarity[::7].tolist())) == 1


def test_meters_similarity_without_meters_is_refused() -> None:
    with pytest.raises(ValueError, match="meter"):
        meters_similarity({}, np.ones((1, 10)))
