"""Every error leaves as problem+json, with nothing of what the caller sent in it."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.errors import (
    AppError,
    CatalogueEmpty,
    DatabaseUnavailable,
    NotAllowed,
    NotFound,
    Overloaded,
    Unavailable,
)
from tests.api.asking import (
    METERS,
    PREFIX,
    RECOMMEND_SERVICE,
    TEXT,
    TEXT_SEARCH,
    assert_problem,
    assert_refused,
    post_json_text,
)

MARKER = "Mxqzv7Kaisa"
BODY = '{"search_text": "vuokra"}'
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/", "/nope", "/service-recommender/v1/", f"{TEXT_SEARCH}/more"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_path_is_a_404_problem(api: TestClient, method: str, path: str) -> None:
    problem = assert_problem(api.request(method, path), 404)
    assert problem["code"] == "not-found"
    assert (problem["title"], problem["detail"]) == ("Not found", "There is nothing at this path")


def test_unknown_asset_is_a_404_problem(api: TestClient) -> None:
    for path in ("/docs/assets/nope.js", "/docs/assets/", "/docs/assets/%2e%2e/%2e%2e/README.md"):
        assert_problem(api.get(path), 404)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_other_method_is_a_405_problem_that_names_the_right_one(
    api: TestClient, method: str, path: str
) -> None:
    response = api.request(method, path)
    problem = assert_problem(response, 405)
    assert problem["code"] == "method-not-allowed"
    assert problem["title"] == "Method not allowed"
    assert problem["detail"] == "This path does not answer this method"
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (f"{PREFIX}/session_attributes", "GET, OPTIONS, POST"),
        ("/life_events", "GET, HEAD"),
        ("/services/3668d250-cd80-45c4-abcc-9b2d3a2b3e42", "GET, HEAD"),
        ("/health/live", "GET, HEAD"),
    ],
)
def test_other_method_names_those_of_all_routes_of_the_path(
    api: TestClient, path: str, methods: str
) -> None:
    for method in ("DELETE", "INVENTED"):
        response = api.request(method, path)
        assert_problem(response, 405)
        assert response.headers["allow"] == methods


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/json",
        "text/html; charset=utf-8",
        "application/xml",
        "application/jsonx",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "json",
        "*/*",
        "",
    ],
)
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_body_of_another_content_type_is_a_415_problem(
    api: TestClient, path: str, content_type: str
) -> None:
    response = api.post(path, content=BODY, headers={"Content-Type": content_type})
    assert assert_problem(response, 415)["code"] == "unsupported-media-type"


def test_body_without_content_type_is_a_415_problem(api: TestClient) -> None:
    assert_problem(api.post(TEXT_SEARCH, content=BODY), 415)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8; profile=x",
        "application/ld+json",
        "application/vnd.auroraai.v1+json",
    ],
)
def test_body_of_any_json_content_type_is_read(api: TestClient, content_type: str) -> None:
    response = api.post(TEXT_SEARCH, content=BODY, headers={"Content-Type": content_type})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        '{"search_text": "vuokra"',
        '{"search_text": "vuok',
        '{"search_text": "vuokra",}',
        "{'search_text': 'vuokra'}",
        '{"search_text": "vuokra"} {}',
        '{"search_text": "rivi\nrivi"}',
        "search_text=vuokra",
        "{",
        " ",
        "\x00",
        "nul",
        '{"search_text": "\\x41"}',
        '{"search_text": "\\ud8"}',
    ],
)
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_body_that_is_not_json_is_refused(api: TestClient, path: str, body: str) -> None:
    assert_refused(post_json_text(api, path, body), "")


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
)
def test_body_that_is_not_utf_8_is_refused(api: TestClient, encoding: str) -> None:
    body = '{"search_text": "häätö"}'.encode(encoding)
    assert_problem(post_json_text(api, TEXT_SEARCH, body), 400)


@pytest.mark.parametrize(
    "body",
    [
        b'{"search_text": "\xff"}',
        b'{"search_text": "\xc3"}',
        b'{"search_text": "\xed\xa0\x80"}',
        b'{"search_text": "\xc0\xaf"}',
        b"\xff\xfe",
    ],
)
def test_body_of_broken_utf_8_is_refused(api: TestClient, body: bytes) -> None:
    assert_refused(post_json_text(api, TEXT_SEARCH, body), "")


def test_body_with_a_byte_order_mark_is_read(api: TestClient) -> None:
    body = '{"search_text": "häätö"}'.encode("utf-8-sig")
    assert post_json_text(api, TEXT_SEARCH, body).status_code == 200


@pytest.mark.parametrize("headers", [JSON, {}])
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_empty_body_is_refused(api: TestClient, path: str, headers: dict[str, str]) -> None:
    assert_refused(api.post(path, content=b"", headers=headers), "")


@pytest.mark.parametrize(
    ("path", "body", "pointer", "detail"),
    [
        (TEXT_SEARCH, "", "", "A JSON body is required"),
        (TEXT_SEARCH, "[]", "", "Must be an object"),
        (TEXT_SEARCH, "{}", "/search_text", "Required"),
        (TEXT_SEARCH, '{"search_text": ""}', "/search_text", "Must not be empty"),
        (TEXT_SEARCH, '{"search_text": 3}', "/search_text", "Must be a string"),
        (TEXT_SEARCH, '{"search_text": "a", "limit": "5"}', "/limit", "Must be a whole number"),
        (TEXT_SEARCH, '{"search_text": "a", "limit": 51}', "/limit", "Must be at most 50"),
        (TEXT_SEARCH, '{"search_text": "a", "rerank": 1}', "/rerank", "Must be true or false"),
        (
            RECOMMEND_SERVICE,
            '{"life_situation": "a", "language": "de"}',
            "/language",
            "Must be 'fi', 'sv' or 'en'",
        ),
        (
            TEXT_SEARCH,
            f'{{"search_text": "{"a" * 1025}"}}',
            "/search_text",
            "Must have at most 1024 characters",
        ),
        (
            RECOMMEND_SERVICE,
            f'{{"life_events": [{", ".join(["1"] * 101)}]}}',
            "/life_events",
            "Must have at most 100 entries",
        ),
        (
            RECOMMEND_SERVICE,
            '{"life_situation_meters": {}}',
            "/life_situation_meters",
            "At least one meter must be given",
        ),
    ],
)
def test_refusal_tells_in_plain_words_what_is_expected(
    api: TestClient, path: str, body: str, pointer: str, detail: str
) -> None:
    problem = assert_problem(post_json_text(api, path, body), 400)
    assert problem["errors"] == [{"pointer": pointer, "detail": detail}]


@pytest.mark.parametrize("body", ["[]", "[{}]", "null", "3", "-1.5", "true", '"vuokra"', "NaN"])
@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_body_that_is_not_an_object_is_refused(api: TestClient, path: str, body: str) -> None:
    assert_refused(post_json_text(api, path, body), "")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", TEXT_SEARCH, {"search_text": [MARKER]}),
        ("POST", TEXT_SEARCH, {"search_text": TEXT, "limit": MARKER}),
        ("POST", TEXT_SEARCH, {"search_text": TEXT, "rerank": MARKER}),
        ("POST", TEXT_SEARCH, {"search_text": TEXT, "language": MARKER}),
        ("POST", TEXT_SEARCH, {"search_text": MARKER, "limit": 0}),
        ("POST", TEXT_SEARCH, {"search_text": MARKER * 100}),
        ("POST", TEXT_SEARCH, {MARKER: 1}),
        ("POST", TEXT_SEARCH, {"search_text": TEXT, MARKER: {MARKER: MARKER}}),
        ("POST", TEXT_SEARCH, {"search_text": TEXT, "service_filters": MARKER}),
        ("POST", TEXT_SEARCH, {"search_text": TEXT, "service_filters": {MARKER: [MARKER]}}),
        *(
            ("POST", TEXT_SEARCH, {"search_text": TEXT, "service_filters": {field: [MARKER]}})
            for field in (
                "municipality_codes",
                "region_codes",
                "service_classes",
                "service_collections",
                "target_groups",
                "funding_type",
                "life_events",
            )
        ),
        ("POST", RECOMMEND_SERVICE, {"life_situation_meters": {MARKER: [1]}}),
        ("POST", RECOMMEND_SERVICE, {"life_situation_meters": {"health": [MARKER]}}),
        ("POST", RECOMMEND_SERVICE, {"life_situation_meters": METERS, "age": MARKER}),
        ("POST", RECOMMEND_SERVICE, {"life_events": [MARKER]}),
        ("POST", RECOMMEND_SERVICE, {"life_situation": TEXT, "municipality_code": MARKER}),
        ("POST", RECOMMEND_SERVICE, {"life_situation": TEXT, "session_id": [MARKER]}),
        ("POST", RECOMMEND_SERVICE, [MARKER]),
        ("POST", RECOMMEND_SERVICE, MARKER),
        ("GET", f"/{MARKER}", None),
        ("GET", f"/{MARKER}/<script>alert(1)</script>", None),
        ("GET", f"/docs/assets/{MARKER}.js", None),
        ("GET", f"/docs/assets/%2e%2e/{MARKER}", None),
        ("GET", f"{TEXT_SEARCH}?q={MARKER}", None),
        ("GET", f"/nope?{MARKER}={MARKER}", None),
        ("POST", f"/{MARKER}", {"search_text": MARKER}),
        ("POST", f"{TEXT_SEARCH}?{MARKER}={MARKER}", {"search_text": MARKER, "limit": 0}),
        ("DELETE", f"/health/live?{MARKER}", None),
        (MARKER, TEXT_SEARCH, None),
    ],
)
def test_error_never_repeats_what_was_sent(
    api: TestClient, method: str, path: str, body: object
) -> None:
    headers = {
        "X-Request-Id": MARKER,
        "User-Agent": MARKER,
        "Host": f"{MARKER}.example.org",
        "Accept": f"text/html, {MARKER}/html",
        "Cookie": f"{MARKER}={MARKER}",
    }
    response = api.request(method, path, json=body, headers=headers)
    assert 400 <= response.status_code < 500
    assert_problem(response, response.status_code)
    assert MARKER.lower() not in response.text.lower()
    assert MARKER.lower() not in str(response.headers).lower()
    assert "<" not in response.text


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (f'{{"search_text": "{MARKER}', JSON),
        (f'{{"search_text": {MARKER}}}', JSON),
        (f'{{"{MARKER}\\ud800": 1}}', JSON),
        (BODY, {"Content-Type": f"text/{MARKER}"}),
        (BODY, {"Content-Type": MARKER}),
        (b'{"search_text": "\xff' + MARKER.encode(), JSON),
        ("[" * 20_000 + MARKER, JSON),
        (MARKER * 10_000, JSON),
    ],
)
def test_unreadable_body_is_never_repeated(
    api: TestClient, body: str | bytes, headers: dict[str, str]
) -> None:
    response = api.post(TEXT_SEARCH, content=body, headers=headers)
    assert_problem(response, response.status_code)
    assert response.status_code in (400, 413, 415)
    assert MARKER not in response.text + str(response.headers)


def test_refused_credentials_are_never_repeated(secured_api: TestClient) -> None:
    encoded = b64encode(f"{MARKER}:{MARKER}".encode()).decode()
    for header in (f"Basic {encoded}", f"Bearer {MARKER}", MARKER):
        response = secured_api.post(
            TEXT_SEARCH, json={"search_text": MARKER}, headers={"Authorization": header}
        )
        assert_problem(response, 401)
        for part in (MARKER, encoded):
            assert part not in response.text + str(response.headers)


@pytest.mark.parametrize("path", ["/docs/", "/health/live/", f"{TEXT_SEARCH}/", "//docs"])
def test_path_that_only_resembles_a_known_one_is_no_redirect_to_the_senders_host(
    api: TestClient, path: str
) -> None:
    response = api.get(
        f"{path}?{MARKER}=1",
        headers={"Host": f"{MARKER}.example.org"},
        follow_redirects=False,
    )
    assert_problem(response, response.status_code)
    assert MARKER.lower() not in str(response.headers).lower()


@pytest.mark.parametrize(
    ("error", "status", "code", "retry_after"),
    [
        (Overloaded(), 503, "overloaded", "1"),
        (CatalogueEmpty(), 503, "catalogue-empty", "30"),
        (DatabaseUnavailable(), 503, "database-unavailable", "5"),
        (Unavailable(), 503, "unavailable", "5"),
        (NotFound(), 404, "not-found", None),
        (NotAllowed(), 403, "not-allowed", None),
        (AppError(), 500, "error", None),
    ],
)
def test_deliberate_error_leaves_with_its_status_and_code(
    failing_api: Callable[[Exception], TestClient],
    error: AppError,
    status: int,
    code: str,
    retry_after: str | None,
) -> None:
    response = failing_api(error).post(TEXT_SEARCH, json={"search_text": TEXT})
    assert assert_problem(response, status)["code"] == code
    assert response.headers.get("retry-after") == retry_after
