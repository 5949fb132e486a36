import pytest

from tests.network.bodies import BODIES, TRANSLATION_BODIES
from tests.network.network import (
    FEEDBACK,
    HEALTHCHECK,
    RANDOM_SERVICE,
    RECOMMEND_SERVICE,
    REDIRECT,
    SESSION_ATTRIBUTES,
    TEXT_SEARCH,
    Network,
    basic,
    problem,
)

WITH_CLIENT = [*BODIES, *TRANSLATION_BODIES]
WRONG = {
    "no-such-client": basic("nobody", "secret"),
    "not-base64": "Basic ###",
    "no-colon": "Basic bm9jb2xvbg==",
    "another-scheme": "Bearer abc",
    "empty": "",
}


@pytest.mark.parametrize("path", WITH_CLIENT)
def test_post_without_credentials_is_challenged(network: Network, path: str) -> None:
    body = {**BODIES, **TRANSLATION_BODIES}[path]
    response = network.post(path, body, client=None)
    problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Basic ")


def test_random_service_without_credentials_is_challenged(network: Network) -> None:
    response = network.get(RANDOM_SERVICE)
    problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", WRONG.values(), ids=WRONG)
def test_wrong_credentials_are_challenged(network: Network, header: str) -> None:
    response = network.http.post(
        TEXT_SEARCH, json=BODIES[TEXT_SEARCH], headers={"Authorization": header}
    )
    problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Basic ")


def test_wrong_secret_of_a_known_client_is_challenged(network: Network) -> None:
    header = network.authorizations["both"]
    response = network.http.post(
        TEXT_SEARCH, json=BODIES[TEXT_SEARCH], headers={"Authorization": header[:-8] + "AAAAAAA="}
    )
    problem(response, 401)


def test_revoked_client_is_challenged(network: Network) -> None:
    problem(network.post(TEXT_SEARCH, BODIES[TEXT_SEARCH], "revoked"), 401)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("client", ["feedback", "recommend", "admin"])
def test_client_may_do_what_its_role_allows(network: Network, path: str, client: str) -> None:
    needed = "feedback" if path == FEEDBACK else "recommend"
    response = network.post(path, BODIES[path], client)
    if client == needed:
        assert response.status_code in (200, 404), response.text
    else:
        problem(response, 403)


def test_wrong_body_without_credentials_is_challenged_before_it_is_judged(network: Network) -> None:
    problem(network.post(TEXT_SEARCH, {"no": "such field"}, client=None), 401)


@pytest.mark.parametrize(
    ("path", "status"), [(REDIRECT, 400), (SESSION_ATTRIBUTES, 400), (HEALTHCHECK, 200)]
)
def test_endpoint_for_browsers_asks_for_no_credentials(
    network: Network, path: str, status: int
) -> None:
    assert network.get(path).status_code == status


def test_recommendation_role_alone_gets_recommendations(network: Network) -> None:
    for path in (RECOMMEND_SERVICE, TEXT_SEARCH):
        answer = network.recommendation(path, BODIES[path], "recommend")
        assert isinstance(answer["auroraai_recommendation_id"], int)
