import pytest

from tests.builders import service_id
from tests.network.bodies import NOT_OBJECTS, NOT_UUIDS
from tests.network.network import FEEDBACK, TEXT_SEARCH, Json, Network, problem, refused_at

NOT_SCORES = (0, 2, -2, "1", 1.7, 1.0, True, False, None, 2**63)


@pytest.fixture
def recommendation(network: Network) -> Json:
    """An answer given to the client `both`."""
    return network.recommendation(TEXT_SEARCH, {"search_text": "velat"})


def feedback(recommendation: Json, **fields: object) -> Json:
    return {
        "auroraai_recommendation_id": recommendation["auroraai_recommendation_id"],
        **fields,
    }


def scored(recommendation: Json, score: object = 1, position: int = 0) -> Json:
    service = recommendation["recommended_services"][position]
    return {"service_id": service["service_id"], "feedback_score": score}


@pytest.mark.parametrize("score", [1, -1])
def test_feedback_is_answered_ok_as_plain_text(
    network: Network, recommendation: Json, score: int
) -> None:
    services = [scored(recommendation, score), scored(recommendation, -score, 1)]
    body = feedback(recommendation, feedback_score=score, service_feedbacks=services)
    response = network.post(FEEDBACK, body, "both")
    assert response.status_code == 200
    assert response.text == "OK"
    assert response.headers["content-type"].startswith("text/plain")


def test_feedback_needs_the_recommendation_id_alone(network: Network, recommendation: Json) -> None:
    for fields in ({}, {"feedback_score": 1}, {"service_feedbacks": [scored(recommendation)]}):
        assert network.post(FEEDBACK, feedback(recommendation, **fields)).text == "OK"
    assert refused_at(network.post(FEEDBACK, {"feedback_score": 1})) == {
        "/auroraai_recommendation_id"
    }


@pytest.mark.parametrize("number", [0, -1, 999_999_999, 2**31, 2**63, -(2**63) - 1, 10**40])
def test_feedback_on_an_unknown_recommendation_is_not_found(network: Network, number: int) -> None:
    body = {"auroraai_recommendation_id": number, "feedback_score": 1}
    problem(network.post(FEEDBACK, body), 404)


def test_feedback_on_a_service_that_was_not_recommended_is_not_found(
    network: Network, recommendation: Json
) -> None:
    stranger = {"service_id": service_id(4711), "feedback_score": 1}
    body = feedback(recommendation, service_feedbacks=[scored(recommendation), stranger])
    problem(network.post(FEEDBACK, body), 404)


def test_feedback_of_another_client_is_not_found(network: Network, recommendation: Json) -> None:
    for client in ("other", "feedback"):
        problem(network.post(FEEDBACK, feedback(recommendation, feedback_score=-1), client), 404)


@pytest.mark.parametrize("score", NOT_SCORES, ids=repr)
def test_feedback_score_is_one_or_minus_one(
    network: Network, recommendation: Json, score: object
) -> None:
    whole = network.post(FEEDBACK, feedback(recommendation, feedback_score=score))
    assert refused_at(whole) == {"/feedback_score"}
    services = [scored(recommendation, score)]
    part = network.post(FEEDBACK, feedback(recommendation, service_feedbacks=services))
    assert refused_at(part) == {"/service_feedbacks/0/feedback_score"}


@pytest.mark.parametrize("value", NOT_UUIDS, ids=repr)
def test_feedback_service_id_is_a_uuid_of_version_4(
    network: Network, recommendation: Json, value: object
) -> None:
    services = [{"service_id": value, "feedback_score": 1}]
    response = network.post(FEEDBACK, feedback(recommendation, service_feedbacks=services))
    assert refused_at(response) == {"/service_feedbacks/0/service_id"}


@pytest.mark.parametrize("value", [None, {}, "[]", 1, True], ids=repr)
def test_service_feedbacks_are_a_list(
    network: Network, recommendation: Json, value: object
) -> None:
    response = network.post(FEEDBACK, feedback(recommendation, service_feedbacks=value))
    assert refused_at(response) == {"/service_feedbacks"}


@pytest.mark.parametrize("value", NOT_OBJECTS, ids=repr)
def test_each_service_feedback_is_an_object(
    network: Network, recommendation: Json, value: object
) -> None:
    response = network.post(FEEDBACK, feedback(recommendation, service_feedbacks=[value]))
    assert refused_at(response) == {"/service_feedbacks/0"}


@pytest.mark.parametrize("field", ["service_id", "feedback_score"])
def test_each_service_feedback_needs_service_and_score(
    network: Network, recommendation: Json, field: str
) -> None:
    entry = scored(recommendation)
    del entry[field]
    response = network.post(FEEDBACK, feedback(recommendation, service_feedbacks=[entry]))
    assert refused_at(response) == {f"/service_feedbacks/0/{field}"}
