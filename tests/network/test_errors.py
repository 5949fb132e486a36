import pytest

from tests.network.bodies import BODIES, TRANSLATION_BODIES, changed
from tests.network.network import (
    FEEDBACK,
    HEALTHCHECK,
    PREFIX,
    RANDOM_SERVICE,
    RECOMMEND_SERVICE,
    REDIRECT,
    SESSION_ATTRIBUTES,
    TEXT_SEARCH,
    Network,
    basic,
    problem,
    refused_at,
)

MARK = "Zqxj7Kaisa131052-308T"
BODY_LIMIT = 64 * 1024
NOT_JSON = {
    "nothing": b"",
    "half": b'{"search_text": "vuo',
    "text": b"search_text=vuokra",
    "two": b"{} {}",
    "not-a-number": b'{"search_text": NaN}',
    "trailing-comma": b'{"search_text": "vuokra",}',
    "latin-1": '{"search_text": "jää"}'.encode("latin-1"),
    "utf-16": '{"search_text": "vuokra"}'.encode("utf-16"),
    "deep": b"[" * 30_000 + b"]" * 30_000,
    "5000-digits": b'{"search_text": "vuokra", "limit": ' + b"9" * 5000 + b"}",
    "infinity": b'{"search_text": "vuokra", "limit": Infinity}',
    "lone-surrogate": b'{"search_text": "vuokra", "\\ud800": 1}',
}
OTHER_TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "image/svg+xml",
    None,
]
JSON_TYPES = [
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/ld+json",
    "application/problem+json",
]
ECHOES = {
    "unknown-field": (TEXT_SEARCH, {"search_text": "vuokra", MARK: 1}),
    "wrong-type": (TEXT_SEARCH, {"search_text": [MARK]}),
    "unknown-language": (TEXT_SEARCH, {"search_text": "vuokra", "language": MARK}),
    "unknown-code": (
        TEXT_SEARCH,
        {"search_text": "a", "service_filters": {"region_codes": [MARK]}},
    ),
    "unknown-filter": (TEXT_SEARCH, {"search_text": "a", "service_filters": {MARK: [MARK]}}),
    "unknown-meter": (RECOMMEND_SERVICE, {"life_situation_meters": {MARK: [1]}}),
    "unknown-event": (RECOMMEND_SERVICE, {"life_events": [MARK]}),
    "wrong-score": (FEEDBACK, {"auroraai_recommendation_id": 1, "feedback_score": MARK}),
    "wrong-id": (FEEDBACK, {"auroraai_recommendation_id": MARK}),
    "wrong-channel": (SESSION_ATTRIBUTES, {"service_channel_id": MARK, "session_attributes": MARK}),
}


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("content", NOT_JSON.values(), ids=NOT_JSON)
def test_body_that_is_not_utf_8_json_is_a_400(network: Network, path: str, content: bytes) -> None:
    problem(network.post_raw(path, content), 400)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("content_type", OTHER_TYPES)
def test_content_type_other_than_json_is_a_415(
    network: Network, path: str, content_type: str | None
) -> None:
    problem(network.post_raw(path, b'{"limit": 5}', content_type), 415)


@pytest.mark.parametrize("content_type", JSON_TYPES)
def test_any_json_content_type_is_read(network: Network, content_type: str) -> None:
    response = network.post_raw(TEXT_SEARCH, '{"search_text": "jäähalli"}', content_type)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("path", BODIES)
def test_body_over_64_kib_is_a_413(network: Network, path: str) -> None:
    body = b'{"search_text": "' + b"a" * BODY_LIMIT + b'"}'
    problem(network.post_raw(path, body), 413)


def test_body_of_64_kib_is_read(network: Network) -> None:
    body = b'{"search_text": "vuokra"}'
    padded = body + b" " * (BODY_LIMIT - len(body))
    assert network.post_raw(TEXT_SEARCH, padded).status_code == 200


def test_invalid_request_is_a_400_and_never_a_422(network: Network) -> None:
    for path in BODIES:
        assert network.post(path, {"unheard_of": 1}).status_code == 400
    assert network.get(REDIRECT).status_code == 400


def test_problem_points_at_each_offending_field(network: Network) -> None:
    body = changed(
        RECOMMEND_SERVICE,
        limit=0,
        rerank=1,
        service_filters={"include_national_services": "no", "target_groups": ["KR1", "KR9"]},
    )
    assert refused_at(network.post(RECOMMEND_SERVICE, body)) == {
        "/limit",
        "/rerank",
        "/service_filters/include_national_services",
        "/service_filters/target_groups/1",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/",
        PREFIX,
        f"{PREFIX}/",
        f"{PREFIX}/{MARK}",
        f"/{MARK}",
        "/service-recommender/v2/text_search",
    ],
)
def test_unknown_path_is_a_404(network: Network, path: str) -> None:
    response = network.get(path)
    problem(response, 404)
    assert MARK not in response.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in BODIES if path != SESSION_ATTRIBUTES),
        *(("GET", path) for path in TRANSLATION_BODIES),
        *(("DELETE", path) for path in [*BODIES, REDIRECT, RANDOM_SERVICE, HEALTHCHECK]),
        ("POST", REDIRECT),
        ("POST", RANDOM_SERVICE),
        ("PUT", TEXT_SEARCH),
    ],
)
def test_other_method_is_a_405(network: Network, method: str, path: str) -> None:
    response = network.http.request(method, path, headers=network.headers("both"))
    problem(response, 405)
    assert response.headers["allow"]


@pytest.mark.parametrize(("path", "body"), ECHOES.values(), ids=ECHOES)
def test_refused_body_is_never_repeated(
    network: Network, path: str, body: dict[str, object]
) -> None:
    response = network.post(path, body)
    problem(response, 400)
    assert MARK not in response.text
    assert all(MARK not in value for value in response.headers.values())


def test_refused_query_and_credentials_are_never_repeated(network: Network) -> None:
    query = network.get(REDIRECT, service_id=MARK, link_id=MARK, session_id=MARK * 20)
    problem(query, 400)
    headers = {"Authorization": basic(MARK, MARK), "X-Forwarded-For": MARK}
    credentials = network.http.post(TEXT_SEARCH, json=BODIES[TEXT_SEARCH], headers=headers)
    problem(credentials, 401)
    for response in (query, credentials):
        assert MARK not in response.text
        assert MARK not in str(response.headers)


@pytest.mark.parametrize("accept", ["text/html", "*/*", "image/png"])
def test_error_is_problem_json_whatever_is_accepted(network: Network, accept: str) -> None:
    headers = {**network.headers("both"), "Accept": accept}
    problem(network.http.post(TEXT_SEARCH, json={}, headers=headers), 400)
    problem(network.http.get(f"/<script>alert({MARK})</script>", headers=headers), 404)


def test_no_error_page_shows_a_trace_a_path_or_a_dependency(network: Network) -> None:
    answers = [
        network.post_raw(TEXT_SEARCH, b"{"),
        network.post(FEEDBACK, {"auroraai_recommendation_id": 10**40}),
        network.get(REDIRECT, recommendation_id=2**63),
        network.get(f"{PREFIX}/nothing"),
        network.post(TEXT_SEARCH, {}, client=None),
    ]
    for answer in answers:
        for telling in ("Traceback", ".py", "sqlite", "postgres", "127.0.0.1", "localhost", "<"):
            assert telling not in answer.text
        assert "server" not in answer.headers


def test_wrong_request_leaves_the_service_answering(network: Network) -> None:
    for content in NOT_JSON.values():
        network.post_raw(TEXT_SEARCH, content)
    assert network.search("vuokra")
