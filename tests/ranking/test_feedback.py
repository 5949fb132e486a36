from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.feedback import ServiceResponses, follow_changes
from app.domain.results import Explanation, RankedService
from app.ranking.feedback import MOST_PLACES, follow_gain, lift, reorder, vote_balance

HELPED = ServiceResponses(helped=1)
UNHELPFUL = ServiceResponses(unhelpful=1)
FOLLOWED = ServiceResponses(examined=1, followed=1)
PASSED_OVER = ServiceResponses(examined=1)
PRAISED = ServiceResponses(helped=10**9, examined=10**9, followed=10**9)
BLAMED = ServiceResponses(unhelpful=10**9, examined=10**9)


@st.composite
def some_responses(draw: st.DrawFn) -> ServiceResponses:
    examined = draw(st.integers(0, 40))
    return ServiceResponses(
        examined=examined,
        followed=draw(st.integers(0, examined)),
        helped=draw(st.integers(0, 10)),
        unhelpful=draw(st.integers(0, 10)),
    )


lists_of_responses = st.lists(some_responses(), max_size=50)


def make_ranked(count: int) -> tuple[RankedService, ...]:
    """Services "0", "1", … by match."""
    return tuple(
        RankedService(service_id=str(position), similarity_score=1 / (position + 1), rank=rank)
        for position, rank in enumerate(range(1, count + 1))
    )


def order(ranked: tuple[RankedService, ...]) -> list[int]:
    return [int(service.service_id) for service in ranked]


def reordered(count: int, **responses: ServiceResponses) -> list[int]:
    """reordered(3, s1=HELPED): the order of services 0, 1 and 2 after service 1 helped."""
    by_id = {name[1:]: each for name, each in responses.items()}
    return order(reorder(make_ranked(count), by_id))


def test_reorder_without_responses_changes_nothing() -> None:
    ranked = make_ranked(50)
    assert reorder(ranked, {}) == ranked
    assert reorder(ranked, {"another": HELPED}) == ranked
    assert reorder((), {"0": HELPED}) == ()


@pytest.mark.parametrize("position", range(1, 5))
@pytest.mark.parametrize("first", [HELPED, FOLLOWED], ids=["vote", "follow"])
def test_first_good_response_lifts_a_service_by_one_place(
    position: int, first: ServiceResponses
) -> None:
    expected = [0, 1, 2, 3, 4]
    expected[position - 1 : position + 1] = [position, position - 1]
    assert reordered(5, **{f"s{position}": first}) == expected


@pytest.mark.parametrize("position", range(4))
def test_first_bad_vote_lowers_a_service_by_one_place(position: int) -> None:
    expected = [0, 1, 2, 3, 4]
    expected[position : position + 2] = [position + 1, position]
    assert reordered(5, **{f"s{position}": UNHELPFUL}) == expected


@pytest.mark.parametrize("position", range(1, 5))
def test_first_followed_link_lifts_its_service_over_the_one_passed_over_last(position: int) -> None:
    rank_of = {service.service_id: service.rank for service in make_ranked(5)}
    changes = follow_changes(rank_of, (), str(position))
    expected = [0, 1, 2, 3, 4]
    expected[position - 1 : position + 1] = [position, position - 1]
    assert order(reorder(make_ranked(5), changes)) == expected


def test_followed_best_service_stays_best() -> None:
    assert reordered(5, s0=FOLLOWED) == [0, 1, 2, 3, 4]


def test_one_who_passed_over_a_service_does_not_lower_it() -> None:
    assert reordered(3, s0=PASSED_OVER) == [0, 1, 2]


def test_low_service_that_is_followed_whenever_examined_beats_one_seen_more_and_followed_as_often() -> (
    None
):
    seldom_seen = ServiceResponses(examined=5, followed=5)
    often_seen = ServiceResponses(examined=50, followed=5)
    assert lift(seldom_seen) > 0 > lift(often_seen)


def test_opposite_votes_cancel_out() -> None:
    assert vote_balance(ServiceResponses(helped=7, unhelpful=7)) == 0.0
    assert lift(ServiceResponses(helped=3, unhelpful=3)) == 0.0


def test_smoothed_shares_are_the_documented_ones() -> None:
    assert vote_balance(HELPED) == pytest.approx(1 / 3)
    assert vote_balance(UNHELPFUL) == pytest.approx(-1 / 3)
    assert follow_gain(FOLLOWED) == pytest.approx(0.25)
    assert follow_gain(PASSED_OVER) == pytest.approx(-1 / 12)
    assert follow_gain(ServiceResponses()) == 0.0


def test_everything_said_for_the_last_lifts_it_no_further_than_the_bound() -> None:
    assert reordered(50, s49=PRAISED).index(49) == 49 - 7
    assert reordered(50, s0=BLAMED).index(0) == 5
    everyone_else = {f"s{position}": BLAMED for position in range(49)}
    assert 49 - reordered(50, s49=PRAISED, **everyone_else).index(49) == MOST_PLACES - 1


def test_score_and_explanation_stay_with_their_service_and_ranks_count_from_one() -> None:
    explanation = Explanation(shares={"direct": 1.0})
    ranked = tuple(replace(each, explanation=explanation) for each in make_ranked(3))
    result = reorder(ranked, {"2": PRAISED})
    assert order(result) == [2, 0, 1]
    assert [each.rank for each in result] == [1, 2, 3]
    assert [replace(each, rank=0) for each in result] == [
        replace(ranked[position], rank=0) for position in (2, 0, 1)
    ]


@given(lists_of_responses)
def test_reorder_is_a_permutation_within_the_bound(responses: list[ServiceResponses]) -> None:
    ranked = make_ranked(len(responses))
    by_id = {str(position): each for position, each in enumerate(responses)}
    result = reorder(ranked, by_id)
    assert sorted(order(result)) == list(range(len(ranked)))
    assert [each.rank for each in result] == list(range(1, len(ranked) + 1))
    for place, position in enumerate(order(result)):
        assert abs(place - position) <= MOST_PLACES
    assert reorder(ranked, by_id) == result


@given(lists_of_responses.filter(bool), st.data())
def test_good_responses_never_lower_a_service_and_bad_ones_never_lift_it(
    responses: list[ServiceResponses], data: st.DataObject
) -> None:
    ranked = make_ranked(len(responses))
    by_id = {str(position): each for position, each in enumerate(responses)}
    chosen = data.draw(st.sampled_from(sorted(by_id)))

    def place(further: ServiceResponses) -> int:
        changed = {**by_id, chosen: by_id[chosen].plus(further)}
        return order(reorder(ranked, changed)).index(int(chosen))

    before = place(ServiceResponses())
    assert max(place(HELPED), place(FOLLOWED)) <= before
    assert min(place(UNHELPFUL), place(PASSED_OVER)) >= before


@given(st.integers(1, 50), some_responses())
def test_equal_responses_of_all_keep_the_order(count: int, same: ServiceResponses) -> None:
    ranked = make_ranked(count)
    assert reorder(ranked, {each.service_id: same for each in ranked}) == ranked
