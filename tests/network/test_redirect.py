from urllib.parse import urlsplit

import pytest

from tests.builders import channel_id, service_id
from tests.network.bodies import NOT_UUIDS
from tests.network.catalogue import (
    CHANNEL_OF_NOBODY,
    COLLECTION,
    E_CHANNEL,
    E_PAGES,
    FORM,
    FORM_PAGE,
    FRAGMENT_PAGE,
    NATIONAL,
    PHONE,
    SWEDISH_ONLY,
    WEB_PAGE,
)
from tests.network.network import (
    REDIRECT,
    TEXT_SEARCH,
    Json,
    Network,
    problem,
    query_of,
    refused_at,
)

PARAMETERS = ("service_id", "service_channel_id", "link_id", "recommendation_id")
HOSTILE = "ä b/1&c=2#d?e+f%41'\"<script>"


@pytest.fixture
def link(network: Network) -> Json:
    """The parameters of the link to the electronic channel's first page, in an answer that holds all own services."""
    body = {
        "search_text": "Koetinkivi",
        "service_filters": {"service_collections": [COLLECTION]},
        "limit": 50,
    }
    answer = network.recommendation(TEXT_SEARCH, body)
    return {
        "service_id": NATIONAL,
        "service_channel_id": E_CHANNEL,
        "link_id": 0,
        "recommendation_id": answer["auroraai_recommendation_id"],
    }


def location(network: Network, link: Json, **changes: object) -> str:
    """Where the link leads a browser without credentials."""
    response = network.get(REDIRECT, **{**link, **changes})
    assert response.status_code == 302, response.text
    return response.headers["location"]


@pytest.mark.parametrize(
    ("channel", "link_id", "page"),
    [
        (E_CHANNEL, 0, E_PAGES[0]),
        (E_CHANNEL, 1, E_PAGES[1]),
        (WEB_PAGE, 0, FRAGMENT_PAGE),
        (FORM, 0, FORM_PAGE),
    ],
)
def test_redirect_leads_to_the_channels_page(
    network: Network, link: Json, channel: str, link_id: int, page: str
) -> None:
    assert location(network, link, service_channel_id=channel, link_id=link_id) == page


@pytest.mark.parametrize("name", ["session_id", "auroraai_access_token"])
@pytest.mark.parametrize("channel", [E_CHANNEL, WEB_PAGE])
def test_redirect_passes_session_and_token_on(
    network: Network, link: Json, name: str, channel: str
) -> None:
    page = location(network, link, service_channel_id=channel, **{name: HOSTILE})
    assert query_of(page)[name] == HOSTILE


def test_redirect_passes_nothing_else_on(network: Network, link: Json) -> None:
    page = location(network, link, session_id="s-1", utm_source="botti", unheard_of="x")
    assert query_of(page) == {"lang": "fi", "vaihe": "1", "session_id": "s-1"}
    assert urlsplit(page).path == urlsplit(E_PAGES[0]).path


def test_redirect_adds_to_the_query_before_the_fragment(network: Network, link: Json) -> None:
    page = urlsplit(location(network, link, service_channel_id=WEB_PAGE, session_id="s-1"))
    assert page.query == "session_id=s-1"
    assert page.fragment == urlsplit(FRAGMENT_PAGE).fragment
    merged = urlsplit(location(network, link, session_id="s-1", auroraai_access_token="t-1"))
    assert merged.query.startswith(urlsplit(E_PAGES[0]).query)
    assert merged.fragment == "alku"


@pytest.mark.parametrize("name", PARAMETERS)
def test_redirect_missing_parameter_is_refused(network: Network, link: Json, name: str) -> None:
    del link[name]
    assert refused_at(network.get(REDIRECT, **link)) == {f"/{name}"}


@pytest.mark.parametrize("name", ["service_id", "service_channel_id"])
@pytest.mark.parametrize("value", [each for each in NOT_UUIDS if isinstance(each, str)])
def test_redirect_id_is_a_uuid_of_version_4(
    network: Network, link: Json, name: str, value: str
) -> None:
    assert refused_at(network.get(REDIRECT, **{**link, name: value})) == {f"/{name}"}


@pytest.mark.parametrize("value", ["", "a", "1.5", "true", " 1", "1e3", "0x1", "١"])
@pytest.mark.parametrize("name", ["link_id", "recommendation_id"])
def test_redirect_number_is_an_integer(network: Network, link: Json, name: str, value: str) -> None:
    assert refused_at(network.get(REDIRECT, **{**link, name: value})) == {f"/{name}"}


@pytest.mark.parametrize("value", [-1, 31, 2**63])
def test_redirect_link_id_is_from_0_to_30(network: Network, link: Json, value: int) -> None:
    assert refused_at(network.get(REDIRECT, **{**link, "link_id": value})) == {"/link_id"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"service_channel_id": channel_id(4711)}, id="unknown-channel"),
        pytest.param({"service_channel_id": CHANNEL_OF_NOBODY}, id="channel-of-no-service"),
        pytest.param({"service_channel_id": PHONE}, id="channel-without-a-page"),
        pytest.param({"link_id": 2}, id="unknown-link"),
        pytest.param({"link_id": 30}, id="last-possible-link"),
        pytest.param({"recommendation_id": 999_999_999}, id="unknown-recommendation"),
        pytest.param({"recommendation_id": -1}, id="negative-recommendation"),
        pytest.param({"recommendation_id": 2**63}, id="recommendation-over-64-bits"),
        pytest.param({"service_id": service_id(4711)}, id="unknown-service"),
        pytest.param({"service_id": SWEDISH_ONLY}, id="service-without-the-channel"),
    ],
)
def test_redirect_to_what_does_not_exist_is_not_found(
    network: Network, link: Json, changes: Json
) -> None:
    problem(network.get(REDIRECT, **{**link, **changes}), 404)


def test_redirect_to_a_service_outside_the_recommendation_is_not_found(
    network: Network, link: Json
) -> None:
    filters = {"municipality_codes": ["564"], "include_national_services": False}
    body = {"search_text": "velat", "service_filters": filters, "limit": 1}
    elsewhere = network.recommendation(TEXT_SEARCH, body)["auroraai_recommendation_id"]
    problem(network.get(REDIRECT, **{**link, "recommendation_id": elsewhere}), 404)
