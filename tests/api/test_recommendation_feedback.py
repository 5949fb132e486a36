import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import create_engine, text

from app.domain.clients import Role
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.usecases.api_clients import ApiClients
from app.usecases.recommendation_feedback import RecommendationFeedback
from tests.api.asking import (
    MAX_LIMIT,
    PREFIX,
    TEXT,
    TEXT_SEARCH,
    assert_problem,
    assert_refused,
    post_json_text,
)

FEEDBACK = f"{PREFIX}/recommendation_feedback"
UNKNOWN_SERVICE = "00000000-0000-4000-8000-000000000000"
UNKNOWN_IDS = (0, -1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**40)
MARKER = "Mxqzv7Kaisa"

Scores = Callable[[int], dict[str, int]]


@pytest.fixture(scope="module")
def scores(sample_settings: Settings) -> Iterator[Scores]:
    """Reads the stored scores of a recommendation: by service id, and that of the whole under ""."""
    engine = create_engine(sample_settings.resolved_database_url)
    statement = text(
        "SELECT '' AS service_id, feedback_score FROM recommendation_feedback WHERE recommendation_id = :id "
        "UNION ALL SELECT service_id, feedback_score FROM service_feedback WHERE recommendation_id = :id"
    )

    def read(recommendation_id: int) -> dict[str, int]:
        with engine.connect() as connection:
            rows = connection.execute(statement, {"id": recommendation_id}).all()
        assert len(rows) == len({row.service_id for row in rows})
        return {row.service_id: row.feedback_score for row in rows}

    yield read
    engine.dispose()


def recommended(api: TestClient, **headers: str) -> tuple[int, list[str]]:
    """The id of a new recommendation and its services."""
    response = api.post(TEXT_SEARCH, json={"search_text": TEXT}, headers=headers)
    assert response.status_code == 200
    answer = response.json()
    return answer["auroraai_recommendation_id"], [
        service["service_id"] for service in answer["recommended_services"]
    ]


def give(api: TestClient, recommendation_id: int, **fields: object) -> Response:
    return api.post(FEEDBACK, json={"auroraai_recommendation_id": recommendation_id, **fields})


def scored(service_id: object, feedback_score: object) -> dict[str, object]:
    return {"service_id": service_id, "feedback_score": feedback_score}


def header_of(api_clients: ApiClients, *roles: Role) -> str:
    """The Authorization header of a new client."""
    issued = api_clients.add_client("Neuvontabotti", "Oulun kaupunki", roles)
    pair = f"{issued.client.client_id}:{issued.client_secret}"
    return "Basic " + b64encode(pair.encode()).decode()


def assert_ok(response: Response) -> None:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == "text/plain"
    assert response.text == "OK"


@pytest.mark.parametrize("score", [-1, 1])
def test_feedback_on_the_whole_is_stored(api: TestClient, scores: Scores, score: int) -> None:
    recommendation_id, _ = recommended(api)
    assert_ok(give(api, recommendation_id, feedback_score=score))
    assert scores(recommendation_id) == {"": score}


def test_feedback_on_services_is_stored(api: TestClient, scores: Scores) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(ids[0], 1), scored(ids[4], -1)]
    assert_ok(give(api, recommendation_id, service_feedbacks=services))
    assert scores(recommendation_id) == {ids[0]: 1, ids[4]: -1}


def test_feedback_on_whole_and_services_is_stored(api: TestClient, scores: Scores) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(each, 1) for each in ids]
    assert_ok(give(api, recommendation_id, feedback_score=-1, service_feedbacks=services))
    assert scores(recommendation_id) == {"": -1, **dict.fromkeys(ids, 1)}


@pytest.mark.parametrize("fields", [{}, {"service_feedbacks": []}])
def test_feedback_without_scores_asks_whether_the_recommendation_exists(
    api: TestClient, scores: Scores, fields: dict[str, object]
) -> None:
    recommendation_id, _ = recommended(api)
    assert_ok(give(api, recommendation_id, **fields))
    assert scores(recommendation_id) == {}


def test_feedback_service_id_is_taken_in_any_case(api: TestClient, scores: Scores) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(ids[0].upper(), 1)]
    assert_ok(give(api, recommendation_id, service_feedbacks=services))
    assert scores(recommendation_id) == {ids[0]: 1}


def test_feedback_sent_again_counts_once_and_the_latest_wins(
    api: TestClient, scores: Scores
) -> None:
    recommendation_id, ids = recommended(api)
    for score in (1, 1, -1):
        services = [scored(ids[0], score)]
        assert_ok(give(api, recommendation_id, feedback_score=score, service_feedbacks=services))
    assert scores(recommendation_id) == {"": -1, ids[0]: -1}


def test_feedback_later_leaves_what_it_does_not_score(api: TestClient, scores: Scores) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(ids[0], 1), scored(ids[1], 1)]
    assert_ok(give(api, recommendation_id, feedback_score=1, service_feedbacks=services))
    assert_ok(give(api, recommendation_id, service_feedbacks=[scored(ids[1], -1)]))
    assert scores(recommendation_id) == {"": 1, ids[0]: 1, ids[1]: -1}


def test_feedback_last_score_of_a_service_listed_twice_counts(
    api: TestClient, scores: Scores
) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(ids[0], 1), scored(ids[1], 1), scored(ids[0].upper(), -1)]
    assert_ok(give(api, recommendation_id, service_feedbacks=services))
    assert scores(recommendation_id) == {ids[0]: -1, ids[1]: 1}


def test_feedback_on_fifty_services_is_stored(api: TestClient, scores: Scores) -> None:
    answer = api.post(TEXT_SEARCH, json={"search_text": TEXT, "limit": MAX_LIMIT}).json()
    recommendation_id = answer["auroraai_recommendation_id"]
    ids = [service["service_id"] for service in answer["recommended_services"]]
    services = [scored(each, 1) for each in ids]
    assert_ok(give(api, recommendation_id, service_feedbacks=services))
    assert scores(recommendation_id) == dict.fromkeys(ids, 1)
    assert len(ids) == MAX_LIMIT


@pytest.mark.parametrize("unknown", UNKNOWN_IDS)
@pytest.mark.parametrize("fields", [{}, {"feedback_score": 1}, {"service_feedbacks": []}])
def test_feedback_on_an_unknown_recommendation_is_not_found(
    api: TestClient, unknown: int, fields: dict[str, object]
) -> None:
    assert assert_problem(give(api, unknown, **fields), 404)["code"] == "not-found"


@pytest.mark.parametrize("position", [0, 1, 2])
def test_feedback_with_a_service_that_was_not_recommended_stores_nothing(
    api: TestClient, scores: Scores, position: int
) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(ids[0], 1), scored(ids[1], 1)]
    services.insert(position, scored(UNKNOWN_SERVICE, 1))
    response = give(api, recommendation_id, feedback_score=1, service_feedbacks=services)
    assert assert_problem(response, 404)["code"] == "not-found"
    assert scores(recommendation_id) == {}


def test_feedback_with_an_invalid_part_stores_nothing(api: TestClient, scores: Scores) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(ids[0], 1), scored(ids[1], 2)]
    response = give(api, recommendation_id, feedback_score=1, service_feedbacks=services)
    assert_refused(response, "/service_feedbacks/1/feedback_score")
    assert scores(recommendation_id) == {}


@pytest.mark.parametrize("score", ["1", "-1", 1.7, 1.0, -1.0, True, False, None, 0, 2, -2, [1], {}])
def test_feedback_score_other_than_one_and_minus_one_is_refused(
    api: TestClient, scores: Scores, score: object
) -> None:
    recommendation_id, ids = recommended(api)
    assert_refused(give(api, recommendation_id, feedback_score=score), "/feedback_score")
    services = [scored(ids[0], score)]
    assert_refused(
        give(api, recommendation_id, service_feedbacks=services),
        "/service_feedbacks/0/feedback_score",
    )
    assert scores(recommendation_id) == {}


@pytest.mark.parametrize("wrong", ["1", 1.7, 1.0, True, None, [1], {}])
def test_feedback_recommendation_id_other_than_an_integer_is_refused(
    api: TestClient, wrong: object
) -> None:
    response = api.post(FEEDBACK, json={"auroraai_recommendation_id": wrong, "feedback_score": 1})
    assert_refused(response, "/auroraai_recommendation_id")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "velka",
        None,
        1,
        True,
        ["3668d250-cd80-45c4-abcc-9b2d3a2b3e42"],
        "3668d250cd8045c4abcc9b2d3a2b3e42",
        "{3668d250-cd80-45c4-abcc-9b2d3a2b3e42}",
        "urn:uuid:3668d250-cd80-45c4-abcc-9b2d3a2b3e42",
        "3668d250-cd80-45c4-abcc-9b2d3a2b3e42\n",
        " 3668d250-cd80-45c4-abcc-9b2d3a2b3e42",
        "3668d250-cd80-15c4-abcc-9b2d3a2b3e42",
        "3668d250-cd80-45c4-cbcc-9b2d3a2b3e42",
        "3668d250-cd80-45c4-abcc-9b2d3a2b3e4٢",
    ],
)
def test_feedback_service_id_other_than_a_uuid4_is_refused(api: TestClient, wrong: object) -> None:
    recommendation_id, ids = recommended(api)
    services = [scored(ids[0], 1), scored(wrong, 1)]
    response = give(api, recommendation_id, service_feedbacks=services)
    assert_refused(response, "/service_feedbacks/1/service_id")


@pytest.mark.parametrize("wrong", [None, {}, "", 1, True])
def test_feedback_services_other_than_a_list_are_refused(api: TestClient, wrong: object) -> None:
    recommendation_id, _ = recommended(api)
    assert_refused(give(api, recommendation_id, service_feedbacks=wrong), "/service_feedbacks")


@pytest.mark.parametrize("entry", [None, [], "", 1])
def test_feedback_entry_other_than_an_object_is_refused(api: TestClient, entry: object) -> None:
    recommendation_id, _ = recommended(api)
    response = give(api, recommendation_id, service_feedbacks=[entry])
    assert_refused(response, "/service_feedbacks/0")


def test_feedback_missing_fields_are_refused(api: TestClient) -> None:
    recommendation_id, _ = recommended(api)
    assert_refused(api.post(FEEDBACK, json={"feedback_score": 1}), "/auroraai_recommendation_id")
    assert_refused(
        give(api, recommendation_id, service_feedbacks=[{}]),
        "/service_feedbacks/0/service_id",
        "/service_feedbacks/0/feedback_score",
    )


def test_feedback_unknown_fields_are_refused_through_their_parent(api: TestClient) -> None:
    recommendation_id, ids = recommended(api)
    assert_refused(give(api, recommendation_id, feedback_score=1, session_id="x"), "")
    services = [{**scored(ids[0], 1), "comment": "x"}]
    response = give(api, recommendation_id, service_feedbacks=services)
    assert_refused(response, "/service_feedbacks/0")


@pytest.mark.parametrize(
    "body", ["", "null", "[]", '"x"', "1", "{", "{}", '{"feedback_score": NaN}']
)
def test_feedback_body_of_another_form_is_refused(api: TestClient, body: str) -> None:
    assert assert_problem(post_json_text(api, FEEDBACK, body), 400)["code"] == "invalid-request"


def test_feedback_recommendation_id_of_thousands_of_digits_is_no_fault_of_ours(
    api: TestClient,
) -> None:
    for digits, status in ((4_000, 404), (5_000, 400)):
        body = '{"auroraai_recommendation_id": ' + "9" * digits + "}"
        assert_problem(post_json_text(api, FEEDBACK, body), status)


def test_feedback_not_declared_as_json_is_refused(api: TestClient) -> None:
    content = json.dumps({"auroraai_recommendation_id": 1})
    response = api.post(FEEDBACK, content=content, headers={"Content-Type": "text/plain"})
    assert_problem(response, 415)


def test_feedback_over_64_kib_is_refused(api: TestClient) -> None:
    services = [scored(UNKNOWN_SERVICE, 1)] * 1_000
    assert_problem(give(api, 1, service_feedbacks=services), 413)


def test_feedback_errors_and_logs_repeat_nothing_that_was_sent(
    api: TestClient, service_log: Callable[[], str]
) -> None:
    recommendation_id, _ = recommended(api)
    bodies: list[dict[str, Any]] = [
        {"auroraai_recommendation_id": MARKER},
        {"auroraai_recommendation_id": recommendation_id, MARKER: MARKER},
        {"auroraai_recommendation_id": recommendation_id, "feedback_score": MARKER},
        {
            "auroraai_recommendation_id": recommendation_id,
            "service_feedbacks": [{**scored(MARKER, MARKER), MARKER: 1}],
        },
        {"auroraai_recommendation_id": 76_543_210_987_654},
        {
            "auroraai_recommendation_id": recommendation_id,
            "service_feedbacks": [scored(UNKNOWN_SERVICE, 1)],
        },
    ]
    for body in bodies:
        response = api.post(FEEDBACK, json=body)
        assert response.status_code in (400, 404)
        for sent in (MARKER, "76543210987654", UNKNOWN_SERVICE):
            assert sent not in response.text
    log = service_log()
    assert "/recommendation_feedback" in log
    for sent in (MARKER, "76543210987654", UNKNOWN_SERVICE):
        assert sent not in log


def test_feedback_without_credentials_is_challenged(secured_api: TestClient) -> None:
    for body in ({"auroraai_recommendation_id": 1, "feedback_score": 1}, {}):
        response = secured_api.post(FEEDBACK, json=body)
        assert assert_problem(response, 401)["code"] == "not-authenticated"
        assert response.headers["www-authenticate"].startswith("Basic ")


def test_feedback_of_a_client_without_the_role_is_not_allowed(
    secured_api: TestClient, api_clients: ApiClients
) -> None:
    authorization = header_of(api_clients, "recommend", "admin")
    recommendation_id, _ = recommended(secured_api, Authorization=authorization)
    response = secured_api.post(
        FEEDBACK,
        json={"auroraai_recommendation_id": recommendation_id, "feedback_score": 1},
        headers={"Authorization": authorization},
    )
    assert assert_problem(response, 403)["code"] == "not-allowed"


def test_feedback_is_for_the_client_that_asked_alone(
    secured_api: TestClient, api: TestClient, api_clients: ApiClients, scores: Scores
) -> None:
    own, other = (header_of(api_clients, "recommend", "feedback") for _ in range(2))
    recommendation_id, ids = recommended(secured_api, Authorization=own)
    body = {
        "auroraai_recommendation_id": recommendation_id,
        "service_feedbacks": [scored(ids[0], 1)],
    }
    foreign = secured_api.post(FEEDBACK, json=body, headers={"Authorization": other})
    unknown = secured_api.post(
        FEEDBACK, json={"auroraai_recommendation_id": 10**12}, headers={"Authorization": other}
    )
    assert assert_problem(foreign, 404) == assert_problem(unknown, 404)
    assert_problem(api.post(FEEDBACK, json=body), 404)
    assert scores(recommendation_id) == {}
    assert_ok(secured_api.post(FEEDBACK, json=body, headers={"Authorization": own}))
    assert scores(recommendation_id) == {ids[0]: 1}


def test_feedback_on_what_was_made_without_a_client_is_not_for_a_client(
    secured_api: TestClient, api: TestClient, api_clients: ApiClients
) -> None:
    recommendation_id, _ = recommended(api)
    response = secured_api.post(
        FEEDBACK,
        json={"auroraai_recommendation_id": recommendation_id, "feedback_score": 1},
        headers={"Authorization": header_of(api_clients, "feedback")},
    )
    assert_problem(response, 404)


def test_feedback_without_a_database_is_unavailable(
    sample_settings: Settings, tmp_path: Path
) -> None:
    missing = Database(f"sqlite:///{tmp_path / 'missing' / 'revontuli.db'}")
    with TestClient(create_app(sample_settings)) as client:
        client.app_state["container"] = replace(
            client.app_state["container"],
            recommendation_feedback=RecommendationFeedback(open_stores=missing.open_stores),
        )
        response = give(client, 1, feedback_score=1)
    assert assert_problem(response, 503)["code"] == "database-unavailable"
    assert int(response.headers["retry-after"]) > 0
    assert "missing" not in response.text


def test_feedback_example_of_the_documentation_is_accepted(api: TestClient) -> None:
    schemas = api.get("/openapi.json").json()["components"]["schemas"]
    recommendation_id, ids = recommended(api)
    (example,) = schemas["RecommendationFeedback"]["examples"]
    response = api.post(FEEDBACK, json=example)
    assert response.status_code in (200, 404)
    example["auroraai_recommendation_id"] = recommendation_id
    for each in example["service_feedbacks"]:
        each["service_id"] = ids[0]
    assert_ok(api.post(FEEDBACK, json=example))


def test_feedback_documents_every_answer(api: TestClient) -> None:
    operation = api.get("/openapi.json").json()["paths"][FEEDBACK]["post"]
    assert set(operation["responses"]) == {
        "200", "400", "401", "403", "404", "408", "413", "415", "429", "503",
    }  # fmt: skip
    assert operation["responses"]["200"]["content"] == {
        "text/plain": {"schema": {"type": "string"}, "example": "OK"}
    }
    assert operation["security"]
