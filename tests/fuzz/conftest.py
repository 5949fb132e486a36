"""A running service to fuzz, and what exists in it that no fuzzer would guess."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.network.catalogue import CLASS_URI, COLLECTION, E_CHANNEL, NATIONAL, OULU
from tests.network.network import SESSION_ATTRIBUTES, TEXT_SEARCH, Network, query_of
from tests.network.translator import translating_server
from tests.running import Prepared


@dataclass(frozen=True, kw_only=True)
class Fuzzed:
    """A service without a rate limit; known maps names of fields and parameters to values that go together."""

    network: Network
    known: Mapping[str, Any]


@pytest.fixture(scope="session")
def fuzzed(prepared: Prepared) -> Iterator[Fuzzed]:
    """The service over each kind of database in turn."""
    with (
        translating_server() as translator_url,
        prepared.serving(RATE_LIMIT_PER_MINUTE="0", TRANSLATOR_URL=translator_url) as network,
    ):
        yield Fuzzed(network=network, known={**_codes(), **_issued_by(network)})


def _codes() -> dict[str, Any]:
    """Values of the catalogue and the code lists."""
    return {
        "service_id": NATIONAL,
        "service_channel_id": E_CHANNEL,
        "link_id": 0,
        "municipality_code": OULU,
        "municipality_codes": [OULU],
        "region_codes": ["17"],
        "hospital_district_codes": ["18"],
        "wellbeing_service_county_codes": ["19"],
        "service_classes": [f"{CLASS_URI}P1"],
        "service_collections": [COLLECTION],
        "life_events": ["KE8"],
    }


def _issued_by(network: Network) -> dict[str, Any]:
    """The id of an answer that holds the service, and a token that opens session attributes."""
    filters = {"service_collections": [COLLECTION]}
    search = {"search_text": "Koetinkivi", "service_filters": filters, "limit": 50}
    number = network.recommendation(TEXT_SEARCH, search)["auroraai_recommendation_id"]
    handed = {"service_channel_id": E_CHANNEL, "session_attributes": {"age": 34}}
    stored = network.post(SESSION_ATTRIBUTES, handed)
    assert stored.status_code == 200, stored.text
    return {
        "auroraai_recommendation_id": number,
        "recommendation_id": number,
        "access_token": query_of(stored.text)["auroraai_access_token"],
    }
