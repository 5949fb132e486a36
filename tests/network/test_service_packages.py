import pytest

from tests.network.catalogue import COLLECTION, OULU
from tests.network.network import FEEDBACK, PACKAGES, Json, Network, problem, refused_at

TEXT = "Vuokra on rästissä, ja mies löi taas eilen. Poika ei käy koulussa."
NEED_FIELDS = {
    "rank",
    "source",
    "name",
    "kind",
    "clause",
    "meter",
    "life_event",
    "urgency",
    "services",
}


def services(answer: Json) -> list[Json]:
    needs = [*answer["needs"], *answer["next_needs"]]
    return [service for need in needs for service in need["services"]]


def test_package_has_the_interfaces_fields(network: Network) -> None:
    answer = network.recommendation(PACKAGES, {"life_situation": TEXT, "limit": 2})
    assert set(answer) == {
        "auroraai_recommendation_id",
        "urgent",
        "emergency_number",
        "needs",
        "life_events",
        "next_needs",
    }
    assert all(set(need) == NEED_FIELDS for need in answer["needs"])
    assert all(need["clause"] in TEXT for need in answer["needs"])


def test_package_shows_danger_first_and_each_service_once(network: Network) -> None:
    answer = network.recommendation(PACKAGES, {"life_situation": TEXT, "limit": 3})
    assert (answer["urgent"], answer["emergency_number"]) == (True, "112")
    assert answer["needs"][0]["urgency"] == "urgent"
    assert "112" in answer["needs"][0]["services"][0]["service_name"]
    ids = [service["service_id"] for service in services(answer)]
    assert len(ids) == len(set(ids))
    assert all(len(need["services"]) <= 3 for need in answer["needs"])


@pytest.mark.parametrize(
    "situation",
    [
        {"life_situation_meters": {"finance": [2]}},
        {"life_situation": "vuokra on rästissä"},
        {"life_events": ["KE8"]},
    ],
)
def test_package_is_asked_for_as_recommend_service_is(network: Network, situation: Json) -> None:
    filters = {"municipality_codes": [OULU]}
    answer = network.recommendation(PACKAGES, {**situation, "service_filters": filters})
    assert services(answer)


def test_package_takes_feedback_on_each_of_its_services(network: Network) -> None:
    answer = network.recommendation(PACKAGES, {"life_situation": TEXT})
    scored = [
        {"service_id": service["service_id"], "feedback_score": 1} for service in services(answer)
    ]
    body = {
        "auroraai_recommendation_id": answer["auroraai_recommendation_id"],
        "service_feedbacks": scored,
    }
    assert network.post(FEEDBACK, body).text == "OK"


def test_package_without_services_names_the_need_all_the_same(network: Network) -> None:
    filters = {"service_collections": [COLLECTION], "funding_type": ["MarketFunded"]}
    filters |= {"municipality_codes": [OULU], "include_national_services": False}
    body = {"life_situation": "vuokra on rästissä", "service_filters": filters}
    answer = network.recommendation(PACKAGES, body)
    assert [need["services"] for need in answer["needs"]] == [[]]


def test_package_is_for_the_recommending_role(network: Network) -> None:
    body = {"life_situation": TEXT}
    problem(network.post(PACKAGES, body, client=None), 401)
    problem(network.post(PACKAGES, body, client="feedback"), 403)


def test_package_request_is_as_strict_as_recommend_service(network: Network) -> None:
    assert refused_at(network.post(PACKAGES, {"life_situation": TEXT, "limit": "5"})) == {"/limit"}
    assert refused_at(network.post(PACKAGES, {"life_situation": TEXT, "needs": []})) == {""}
