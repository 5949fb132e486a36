"""The 3X10D meters: what is refused, and scores computed by hand from the experts' own file.

The model of these tests has no meter profiler, so only services with an expert's profile have one.
"""

from math import sqrt

import pytest
from fastapi.testclient import TestClient

from app.api.recommend_service import RecommendService
from app.domain.meters import METERS as METER_NAMES
from tests.api.asking import (
    MAX_LIMIT,
    RECOMMEND_SERVICE,
    TEXT,
    assert_refused,
    ids,
    post_json_text,
    recommend,
    scores,
    search,
)
from tests.api.sample_records import meter_profiles

TEN_EMPTY_LISTS: dict[str, list[int]] = {meter: [] for meter in METER_NAMES}


def cosine(need: list[float], profile: list[float]) -> float:
    dot_product = sum(a * b for a, b in zip(need, profile, strict=True))
    return dot_product / (sqrt(sum(a * a for a in need)) * sqrt(sum(b * b for b in profile)))


def scores_by_hand(means: dict[str, float]) -> dict[str, float]:
    """Cosine of need and profile over the given meters, for services that help with any of them."""
    need = [1 - mean / 10.1 for mean in means.values()]
    restricted = {
        service_id: [profile[meter] for meter in means]
        for service_id, profile in meter_profiles().items()
    }
    return {
        service_id: cosine(need, profile)
        for service_id, profile in restricted.items()
        if any(profile)
    }


def test_bodies_without_meters_share_nothing_that_can_be_changed() -> None:
    first, second = (RecommendService(life_situation=TEXT) for _ in range(2))
    first.life_situation_meters.finance.append(0)
    assert second.life_situation_meters.means() == {}
    assert second.model_dump(exclude_unset=True) == {"life_situation": TEXT}


@pytest.mark.parametrize(
    ("meters", "means"),
    [
        ({"finance": [0]}, {"finance": 0}),
        ({"finance": [2], "housing": [3]}, {"finance": 2, "housing": 3}),
        ({"finance": [2, 3], "housing": [3]}, {"finance": 2.5, "housing": 3}),
        ({"friends": [0, 0, 10], "health": [10]}, {"friends": 10 / 3, "health": 10}),
        ({"family": [1], "friends": []}, {"family": 1}),
        (
            {"working_studying": [1], "self_esteem": [4], "resilience": [9]},
            {"working_studying": 1, "self_esteem": 4, "resilience": 9},
        ),
        (
            {meter: [value] for value, meter in enumerate(METER_NAMES)},
            {meter: value for value, meter in enumerate(METER_NAMES)},
        ),
        ({meter: [10] for meter in METER_NAMES}, dict.fromkeys(METER_NAMES, 10)),
        ({"finance": [7] * 100}, {"finance": 7}),
    ],
)
def test_meters_alone_score_the_cosine_with_the_experts_profile(
    api: TestClient, meters: dict[str, list[int]], means: dict[str, float]
) -> None:
    by_hand = scores_by_hand(means)
    services = recommend(api, life_situation_meters=meters, limit=MAX_LIMIT)
    assert len(services) == min(MAX_LIMIT, len(by_hand))
    for service in services:
        assert service["similarity_score"] == pytest.approx(
            by_hand[service["service_id"]], abs=1e-9
        )
    best_by_hand = sorted(by_hand.values(), reverse=True)[: len(services)]
    assert scores(services) == pytest.approx(best_by_hand, abs=1e-9)


def test_meters_alone_leave_out_services_that_help_with_none_of_them(api: TestClient) -> None:
    services = recommend(api, life_situation_meters={"friends": [1]}, limit=MAX_LIMIT)
    helping = {service_id for service_id, profile in meter_profiles().items() if profile["friends"]}
    assert set(ids(services)) == helping


def test_meters_alone_break_ties_by_service_id(api: TestClient) -> None:
    services = recommend(api, life_situation_meters={"friends": [1]}, limit=MAX_LIMIT)
    assert set(scores(services)) == {1.0}
    assert ids(services) == sorted(ids(services))


def test_one_meter_on_ten_still_counts_as_a_need(api: TestClient) -> None:
    services = recommend(api, life_situation_meters={"finance": [10]}, limit=1)
    assert services[0]["similarity_score"] == pytest.approx(1.0, abs=1e-9)


def test_ten_empty_meter_lists_are_a_request_without_preferences(api: TestClient) -> None:
    services = recommend(api, life_situation_meters=TEN_EMPTY_LISTS)
    assert len(services) == 5
    one_empty = recommend(api, life_situation_meters={"health": []})
    assert ids(one_empty) == ids(services)


def test_empty_meter_lists_do_not_change_an_answer_to_text(api: TestClient) -> None:
    services = recommend(api, life_situation=TEXT, life_situation_meters=TEN_EMPTY_LISTS)
    assert [(s["service_id"], s["similarity_score"]) for s in services] == [
        (s["service_id"], s["similarity_score"]) for s in search(api)
    ]


def test_meters_beside_vague_text_raise_services_that_help_with_them(api: TestClient) -> None:
    by_text = recommend(api, life_situation="öö", limit=MAX_LIMIT)
    by_both = recommend(
        api, life_situation="öö", life_situation_meters={"friends": [0]}, limit=MAX_LIMIT
    )
    profiles = meter_profiles()

    def helping(services: list[dict[str, object]]) -> int:
        return sum(
            bool(profiles.get(str(service["service_id"]), {}).get("friends"))
            for service in services[:10]
        )

    assert helping(by_both) > helping(by_text)


@pytest.mark.parametrize("meter", METER_NAMES)
def test_every_meter_is_known(api: TestClient, meter: str) -> None:
    best = recommend(api, life_situation_meters={meter: [0]}, limit=1)[0]
    assert meter_profiles()[best["service_id"]][meter] > 0


@pytest.mark.parametrize("value", [-1, 11, 1.5, 5.0, "5", True, False, None, [], [5], {}, 10**30])
def test_meter_value_that_is_no_integer_from_0_to_10_is_refused(
    api: TestClient, value: object
) -> None:
    body = {"life_situation_meters": {"health": [5, value]}}
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "/life_situation_meters/health/1")


@pytest.mark.parametrize("value", [None, 5, "5", {"0": 5}, True])
def test_meter_that_is_not_a_list_is_refused(api: TestClient, value: object) -> None:
    body = {"life_situation_meters": {"health": value}}
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "/life_situation_meters/health")


@pytest.mark.parametrize("value", [None, [], {}, "health", 5, True])
def test_meters_that_are_not_an_object_with_a_meter_are_refused(
    api: TestClient, value: object
) -> None:
    body = {"life_situation_meters": value}
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "/life_situation_meters")


def test_hundred_and_one_values_of_a_meter_are_refused(api: TestClient) -> None:
    body = {"life_situation_meters": {"health": [5] * 101}}
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "/life_situation_meters/health")


@pytest.mark.parametrize("unknown", ["wellbeing", "Health", "työ", "", "health "])
def test_unknown_meter_is_refused_at_its_parent(api: TestClient, unknown: str) -> None:
    body = {"life_situation_meters": {"health": [5], unknown: [5]}}
    assert_refused(api.post(RECOMMEND_SERVICE, json=body), "/life_situation_meters")


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e2", "1e400"])
def test_meter_value_of_odd_json_is_refused(api: TestClient, literal: str) -> None:
    body = f'{{"life_situation_meters": {{"health": [{literal}]}}}}'
    assert_refused(post_json_text(api, RECOMMEND_SERVICE, body), "/life_situation_meters/health/0")
