"""The interface as a deployed chatbot uses it: one conversation, written with nothing but the interface in hand."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.network.catalogue import COLLECTION, E_CHANNEL, E_PAGES, NATIONAL
from tests.network.network import PUBLIC_BASE_URL, Json, Network

SESSION = "7f1c2a90-botti"
EMPTY_METERS: dict[str, list[int]] = {
    "working_studying": [],
    "family": [],
    "friends": [],
    "health": [],
    "improvement_of_strengths": [],
    "housing": [],
    "finance": [],
    "self_esteem": [],
    "resilience": [],
    "life_satisfaction": [],
}


class Bot:
    """Knows a base address, an id and a secret; speaks JSON."""

    def __init__(self, base_url: str, client_id: str, client_secret: str) -> None:
        pair = f"{client_id}:{client_secret}".encode()
        self._headers = {
            "Authorization": "Basic " + b64encode(pair).decode("ascii"),
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "kuntabotti/2.1",
        }
        self.base_url = base_url
        self._http = httpx.Client(base_url=base_url, timeout=30)

    def post(self, path: str, payload: Json) -> httpx.Response:
        address = f"/service-recommender/v1/{path}"
        return self._http.post(address, json=payload, headers=self._headers)

    def ask(self, path: str, payload: Json) -> Json:
        response = self.post(path, payload)
        response.raise_for_status()
        answer: Json = response.json()
        return answer

    def get(self, address: str) -> httpx.Response:
        """What a person's browser does with an address the bot has shown."""
        return self._http.get(address.removeprefix(PUBLIC_BASE_URL))

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def bot(network: Network) -> Iterator[Bot]:
    encoded = network.authorizations["both"].removeprefix("Basic ")
    client_id, _, client_secret = b64decode(encoded).decode().partition(":")
    bot = Bot(network.server.url, client_id, client_secret)
    yield bot
    bot.close()


def first_message(**changes: object) -> Json:
    """What the bot knows before the person has said anything: empty meters, an age and a home town."""
    return {
        "life_situation_meters": EMPTY_METERS,
        "age": 34,
        "municipality_code": "564",
        "limit": 5,
        "rerank": False,
        "session_id": SESSION,
        **changes,
    }


def asiointi(answer: Json) -> Json:
    """The electronic channel of the service the conversation is about."""
    for service in answer["recommended_services"]:
        for channel in service["service_channels"]:
            if channel["service_channel_id"] == E_CHANNEL:
                found: Json = channel
                return found
    raise AssertionError("the service was not suggested")


def test_bot_gets_suggestions_before_the_person_has_told_anything(bot: Bot) -> None:
    answer = bot.ask("recommend_service", first_message())
    assert len(answer["recommended_services"]) == 5
    for service in answer["recommended_services"]:
        municipalities = {
            municipality["code"]
            for area in service["areas"]
            for municipality in area["municipalities"]
        }
        assert (
            service["area_type"] != "LimitedType" or "564" in municipalities or not municipalities
        )
        assert service["service_name"]


def test_bot_narrows_down_by_meters_filters_and_words(bot: Bot) -> None:
    meters = {**EMPTY_METERS, "finance": [1, 2], "housing": [3]}
    filters = {"municipality_codes": ["564"], "include_national_services": True}
    by_meters = bot.ask(
        "recommend_service", first_message(life_situation_meters=meters, service_filters=filters)
    )
    by_words = bot.ask(
        "text_search",
        {"search_text": "vuokra on maksamatta", "limit": 3, "service_filters": filters},
    )
    assert by_meters["auroraai_recommendation_id"] < by_words["auroraai_recommendation_id"]
    assert len(by_words["recommended_services"]) == 3


def test_bot_shows_a_link_and_reports_what_the_person_thought(bot: Bot) -> None:
    own = {"service_collections": [COLLECTION]}
    request = first_message(limit=50, service_filters=own)
    answer = bot.ask("recommend_service", request)
    page = bot.get(asiointi(answer)["web_pages"][0])
    assert page.status_code == 302
    assert parse_qs(urlsplit(page.headers["location"]).query)["session_id"] == [SESSION]
    feedback = {
        "auroraai_recommendation_id": answer["auroraai_recommendation_id"],
        "feedback_score": 1,
        "service_feedbacks": [{"service_id": NATIONAL, "feedback_score": 1}],
    }
    response = bot.post("recommendation_feedback", feedback)
    assert (response.status_code, response.text) == (200, "OK")


def test_bot_hands_the_persons_attributes_to_the_service(bot: Bot) -> None:
    own = {"service_collections": [COLLECTION]}
    answer = bot.ask("recommend_service", first_message(limit=50, service_filters=own))
    attributes = {
        "age": 34,
        "municipality_code": "564",
        "life_situation_meters": {**EMPTY_METERS, "finance": [1, 2]},
    }
    response = bot.post(
        "session_attributes",
        {
            "service_channel_id": asiointi(answer)["service_channel_id"],
            "service_id": NATIONAL,
            "auroraai_recommendation_id": answer["auroraai_recommendation_id"],
            "session_attributes": attributes,
        },
    )
    assert response.status_code == 200, response.text
    page = bot.get(response.text)
    assert page.status_code == 302
    assert page.headers["location"].startswith(E_PAGES[0].partition("?")[0])
    token = parse_qs(urlsplit(page.headers["location"]).query)["auroraai_access_token"][0]
    received = bot.get(f"/service-recommender/v1/session_attributes?access_token={token}")
    assert received.status_code == 200
    assert received.headers["access-control-allow-origin"] == "*"
    assert received.json() == attributes


def test_bot_is_told_what_it_did_wrong(bot: Bot) -> None:
    response = bot.post("recommend_service", first_message(limit="5", municipality_code="0564"))
    assert response.status_code == 400
    pointers = [error["pointer"] for error in response.json()["errors"]]
    assert "/limit" in pointers
    stranger = Bot(bot.base_url, "botti", "väärä")
    refused = stranger.post("recommend_service", first_message())
    stranger.close()
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic")
