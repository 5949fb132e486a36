"""Links of an answer lead through redirect, and carry the session on electronic channels alone."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.domain.catalogue import WebPage
from app.domain.language import Language
from tests.api.asking import MAX_LIMIT, METERS, RECOMMEND_SERVICE, TEXT, recommend, search
from tests.api.sample_records import channel_records
from tests.api.shown_answer import BASE_URL, CHANNEL_TYPES, pages, shown
from tests.builders import make_channel, make_service


def test_answer_links_lead_through_redirect(api: TestClient) -> None:
    response = api.post(
        RECOMMEND_SERVICE,
        json={"life_situation": TEXT, "limit": MAX_LIMIT, "language": "sv"},
    ).json()
    links = 0
    for service in response["recommended_services"]:
        for channel in service["service_channels"]:
            record = channel_records()[channel["service_channel_id"]]
            for page in channel["web_pages"]:
                links += 1
                url = urlsplit(page)
                assert f"{url.scheme}://{url.netloc}{url.path}" == (
                    "http://127.0.0.1:8000/service-recommender/v1/redirect"
                )
                query = dict(parse_qsl(url.query))
                assert list(query) == [
                    "service_id",
                    "service_channel_id",
                    "link_id",
                    "recommendation_id",
                ]
                assert query["service_id"] == service["service_id"]
                assert query["service_channel_id"] == channel["service_channel_id"]
                assert query["recommendation_id"] == str(response["auroraai_recommendation_id"])
                pages_of_channel = record["webPages"] or record["channelUrls"]
                assert 0 <= int(query["link_id"]) < len(pages_of_channel)
    assert links > 0


@pytest.mark.parametrize(
    ("session_id", "encoded"),
    [
        ("7f1c2a90", "7f1c2a90"),
        ("a&b=c", "a%26b%3Dc"),
        ("ä #?/", "%C3%A4+%23%3F%2F"),
        ("\x00\r\n", "%00%0D%0A"),
        ("<script>", "%3Cscript%3E"),
        ("", ""),
    ],
)
def test_answer_repeats_the_session_in_links_of_electronic_channels_alone(
    api: TestClient, session_id: str, encoded: str
) -> None:
    services = recommend(api, life_situation_meters=METERS, session_id=session_id, limit=MAX_LIMIT)
    electronic = [page for service in services for page in pages(service, "EChannel")]
    other = [
        page
        for service in services
        for channel_type in CHANNEL_TYPES - {"EChannel"}
        for page in pages(service, channel_type)
    ]
    assert electronic
    assert other
    assert all(page.endswith(f"&session_id={encoded}") for page in electronic)
    assert not any("session_id" in page for page in other)


def test_answer_without_session_has_none_in_its_links(api: TestClient) -> None:
    links = [
        page for service in search(api, limit=MAX_LIMIT) for page in pages(service, "EChannel")
    ]
    assert links
    assert not any("session" in page for page in links)


def test_answer_links_keep_the_position_of_the_page_among_all_languages() -> None:
    channel = make_channel(
        web_pages=(
            WebPage(language="fi", url="https://example.org/fi"),
            WebPage(language="fi", url="https://example.org/fi/2"),
            WebPage(language="en", url="https://example.org/en"),
        )
    )
    expected: dict[Language, list[str]] = {"fi": ["0", "1"], "sv": ["0", "1"], "en": ["2"]}
    for language, link_ids in expected.items():
        answer = shown(make_service(), channel, language=language)
        links = [dict(parse_qsl(urlsplit(page).query)) for page in pages(answer, "EChannel")]
        assert [link["link_id"] for link in links] == link_ids


def test_answer_link_is_spelled_as_clients_expect() -> None:
    service, channel = make_service(), make_channel()
    assert pages(shown(service, channel, session_id="s"), "EChannel") == [
        f"{BASE_URL}/service-recommender/v1/redirect?service_id={service.service_id}"
        f"&service_channel_id={channel.channel_id}&link_id=0&recommendation_id=7&session_id=s"
    ]
