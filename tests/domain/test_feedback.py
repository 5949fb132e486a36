from app.domain.feedback import (
    Responses,
    ServiceResponses,
    examined,
    follow_changes,
    is_one_list,
    vote_changes,
)

RANKS = {"a": 1, "b": 2, "c": 3, "d": 4}
LOOKED_AT = ServiceResponses(examined=1)
FOLLOWED = ServiceResponses(examined=1, followed=1)


def total(*steps: Responses) -> dict[str, ServiceResponses]:
    counts: dict[str, ServiceResponses] = {}
    for changes in steps:
        for service_id, change in changes.items():
            counts[service_id] = counts.get(service_id, ServiceResponses()).plus(change)
    return counts


def test_examined_are_all_services_down_to_the_lowest_followed() -> None:
    assert examined(RANKS, {"c"}) == {"a", "b", "c"}
    assert examined(RANKS, {"a", "c"}) == {"a", "b", "c"}
    assert examined(RANKS, {"a"}) == {"a"}
    assert examined(RANKS, ()) == set()


def test_first_follow_counts_the_services_passed_over() -> None:
    assert follow_changes(RANKS, (), "c") == {"a": LOOKED_AT, "b": LOOKED_AT, "c": FOLLOWED}


def test_follow_in_a_package_of_several_needs_says_nothing_of_other_services() -> None:
    of_two_needs = {"a": 1, "b": 2, "c": 1, "d": 2}
    assert follow_changes(of_two_needs, (), "d") == {}
    assert not is_one_list(of_two_needs.values())
    assert is_one_list(RANKS.values())


def test_same_service_followed_again_counts_nothing() -> None:
    assert follow_changes(RANKS, {"c"}, "c") == {}


def test_follows_of_one_recommendation_count_the_same_in_any_order() -> None:
    downwards = total(follow_changes(RANKS, (), "b"), follow_changes(RANKS, {"b"}, "d"))
    upwards = total(follow_changes(RANKS, (), "d"), follow_changes(RANKS, {"d"}, "b"))
    assert downwards == upwards == {"a": LOOKED_AT, "b": FOLLOWED, "c": LOOKED_AT, "d": FOLLOWED}


def test_vote_moves_from_one_count_to_the_other_and_counts_once() -> None:
    helped, unhelpful = ServiceResponses(helped=1), ServiceResponses(unhelpful=1)
    assert vote_changes({}, {"a": 1, "b": -1}) == {"a": helped, "b": unhelpful}
    assert vote_changes({"a": 1}, {"a": 1}) == {}
    assert vote_changes({"a": 1}, {"a": -1}) == {"a": ServiceResponses(helped=-1, unhelpful=1)}
    assert vote_changes({"a": -1, "b": 1}, {"a": 1}) == {
        "a": ServiceResponses(helped=1, unhelpful=-1)
    }
