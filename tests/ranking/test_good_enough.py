"""Weak services are not shown, whether of another kind or far behind the best."""

from app.domain.results import RankedService
from app.ranking.good_enough import good_enough
from tests.builders import service_id


def kept(*scores: float, of_kinds_needed: tuple[int, ...] = ()) -> list[float]:
    """The scores of the services shown; of_kinds_needed names services by their place, from 1."""
    services = [
        RankedService(service_id=service_id(number), similarity_score=score, rank=number)
        for number, score in enumerate(scores, start=1)
    ]
    led_to = {service_id(number) for number in of_kinds_needed}
    return [each.similarity_score for each in good_enough(services, led_to)]


def test_service_far_behind_the_best_is_left_out() -> None:
    assert kept(0.9, 0.6, 0.5, of_kinds_needed=(1, 2, 3)) == [0.9, 0.6]


def test_weak_service_of_no_kind_needed_is_left_out() -> None:
    assert kept(0.3, 0.29, 0.28, of_kinds_needed=(2,)) == [0.29]
    assert kept(0.45, 0.39, 0.38, of_kinds_needed=(3,)) == [0.45, 0.38]


def test_what_is_left_out_does_not_count_as_the_best() -> None:
    assert kept(0.39, 0.21, of_kinds_needed=(2,)) == [0.21]


def test_nothing_good_leaves_nothing() -> None:
    assert kept(0.3, 0.2) == []
    assert kept() == []
