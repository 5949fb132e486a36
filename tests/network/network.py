"""The service as the network's clients meet it: an address, credentials, HTTP."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.server.processes import Server

PUBLIC_BASE_URL = "https://suositin.example.org"
PREFIX = "/service-recommender/v1"
TEXT_SEARCH = f"{PREFIX}/text_search"
RECOMMEND_SERVICE = f"{PREFIX}/recommend_service"
FEEDBACK = f"{PREFIX}/recommendation_feedback"
PACKAGES = "/service_packages"
REDIRECT = f"{PREFIX}/redirect"
SESSION_ATTRIBUTES = f"{PREFIX}/session_attributes"
TRANSLATE_TEXT = f"{PREFIX}/translation/search_text"
TRANSLATE_SERVICE = f"{PREFIX}/translation/ptv_service"
RANDOM_SERVICE = f"{PREFIX}/random_service"
HEALTHCHECK = "/service-recommender/healthcheck/"

METERS = (
    "working_studying",
    "family",
    "friends",
    "health",
    "improvement_of_strengths",
    "housing",
    "finance",
    "self_esteem",
    "resilience",
    "life_satisfaction",
)

Json = dict[str, Any]


def basic(client_id: str, client_secret: str) -> str:
    """The value of an Authorization header."""
    return "Basic " + b64encode(f"{client_id}:{client_secret}".encode()).decode("ascii")


@dataclass(frozen=True, kw_only=True)
class Network:
    """One running service and the clients it knows, by what they may do: both, other (both as well), recommend,
    feedback, admin, and one that was revoked.
    """

    server: Server
    http: httpx.Client
    authorizations: Mapping[str, str]

    def headers(self, client: str | None) -> dict[str, str]:
        return {"Authorization": self.authorizations[client]} if client else {}

    def post(self, path: str, body: object, client: str | None = "both") -> httpx.Response:
        return self.http.post(path, json=body, headers=self.headers(client))

    def post_raw(
        self, path: str, content: str | bytes, content_type: str | None = "application/json"
    ) -> httpx.Response:
        """Send bytes that are no JSON document of ours."""
        declared = {"Content-Type": content_type} if content_type else {}
        headers = {**self.headers("both"), **declared}
        return self.http.post(path, content=content, headers=headers)

    def get(self, path: str, client: str | None = None, **parameters: object) -> httpx.Response:
        query: Any = parameters or None
        return self.http.get(path, params=query, headers=self.headers(client))

    def follow(self, link: str) -> httpx.Response:
        """Open a link of an answer, as a person's browser would through the public address."""
        assert link.startswith(f"{PUBLIC_BASE_URL}/"), link
        return self.http.get(link.removeprefix(PUBLIC_BASE_URL))

    def recommendation(self, path: str, body: Json, client: str = "both") -> Json:
        """The answer of a matching endpoint."""
        response = self.post(path, body, client)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def search(self, text: str = "neuvonta", **fields: object) -> list[Json]:
        """The services that text_search suggests."""
        answer = self.recommendation(TEXT_SEARCH, {"search_text": text, **fields})
        services: list[Json] = answer["recommended_services"]
        return services

    def recommend(self, **fields: object) -> list[Json]:
        """The services that recommend_service suggests."""
        services: list[Json] = self.recommendation(RECOMMEND_SERVICE, fields)[
            "recommended_services"
        ]
        return services


def ids(services: Sequence[Json]) -> list[str]:
    return [service["service_id"] for service in services]


def pages(service: Json, channel_id: str) -> list[str]:
    """The links of one channel of a suggested service."""
    for channel in service["service_channels"]:
        if channel["service_channel_id"] == channel_id:
            links: list[str] = channel["web_pages"]
            return links
    raise AssertionError("the service has no such channel")


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address, each of which must be there once."""
    values = parse_qs(urlsplit(address).query, keep_blank_values=True, strict_parsing=True)
    assert all(len(each) == 1 for each in values.values()), address
    return {name: each[0] for name, each in values.items()}


def problem(response: httpx.Response, status: int) -> Json:
    """The answer is an RFC 9457 problem with this status; returns it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/problem+json"
    body: Json = json.loads(response.content)
    assert body["status"] == status
    assert body["title"]
    return body


def refused_at(response: httpx.Response) -> set[str]:
    """The JSON pointers of a 400."""
    return {error["pointer"] for error in problem(response, 400)["errors"]}
