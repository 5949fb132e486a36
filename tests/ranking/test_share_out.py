"""No service twice, no need over its limit, and no provider pushed before a better service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.packages import ProviderType
from app.domain.results import RankedService
from app.ranking.share_out import DANGER, SCORE_NOISE, SPARE_SERVICES, alternating, share_out
from tests.builders import service_id

TYPES: list[ProviderType] = ["municipality", "state", "association"]
LISTS = st.lists(
    st.lists(
        st.tuples(st.integers(0, 12), st.floats(0, 1)), max_size=12, unique_by=lambda each: each[0]
    ),
    min_size=1,
    max_size=5,
)


def ranked(*services: tuple[int, float]) -> list[RankedService]:
    """The numbered services with their scores, best first."""
    ordered = sorted(services, key=lambda each: -each[1])
    return [
        RankedService(service_id=service_id(number), similarity_score=score, rank=rank)
        for rank, (number, score) in enumerate(ordered, start=1)
    ]


def numbers(kept: list[list[RankedService]]) -> list[list[int]]:
    return [[int(each.service_id[:8], 16) for each in services] for services in kept]


def test_service_stays_where_it_ranks_best() -> None:
    lists = [ranked((1, 0.9), (2, 0.8)), ranked((2, 0.7), (1, 0.6), (3, 0.5))]
    assert numbers(share_out(lists, [1, 1], 2)) == [[1], [2, 3]]


def test_of_equal_ranks_the_higher_score_decides() -> None:
    lists = [ranked((1, 0.5), (2, 0.4)), ranked((1, 0.9), (3, 0.3))]
    assert numbers(share_out(lists, [1, 1], 5)) == [[2], [1, 3]]


def test_danger_takes_its_services_first() -> None:
    lists = [ranked((1, 0.9)), ranked((2, 0.8), (3, 0.7), (1, 0.1))]
    assert numbers(share_out(lists, [1, 0], 5)) == [[], [2, 3, 1]]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_of_two_dangers_the_first_keeps_what_both_put_first(limit: int) -> None:
    lists = [ranked((1, 0.2), (2, 0.1)), ranked((1, 0.9), (3, 0.8), (2, 0.7))]
    first, second = numbers(share_out(lists, [DANGER, DANGER], limit))
    assert first == [1, 2][:limit]
    assert second[0] == 3


def test_spare_services_are_kept_only_within_the_noise() -> None:
    close = ranked((1, 0.9), (2, 0.89), (3, 0.885), (4, 0.5))
    assert numbers(share_out([close], [1], 1)) == [[1, 2, 3]]


@given(LISTS, st.integers(1, 4))
def test_no_service_stands_twice_and_no_need_has_too_many(
    lists: list[list[tuple[int, float]]], limit: int
) -> None:
    kept = share_out([ranked(*each) for each in lists], [1] * len(lists), limit)
    every = [service.service_id for services in kept for service in services]
    assert len(every) == len(set(every))
    assert all(len(services) <= limit + SPARE_SERVICES for services in kept)


def test_providers_alternate_among_equals() -> None:
    types: list[ProviderType] = ["state", "state", "state", "municipality"]
    assert alternating([0.5, 0.5, 0.5, 0.5], types) == [0, 3, 1, 2]


def test_better_service_keeps_its_place_before_another_provider() -> None:
    types: list[ProviderType] = ["state", "state", "municipality"]
    assert alternating([0.9, 0.8, 0.8 - 2 * SCORE_NOISE], types) == [0, 1, 2]


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(TYPES)), max_size=12))
def test_nothing_stands_before_a_service_that_is_noticeably_better(
    services: list[tuple[float, ProviderType]],
) -> None:
    scores = sorted((score for score, _ in services), reverse=True)
    order = alternating(scores, [each for _, each in services])
    assert sorted(order) == list(range(len(services)))
    for place, position in enumerate(order):
        assert all(scores[later] - scores[position] <= SCORE_NOISE for later in order[place:])
