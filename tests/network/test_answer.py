"""The answer of both matching endpoints: recommendation, services, channels."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.network.catalogue import (
    COLLECTION,
    E_CHANNEL,
    E_PAGES,
    ENGLISH_TOO,
    FORM,
    IN_OULU,
    LOCATION,
    NATIONAL,
    NOT_SHOWN,
    ORGANIZATION,
    PHONE,
    SWEDISH_ONLY,
    WEB_PAGE,
)
from tests.network.network import (
    FEEDBACK,
    PUBLIC_BASE_URL,
    RECOMMEND_SERVICE,
    REDIRECT,
    TEXT_SEARCH,
    Json,
    Network,
    pages,
)
from tests.network.shapes import CHANNEL_FIELDS, SERVICE_FIELDS

SHOWN_CHANNELS = {
    E_CHANNEL: "EChannel",
    WEB_PAGE: "WebPage",
    PHONE: "Phone",
    LOCATION: "ServiceLocation",
    FORM: "PrintableForm",
}
REQUESTS: list[tuple[str, Json]] = [
    (TEXT_SEARCH, {"search_text": "vuokra on rästissä"}),
    (TEXT_SEARCH, {"search_text": "Hur betalar jag hyran?", "language": "sv"}),
    (RECOMMEND_SERVICE, {"life_situation_meters": {"finance": [2], "housing": [3]}}),
    (RECOMMEND_SERVICE, {"life_situation": "vuokra on rästissä", "life_events": ["KE8"]}),
]


def own_services(network: Network, path: str = TEXT_SEARCH, **fields: object) -> dict[str, Json]:
    """Our own services by id."""
    situation = "search_text" if path == TEXT_SEARCH else "life_situation"
    filters = {"service_collections": [COLLECTION]}
    body = {situation: "Koetinkivi", "service_filters": filters, "limit": 50, **fields}
    services = network.recommendation(path, body)["recommended_services"]
    return {service["service_id"]: service for service in services}


def channels(service: Json) -> dict[str, Json]:
    return {each["service_channel_id"]: each for each in service["service_channels"]}


def empty_values(value: Any) -> Iterator[str]:
    """The names of fields that are null, but for an area's code, which PTV leaves out of municipalities."""
    if isinstance(value, dict):
        for name, each in value.items():
            if each is None and not (name == "code" and "municipalities" in value):
                yield name
            yield from empty_values(each)
    elif isinstance(value, list):
        for each in value:
            yield from empty_values(each)


@pytest.mark.parametrize(("path", "body"), REQUESTS)
def test_answer_has_an_id_and_services(network: Network, path: str, body: Json) -> None:
    answer = network.recommendation(path, body)
    assert set(answer) == {"auroraai_recommendation_id", "recommended_services"}
    assert type(answer["auroraai_recommendation_id"]) is int
    assert answer["recommended_services"]


@pytest.mark.parametrize(("path", "body"), REQUESTS)
def test_explained_answer_says_what_made_it(network: Network, path: str, body: Json) -> None:
    generated_by = network.recommendation(path, {**body, "explain": True})["generated_by"]
    assert generated_by["service"] == "Revontuli"
    assert generated_by["automated"] is True
    assert generated_by["embedding_model"]
    assert generated_by["catalogue_version"]


@pytest.mark.parametrize(("path", "body"), REQUESTS)
def test_services_are_ranked_from_one_by_falling_score(
    network: Network, path: str, body: Json
) -> None:
    services = network.recommendation(path, {**body, "limit": 50})["recommended_services"]
    scores = [service["similarity_score"] for service in services]
    assert [service["rank"] for service in services] == list(range(1, len(services) + 1))
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("path", "body"), REQUESTS)
def test_service_has_the_interfaces_fields_and_types(
    network: Network, path: str, body: Json
) -> None:
    for service in network.recommendation(path, body)["recommended_services"]:
        extra = set(service) - set(SERVICE_FIELDS) - {"responsible_organization"}
        assert extra <= {"language", "explanation"}
        for name, expected in SERVICE_FIELDS.items():
            assert type(service[name]) is expected, name
        for name in ("target_groups", "service_collections", "service_class_uris", "requirements"):
            assert all(type(each) is str for each in service[name])


@pytest.mark.parametrize(("path", "body"), REQUESTS)
def test_channel_has_the_interfaces_fields_and_types(
    network: Network, path: str, body: Json
) -> None:
    services = network.recommendation(path, body)["recommended_services"]
    shown = [channel for service in services for channel in service["service_channels"]]
    assert shown
    for channel in shown:
        assert set(channel) == {*CHANNEL_FIELDS, "location"}
        for name, expected in CHANNEL_FIELDS.items():
            assert type(channel[name]) is expected, name
        for name in ("phone_numbers", "emails", "web_pages", "service_hours"):
            assert all(type(each) is str for each in channel[name])
        assert channel["location"] == "" or set(channel["location"]) == {"latitude", "longitude"}


@pytest.mark.parametrize(("path", "body"), REQUESTS)
def test_missing_text_is_empty_and_never_null(network: Network, path: str, body: Json) -> None:
    answer = network.recommendation(path, {**body, "limit": 50})
    assert set(empty_values(answer)) <= {"responsible_organization"}


def test_organization_has_id_and_name_or_is_null(network: Network) -> None:
    services = own_services(network)
    organization = services[NATIONAL]["responsible_organization"]
    assert organization == {"id": ORGANIZATION, "name": "Esimerkkilän kaupunki"}
    assert services[ENGLISH_TOO]["responsible_organization"] is None


def test_service_repeats_its_codes_and_areas(network: Network) -> None:
    services = own_services(network)
    assert services[NATIONAL]["target_groups"] == ["KR1"]
    assert services[NATIONAL]["service_collections"] == [COLLECTION]
    assert services[NATIONAL]["service_class_uris"] == [
        "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P1.1"
    ]
    assert services[NATIONAL]["requirements"] == ["Asut kunnan alueella."]
    assert services[NATIONAL]["charge_type"] == "FreeOfCharge"
    assert services[NATIONAL]["area_type"] == "Nationwide"
    area = services[IN_OULU]["areas"][0]
    assert area["type"] == "Municipality"
    assert [each["code"] for each in area["municipalities"]] == ["564"]


def test_channels_of_five_types_are_shown_and_others_left_out(network: Network) -> None:
    shown = channels(own_services(network)[NATIONAL])
    assert {key: each["service_channel_type"] for key, each in shown.items()} == SHOWN_CHANNELS
    assert NOT_SHOWN not in shown


def test_channel_shows_place_hours_numbers_and_addresses(network: Network) -> None:
    shown = channels(own_services(network)[NATIONAL])
    place = shown[LOCATION]
    assert place["address"] == "Mallikatu 3 A, 00100, Helsinki"
    assert place["location"] == {"latitude": "6672000.5", "longitude": "385000.1"}
    assert place["emails"] == ["asumisneuvonta@example.org"]
    assert place["service_hours"] == ["Monday 09:00:00 - 15:30:00, Friday 09:00:00 - 12:00:00"]
    assert shown[PHONE]["phone_numbers"] == ["+358 800000001"]
    assert shown[PHONE]["location"] == ""
    assert shown[PHONE]["address"] == ""


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_web_page_is_a_link_through_redirect(network: Network, language: str) -> None:
    body = {
        "search_text": "Koetinkivi",
        "language": language,
        "service_filters": {"service_collections": [COLLECTION]},
        "limit": 50,
    }
    answer = network.recommendation(TEXT_SEARCH, body)
    service = next(
        each for each in answer["recommended_services"] if each["service_id"] == NATIONAL
    )
    link_id = ("fi", "sv").index(language)
    number = answer["auroraai_recommendation_id"]
    assert pages(service, E_CHANNEL) == [
        f"{PUBLIC_BASE_URL}{REDIRECT}?service_id={NATIONAL}&service_channel_id={E_CHANNEL}"
        f"&link_id={link_id}&recommendation_id={number}"
    ]
    assert network.follow(pages(service, E_CHANNEL)[0]).headers["location"] == E_PAGES[link_id]


def test_session_is_appended_to_links_of_electronic_channels_alone(network: Network) -> None:
    session = "istunto 1/ä&b=2#c"
    service = own_services(network, RECOMMEND_SERVICE, session_id=session)[NATIONAL]
    electronic = parse_qsl(urlsplit(pages(service, E_CHANNEL)[0]).query, strict_parsing=True)
    assert electronic[-1] == ("session_id", session)
    assert len(electronic) == 5
    for channel in (WEB_PAGE, FORM):
        assert "session_id" not in pages(service, channel)[0]


def test_links_without_a_session_carry_none(network: Network) -> None:
    service = own_services(network, RECOMMEND_SERVICE)[NATIONAL]
    for channel in (E_CHANNEL, WEB_PAGE, FORM):
        assert "session_id" not in pages(service, channel)[0]


def test_empty_answer_is_valid_and_recorded(network: Network) -> None:
    filters = {"service_collections": [COLLECTION], "target_groups": ["KR3"]}
    body = {"search_text": "Koetinkivi", "service_filters": filters}
    answer = network.recommendation(TEXT_SEARCH, body)
    assert answer["recommended_services"] == []
    feedback = {
        "auroraai_recommendation_id": answer["auroraai_recommendation_id"],
        "feedback_score": -1,
    }
    assert network.post(FEEDBACK, feedback).text == "OK"


@pytest.mark.parametrize(
    ("language", "service_id", "name", "shown_language"),
    [
        ("fi", NATIONAL, "Koetinkivi", "fi"),
        ("fi", SWEDISH_ONLY, "Svensk rådgivning", "sv"),
        ("sv", NATIONAL, "Probersten", "sv"),
        ("sv", ENGLISH_TOO, "Monikielinen neuvonta", "fi"),
        ("en", ENGLISH_TOO, "Multilingual advice", "en"),
        ("en", NATIONAL, "Koetinkivi", "fi"),
        ("en", SWEDISH_ONLY, "Svensk rådgivning", "sv"),
    ],
)
def test_name_falls_back_from_the_language_asked_for(
    network: Network, language: str, service_id: str, name: str, shown_language: str
) -> None:
    service = own_services(network, language=language)[service_id]
    assert service["service_name"] == name
    assert service["language"] == shown_language


def test_each_text_falls_back_on_its_own(network: Network) -> None:
    service = own_services(network, language="fi")[ENGLISH_TOO]
    assert service["service_name"] == "Monikielinen neuvonta"
    assert service["service_description_summary"] == "Advice in English"
    assert service["service_description"] == ""
