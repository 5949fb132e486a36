from urllib.parse import urlsplit

import httpx
import pytest

from tests.builders import channel_id
from tests.network.bodies import NOT_OBJECTS, changed
from tests.network.catalogue import (
    COLLECTION,
    E_CHANNEL,
    E_PAGES,
    FRAGMENT_PAGE,
    NATIONAL,
    PHONE,
    WEB_PAGE,
)
from tests.network.network import (
    METERS,
    PUBLIC_BASE_URL,
    REDIRECT,
    SESSION_ATTRIBUTES,
    TEXT_SEARCH,
    Json,
    Network,
    problem,
    query_of,
    refused_at,
)

ATTRIBUTES: Json = {
    "age": 34,
    "municipality_code": "564",
    "life_situation_meters": {"finance": [2, 3], "health": []},
}
POINTER = "/session_attributes"


def store(network: Network, attributes: Json = ATTRIBUTES, **fields: object) -> str:
    """Hand attributes over to the electronic channel; the address that comes back."""
    body = {"service_channel_id": E_CHANNEL, "session_attributes": attributes, **fields}
    response = network.post(SESSION_ATTRIBUTES, body)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/plain")
    return response.text


def token_of(address: str) -> str:
    return query_of(address)["auroraai_access_token"]


def read(network: Network, token: str) -> httpx.Response:
    return network.get(SESSION_ATTRIBUTES, access_token=token)


def test_answer_is_the_channels_page_with_a_token(network: Network) -> None:
    address = store(network)
    assert query_of(address) == {
        **query_of(E_PAGES[0]),
        "auroraai_access_token": token_of(address),
    }
    assert token_of(address)
    assert urlsplit(address).path == urlsplit(E_PAGES[0]).path


@pytest.mark.parametrize(("channel", "page"), [(E_CHANNEL, E_PAGES[0]), (WEB_PAGE, FRAGMENT_PAGE)])
def test_token_stands_before_the_pages_fragment(network: Network, channel: str, page: str) -> None:
    address = urlsplit(store(network, service_channel_id=channel))
    assert address.fragment == urlsplit(page).fragment
    assert "auroraai_access_token=" in address.query


def test_each_token_is_new(network: Network) -> None:
    assert len({token_of(store(network)) for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "attributes",
    [
        ATTRIBUTES,
        {"age": 0},
        {"age": 200},
        {"municipality_code": "091"},
        {"life_situation_meters": {meter: [] for meter in METERS}},
        {"life_situation_meters": {meter: [10, 0] for meter in METERS}},
    ],
)
def test_token_opens_the_attributes_to_anyone_who_has_it(
    network: Network, attributes: Json
) -> None:
    token = token_of(store(network, attributes))
    for _ in range(2):
        response = read(network, token)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("application/json")
        assert response.json() == attributes


def test_attributes_can_be_read_from_any_origin(network: Network) -> None:
    token = token_of(store(network))
    response = network.http.get(
        SESSION_ATTRIBUTES,
        params={"access_token": token},
        headers={"Origin": "https://kunta.example.org"},
    )
    assert response.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in response.headers


def test_preflight_is_answered(network: Network) -> None:
    response = network.http.options(
        SESSION_ATTRIBUTES,
        headers={
            "Origin": "https://kunta.example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-headers"] == "Content-Type"


def test_options_is_answered_to_anyone(network: Network) -> None:
    assert network.http.options(SESSION_ATTRIBUTES).status_code == 200


def test_missing_token_is_refused(network: Network) -> None:
    assert refused_at(network.get(SESSION_ATTRIBUTES)) == {"/access_token"}


@pytest.mark.parametrize("token", ["", " ", "a b", "äö", "<x>", "x" * 5000, "\x00", "../.."])
def test_ill_formed_token_is_refused(network: Network, token: str) -> None:
    assert refused_at(read(network, token)) == {"/access_token"}


def test_unknown_token_is_not_found(network: Network) -> None:
    token = token_of(store(network))
    other = ("A" if token[0] != "A" else "B") + token[1:]
    problem(read(network, other), 404)


@pytest.mark.parametrize("channel", [channel_id(4711), NATIONAL])
def test_unknown_channel_is_not_found(network: Network, channel: str) -> None:
    body = changed(SESSION_ATTRIBUTES, service_channel_id=channel)
    problem(network.post(SESSION_ATTRIBUTES, body), 404)


def test_channel_without_a_web_page_is_not_found(network: Network) -> None:
    body = changed(SESSION_ATTRIBUTES, service_channel_id=PHONE)
    problem(network.post(SESSION_ATTRIBUTES, body), 404)


@pytest.mark.parametrize("field", ["service_channel_id", "session_attributes"])
def test_channel_and_attributes_are_required(network: Network, field: str) -> None:
    body = changed(SESSION_ATTRIBUTES)
    del body[field]
    assert refused_at(network.post(SESSION_ATTRIBUTES, body)) == {f"/{field}"}


@pytest.mark.parametrize("value", [*NOT_OBJECTS, {}], ids=repr)
def test_attributes_are_an_object_with_something_in_it(network: Network, value: object) -> None:
    response = network.post(
        SESSION_ATTRIBUTES, changed(SESSION_ATTRIBUTES, session_attributes=value)
    )
    assert refused_at(response) == {POINTER}


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        *(("age", value) for value in (-1, 201, 2**63, "34", 34.5, True, None)),
        *(("municipality_code", value) for value in ("999", "", "91", 91, None, ["091"])),
        *(("life_situation_meters", value) for value in (None, [], {}, "x", {"finance": [11]})),
        ("life_situation_meters", {"wealth": [1]}),
    ],
)
def test_attribute_out_of_bounds_is_refused(
    network: Network, attribute: str, value: object
) -> None:
    attributes = {**ATTRIBUTES, attribute: value}
    body = changed(SESSION_ATTRIBUTES, session_attributes=attributes)
    pointers = refused_at(network.post(SESSION_ATTRIBUTES, body))
    assert pointers
    assert all(pointer.startswith(f"{POINTER}/{attribute}") for pointer in pointers)


def test_service_is_required_with_a_recommendation(network: Network) -> None:
    body = changed(SESSION_ATTRIBUTES, auroraai_recommendation_id=1)
    assert refused_at(network.post(SESSION_ATTRIBUTES, body)) <= {"", "/service_id"}


def test_service_without_a_recommendation_changes_nothing(network: Network) -> None:
    assert store(network, service_id=NATIONAL).startswith(E_PAGES[0].partition("#")[0])


def test_recommendation_id_below_zero_is_refused(network: Network) -> None:
    body = changed(SESSION_ATTRIBUTES, auroraai_recommendation_id=-1, service_id=NATIONAL)
    assert refused_at(network.post(SESSION_ATTRIBUTES, body)) == {"/auroraai_recommendation_id"}


@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 10**40])
def test_recommendation_id_of_any_size_is_no_fault_of_ours(network: Network, number: int) -> None:
    body = changed(SESSION_ATTRIBUTES, auroraai_recommendation_id=number, service_id=NATIONAL)
    assert network.post(SESSION_ATTRIBUTES, body).status_code < 500


def test_with_a_recommendation_the_answer_is_a_redirect_that_carries_the_token(
    network: Network,
) -> None:
    search = {"search_text": "Koetinkivi", "service_filters": {"service_collections": [COLLECTION]}}
    number = network.recommendation(TEXT_SEARCH, search)["auroraai_recommendation_id"]
    link = store(network, auroraai_recommendation_id=number, service_id=NATIONAL)
    assert link.startswith(f"{PUBLIC_BASE_URL}{REDIRECT}?")
    query = query_of(link)
    assert query["service_id"] == NATIONAL
    assert query["service_channel_id"] == E_CHANNEL
    assert query["recommendation_id"] == str(number)
    followed = network.follow(link)
    assert followed.status_code == 302
    assert token_of(followed.headers["location"]) == token_of(link)
    assert read(network, token_of(link)).json() == ATTRIBUTES


def test_attributes_and_tokens_stay_out_of_the_log(network: Network) -> None:
    token = token_of(store(network, {"age": 117, "life_situation_meters": {"family": [7, 3, 1]}}))
    assert read(network, token).status_code == 200
    log = network.server.log()
    assert SESSION_ATTRIBUTES in log
    assert token not in log
    assert "[7, 3, 1]" not in log
    assert "117" not in [word.strip('",:{}') for word in log.split()]
