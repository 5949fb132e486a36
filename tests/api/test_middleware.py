from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from app.errors import DatabaseUnavailable
from tests.api.asking import (
    RECOMMEND_SERVICE,
    TEXT,
    TEXT_SEARCH,
    assert_problem,
    assert_refused,
)

MAX_BODY_BYTES = 64 * 1024
JSON = {"Content-Type": "application/json"}
MARKER = "Mxqzv7Kaisa"
FailingApi = Callable[[Exception], TestClient]


def body_of(byte_count: int) -> bytes:
    """A valid request, filled with white space to the size."""
    return b'{"search_text": "vuokra", "life_events": []}'.ljust(byte_count)


@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE, "/nope", "/health/live"])
@pytest.mark.parametrize("byte_count", [MAX_BODY_BYTES + 1, 10 * 1024 * 1024])
def test_body_over_64_kib_is_a_413_problem_wherever_it_is_sent(
    api: TestClient, path: str, byte_count: int
) -> None:
    response = api.post(path, content=body_of(byte_count), headers=JSON)
    assert assert_problem(response, 413)["code"] == "body-too-large"


def test_body_of_64_kib_is_read(api: TestClient) -> None:
    body = b'{"search_text": "vuokra"}'.ljust(MAX_BODY_BYTES)
    assert api.post(TEXT_SEARCH, content=body, headers=JSON).status_code == 200


def test_body_over_64_kib_without_declared_length_is_a_413_problem(api: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(65):
            yield b" " * 1024

    assert_problem(api.post(TEXT_SEARCH, content=chunks(), headers=JSON), 413)


def test_body_in_many_chunks_is_read_whole(api: TestClient) -> None:
    body = b'{"search_text": "vuokra", "limit": 3}'
    response = api.post(TEXT_SEARCH, content=(bytes([byte]) for byte in body), headers=JSON)
    assert len(response.json()["recommended_services"]) == 3


def test_unexpected_exception_is_a_500_problem_that_tells_nothing(failing_api: FailingApi) -> None:
    api = failing_api(RuntimeError(f"{MARKER} in /srv/app on db.internal:5432"))
    response = api.post(TEXT_SEARCH, json={"search_text": MARKER})
    assert assert_problem(response, 500)["code"] == "error"
    for secret in (MARKER, "RuntimeError", "/srv", "5432", "Traceback"):
        assert secret not in response.text


@pytest.mark.parametrize("error_type", [RuntimeError, ValueError, KeyError, UnicodeError])
def test_unexpected_exception_is_logged_without_the_persons_text(
    failing_api: FailingApi, service_log: Callable[[], str], error_type: type[Exception]
) -> None:
    api = failing_api(error_type(f"cannot match {MARKER}"))
    request_id = api.post(TEXT_SEARCH, json={"search_text": MARKER}).headers["x-request-id"]
    log = service_log()
    assert MARKER not in log
    assert error_type.__name__ in log
    assert "conftest.py" in log
    assert request_id in log


def test_cause_of_a_deliberate_error_tells_the_caller_nothing(failing_api: FailingApi) -> None:
    error = DatabaseUnavailable()
    error.__cause__ = RuntimeError(f"connection to db.internal:5432 failed for {MARKER}")
    response = failing_api(error).post(TEXT_SEARCH, json={"search_text": MARKER})
    assert_problem(response, 503)
    for secret in (MARKER, "internal", "5432"):
        assert secret not in response.text


def test_service_still_answers_after_an_unexpected_exception(failing_api: FailingApi) -> None:
    api = failing_api(RuntimeError())
    assert api.post(TEXT_SEARCH, json={"search_text": TEXT}).status_code == 500
    assert api.post(RECOMMEND_SERVICE, json={"life_situation": TEXT}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"search_text": MARKER},
        {"search_text": MARKER, "limit": 0},
        {"search_text": [MARKER]},
        {"search_text": "x", MARKER: MARKER},
    ],
)
def test_access_log_has_one_line_without_text_query_or_address(
    api: TestClient, service_log: Callable[[], str], body: dict[str, object]
) -> None:
    response = api.post(
        f"{TEXT_SEARCH}?{MARKER}={MARKER}",
        json=body,
        headers={"User-Agent": MARKER, "X-Request-Id": MARKER, "Authorization": MARKER},
    )
    lines = [line for line in service_log().splitlines() if "duration_seconds" in line]
    assert len(lines) == 1
    assert "/text_search" in lines[0]
    assert f"'status': {response.status_code}" in lines[0]
    assert response.headers["x-request-id"] in lines[0]
    assert MARKER not in service_log()


@pytest.mark.parametrize("path", [f"/{MARKER}", f"/docs/assets/{MARKER}", f"/health/live/{MARKER}"])
def test_access_log_names_no_unknown_path(
    api: TestClient, service_log: Callable[[], str], path: str
) -> None:
    api.get(path)
    assert "duration_seconds" in service_log()
    assert MARKER not in service_log()


@pytest.mark.parametrize("path", ["/health/live", "/nope"])
def test_access_log_names_no_unknown_method(
    api: TestClient, service_log: Callable[[], str], path: str
) -> None:
    api.request(MARKER.upper(), path)
    assert "'method': 'OTHER'" in service_log()
    assert MARKER.upper() not in service_log()


def test_every_answer_has_a_request_id_of_its_own_and_safe_headers(
    api: TestClient, failing_api: FailingApi
) -> None:
    responses = [
        api.post(TEXT_SEARCH, json={"search_text": TEXT}),
        api.post(TEXT_SEARCH, json={}),
        api.post(TEXT_SEARCH, content=body_of(MAX_BODY_BYTES + 1), headers=JSON),
        api.get("/nope"),
        api.get("/docs"),
        api.get("/service-recommender/healthcheck/"),
        failing_api(RuntimeError()).post(TEXT_SEARCH, json={"search_text": TEXT}),
    ]
    for response in responses:
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["x-frame-options"] == "DENY"
    request_ids = {response.headers["x-request-id"] for response in responses}
    assert len(request_ids) == len(responses)


def test_request_id_of_the_caller_is_not_taken_over(api: TestClient) -> None:
    response = api.get("/health/live", headers={"X-Request-Id": MARKER})
    assert response.headers["x-request-id"] != MARKER


def test_refused_request_after_a_refused_body_is_judged_anew(api: TestClient) -> None:
    api.post(TEXT_SEARCH, content=body_of(MAX_BODY_BYTES + 1), headers=JSON)
    assert_refused(api.post(TEXT_SEARCH, json={"search_text": ""}), "/search_text")
