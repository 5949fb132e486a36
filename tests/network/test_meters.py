from math import sqrt

import pytest

from tests.network.bodies import NOT_INTEGERS, NOT_OBJECTS
from tests.network.catalogue import (
    BUSINESS,
    COLLECTION,
    EXCEPT_ALAND,
    IN_OULU,
    NATIONAL,
    PROFILES,
)
from tests.network.network import (
    FEEDBACK,
    METERS,
    RECOMMEND_SERVICE,
    Json,
    Network,
    ids,
    refused_at,
)

OWN_ONLY = {"service_collections": [COLLECTION]}
POINTER = "/life_situation_meters"


def own_scores(network: Network, meters: Json) -> dict[str, float]:
    """The score of each own service with a profile that is suggested, best first."""
    services = network.recommend(life_situation_meters=meters, service_filters=OWN_ONLY, limit=50)
    return {
        service["service_id"]: service["similarity_score"]
        for service in services
        if service["service_id"] in PROFILES
    }


def cosine(meters: dict[str, float], profile: dict[str, float]) -> float:
    need = {meter: 1 - mean / 10.1 for meter, mean in meters.items()}
    given = {meter: profile.get(meter, 0.0) for meter in meters}
    product = sum(need[meter] * given[meter] for meter in meters)
    lengths = (sqrt(sum(value**2 for value in each.values())) for each in (need, given))
    return product / (next(lengths) * next(lengths))


@pytest.mark.parametrize("meter", METERS)
def test_any_one_of_the_ten_meters_is_enough(network: Network, meter: str) -> None:
    network.recommendation(RECOMMEND_SERVICE, {"life_situation_meters": {meter: [3]}})


@pytest.mark.parametrize("value", NOT_OBJECTS, ids=repr)
def test_meters_are_an_object(network: Network, value: object) -> None:
    response = network.post(RECOMMEND_SERVICE, {"life_situation_meters": value})
    assert refused_at(response) == {POINTER}


def test_meters_without_any_meter_are_refused(network: Network) -> None:
    response = network.post(RECOMMEND_SERVICE, {"life_situation_meters": {}})
    assert refused_at(response) == {POINTER}


@pytest.mark.parametrize("value", [*NOT_INTEGERS, -1, 11, 2**63], ids=repr)
def test_meter_value_is_an_integer_from_0_to_10(network: Network, value: object) -> None:
    response = network.post(RECOMMEND_SERVICE, {"life_situation_meters": {"finance": [1, value]}})
    assert refused_at(response) == {f"{POINTER}/finance/1"}


@pytest.mark.parametrize("value", [5, "5", None, {}, True], ids=repr)
def test_meter_is_a_list(network: Network, value: object) -> None:
    response = network.post(RECOMMEND_SERVICE, {"life_situation_meters": {"finance": value}})
    assert refused_at(response) == {f"{POINTER}/finance"}


def test_meter_takes_a_hundred_values_and_no_more(network: Network) -> None:
    network.recommendation(RECOMMEND_SERVICE, {"life_situation_meters": {"finance": [5] * 100}})
    response = network.post(RECOMMEND_SERVICE, {"life_situation_meters": {"finance": [5] * 101}})
    assert refused_at(response) == {f"{POINTER}/finance"}


def test_several_values_of_a_meter_are_averaged(network: Network) -> None:
    averaged = own_scores(network, {"finance": [0, 10, 2], "housing": [1]})
    assert averaged == own_scores(network, {"finance": [4], "housing": [1]})
    assert averaged != own_scores(network, {"finance": [2], "housing": [1]})


def test_empty_list_counts_as_not_given(network: Network) -> None:
    scores = own_scores(network, {"finance": [2], "friends": [], "health": []})
    assert scores == own_scores(network, {"finance": [2]})


def test_ten_empty_lists_are_a_request_without_preferences(network: Network) -> None:
    body = {"life_situation_meters": {meter: [] for meter in METERS}}
    answer = network.recommendation(RECOMMEND_SERVICE, body)
    assert len(answer["recommended_services"]) == 5
    feedback = {"auroraai_recommendation_id": answer["auroraai_recommendation_id"]}
    assert network.post(FEEDBACK, feedback).status_code == 200


def test_low_value_means_need(network: Network) -> None:
    poor = own_scores(network, {"finance": [0], "housing": [10]})
    badly_housed = own_scores(network, {"finance": [10], "housing": [0]})
    assert next(iter(poor)) == NATIONAL
    assert next(iter(badly_housed)) == EXCEPT_ALAND


@pytest.mark.parametrize(
    "meters",
    [
        {"finance": 2, "housing": 7},
        {"finance": 0, "health": 10},
        {"housing": 10, "health": 10, "finance": 10},
        {"friends": 3, "finance": 9},
    ],
)
def test_score_of_meters_alone_is_the_cosine_with_the_experts_profile(
    network: Network, meters: dict[str, float]
) -> None:
    scores = own_scores(network, {meter: [value] for meter, value in meters.items()})
    expected = {
        service_id: cosine(meters, profile)
        for service_id, profile in PROFILES.items()
        if any(profile.get(meter) for meter in meters)
    }
    assert scores == pytest.approx(expected, abs=1e-5)


def test_service_that_helps_with_no_given_meter_is_left_out(network: Network) -> None:
    scores = own_scores(network, {"friends": [0]})
    assert set(scores) == {IN_OULU}


def test_service_with_an_all_zero_profile_is_left_out(network: Network) -> None:
    meters = {meter: [0] for meter in METERS}
    services = network.recommend(life_situation_meters=meters, service_filters=OWN_ONLY, limit=50)
    assert NATIONAL in ids(services)
    assert BUSINESS not in ids(services)
