"""Who may ask: credentials, roles and what is open to all."""

from base64 import b64encode

import pytest
from fastapi.testclient import TestClient

from app.domain.clients import Role
from app.usecases.api_clients import ApiClients, IssuedCredentials
from tests.api.asking import RECOMMEND_SERVICE, TEXT, TEXT_SEARCH, assert_problem

BODIES = {TEXT_SEARCH: {"search_text": TEXT}, RECOMMEND_SERVICE: {"life_situation": TEXT}}
PATHS = list(BODIES)


@pytest.fixture(scope="module")
def issued(api_clients: ApiClients) -> IssuedCredentials:
    """A client with the default roles."""
    return api_clients.add_client("Neuvontabotti", "Oulun kaupunki")


def header(client_id: str, client_secret: str) -> str:
    return "Basic " + b64encode(f"{client_id}:{client_secret}".encode()).decode()


def header_of(issued: IssuedCredentials) -> str:
    return header(issued.client.client_id, issued.client_secret)


def status_with(api: TestClient, authorization: str | bytes, path: str = TEXT_SEARCH) -> int:
    response = api.post(path, json=BODIES[path], headers={"Authorization": authorization})
    return response.status_code


def assert_challenged(api: TestClient, authorization: str | bytes | None, path: str) -> str:
    """The service answers 401 with a Basic challenge; returns the body."""
    headers = {} if authorization is None else {"Authorization": authorization}
    response = api.post(path, json=BODIES[path], headers=headers)
    assert assert_problem(response, 401)["code"] == "not-authenticated"
    assert response.headers["www-authenticate"].startswith('Basic realm="')
    return response.text


@pytest.mark.parametrize("path", PATHS)
def test_known_client_is_answered(
    secured_api: TestClient, issued: IssuedCredentials, path: str
) -> None:
    assert status_with(secured_api, header_of(issued), path) == 200


def test_basic_scheme_is_read_in_any_case(
    secured_api: TestClient, issued: IssuedCredentials
) -> None:
    for scheme in ("basic", "BASIC"):
        assert status_with(secured_api, header_of(issued).replace("Basic", scheme)) == 200


@pytest.mark.parametrize("path", PATHS)
def test_missing_credentials_are_challenged(secured_api: TestClient, path: str) -> None:
    assert_challenged(secured_api, None, path)


def test_missing_credentials_are_challenged_whatever_the_fields_are(
    secured_api: TestClient,
) -> None:
    for body in ({}, {"search_text": ""}, {"search_text": TEXT, "unknown": 1}, []):
        assert_problem(secured_api.post(TEXT_SEARCH, json=body), 401)


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic abc",
        "Basic " + b64encode(b"no colon").decode(),
        "Basic " + b64encode(b":").decode(),
        "Basic " + b64encode(b"\xff\xfe:\xff").decode(),
        "Basic " + b64encode(b"id:\x00").decode(),
        "Basic " + "A" * 20_000,
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "Digest username=x",
        b"Basic \xe4\xf6",
        b"\xff",
    ],
)
def test_malformed_credentials_are_challenged(
    secured_api: TestClient, malformed: str | bytes
) -> None:
    assert_challenged(secured_api, malformed, TEXT_SEARCH)


def test_wrong_secret_and_unknown_client_are_challenged_alike(
    secured_api: TestClient, issued: IssuedCredentials, api_clients: ApiClients
) -> None:
    client_id, secret = issued.client.client_id, issued.client_secret
    other = api_clients.add_client("Toinen botti", "Turun kaupunki")
    answers = {
        assert_challenged(secured_api, wrong, TEXT_SEARCH)
        for wrong in (
            header(client_id, "wrong"),
            header(client_id, ""),
            header(client_id, secret[:-1]),
            header(client_id, f"{secret} "),
            header(client_id, secret.swapcase()),
            header(client_id, other.client_secret),
            header("ffffffffffffffff", secret),
            header(client_id.upper() + "x", secret),
            header(secret, client_id),
        )
    }
    assert len(answers) == 1


def test_revoked_client_is_challenged(secured_api: TestClient, api_clients: ApiClients) -> None:
    revoked = api_clients.add_client("Lopetettu botti", "Oulun kaupunki")
    api_clients.revoke_client(revoked.client.client_id)
    assert_challenged(secured_api, header_of(revoked), TEXT_SEARCH)


def test_rotated_secret_replaces_the_old_one(
    secured_api: TestClient, api_clients: ApiClients
) -> None:
    old = api_clients.add_client("Uusittu botti", "Oulun kaupunki")
    new = api_clients.rotate_client(old.client.client_id)
    assert_challenged(secured_api, header_of(old), TEXT_SEARCH)
    assert status_with(secured_api, header_of(new)) == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("roles", [["feedback"], ["admin"], ["feedback", "admin"]])
def test_client_without_the_role_is_not_allowed(
    secured_api: TestClient, api_clients: ApiClients, path: str, roles: list[Role]
) -> None:
    client = api_clients.add_client("Toinen tehtävä", "Oulun kaupunki", roles)
    response = secured_api.post(
        path, json=BODIES[path], headers={"Authorization": header_of(client)}
    )
    assert assert_problem(response, 403)["code"] == "not-allowed"
    assert "www-authenticate" not in response.headers


def test_client_with_the_role_among_others_is_answered(
    secured_api: TestClient, api_clients: ApiClients
) -> None:
    client = api_clients.add_client("Kaikki tehtävät", "Oulun kaupunki", ["recommend", "admin"])
    assert status_with(secured_api, header_of(client)) == 200


@pytest.mark.parametrize(
    "path",
    [
        "/service-recommender/healthcheck/",
        "/health/live",
        "/health/ready",
        "/docs",
        "/redoc",
        "/openapi.json",
    ],
)
def test_health_and_documentation_are_open_to_all(secured_api: TestClient, path: str) -> None:
    assert secured_api.get(path).status_code == 200


def test_service_without_authentication_ignores_credentials(api: TestClient) -> None:
    for authorization in ("Basic !!!", header("unknown", "wrong")):
        assert status_with(api, authorization) == 200
