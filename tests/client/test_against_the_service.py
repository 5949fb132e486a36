"""Both Python clients against a running service: every operation, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from revontuli_client import (
    ConnectionFailed,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    ServiceFilters,
    SessionAttributes,
)
from tests.api.asking import METERS, TEXT
from tests.api.sample_records import channel_records, service_records
from tests.builders import service_id
from tests.client.both import KINDS, ask
from tests.network.network import query_of
from tests.sample_server import SampleServer
from tests.server.processes import free_port

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("kind", KINDS)]

ID: str = service_records()[0]["id"]
Asking = Callable[..., Any]


@pytest.fixture
def asking(sample_server: SampleServer, kind: str) -> Asking:
    """Asks an operation by name, as the client that the server knows."""
    options = {
        "base_url": sample_server.url,
        "client_id": sample_server.client_id,
        "client_secret": sample_server.client_secret,
    }
    return lambda operation, *arguments, **named: ask(kind, options, operation, *arguments, **named)


def test_text_search_returns_typed_services(asking: Asking) -> None:
    found = asking(
        "text_search",
        TEXT,
        limit=3,
        language="sv",
        explain=True,
        service_filters=ServiceFilters(municipality_codes=["091"], funding_type=["PubliclyFunded"]),
    )
    assert [service.rank for service in found.recommended_services] == [1, 2, 3]
    first = found.recommended_services[0]
    assert first.language == "sv"
    assert first.explanation.sentence
    assert first.service_channels[0].service_channel_name
    assert isinstance(first.similarity_score, float)


def test_recommend_service_takes_meters_words_and_life_events(asking: Asking) -> None:
    for situation in (
        {"life_situation_meters": METERS},
        {"life_situation": TEXT},
        {"life_events": ["KE8"]},
    ):
        found = asking("recommend_service", limit=2, session_id="7f1c2a90", **situation)
        assert len(found.recommended_services) == 2


def test_feedback_reaches_its_recommendation(asking: Asking) -> None:
    found = asking("text_search", TEXT, limit=1)
    scored = found.recommended_services[0].service_id
    number = found.auroraai_recommendation_id
    assert asking("recommendation_feedback", number, service_scores={scored: 1}) is None
    with pytest.raises(NotFound):
        asking("recommendation_feedback", number, service_scores={service_id(77): -1})


def test_attributes_are_handed_over_and_read(asking: Asking) -> None:
    channel = next(
        record["id"]
        for record in channel_records().values()
        if record["serviceChannelType"] == "EChannel" and record["webPages"]
    )
    given = SessionAttributes(age=34, life_situation_meters={"finance": (2, 3)})
    address = asking("hand_over_attributes", channel, given)
    token = query_of(address)["auroraai_access_token"]
    assert asking("read_attributes", token) == given


def test_catalogue_is_read(asking: Asking) -> None:
    service = asking("service", ID, language="en")
    assert (service.service_id, service.language) == (ID, "en")
    near = asking("similar_services", ID, limit=2, municipality_code="564").services
    assert len(near) == 2
    assert {each.rank for each in near} == {1, 2}


def test_code_lists_are_read(asking: Asking) -> None:
    assert any(each.code == "KE8" for each in asking("life_events").life_events)
    assert asking("service_classes").service_classes[0].name.fi
    assert asking("target_groups").target_groups[0].parent_code is None
    listed = asking("municipalities")
    assert (
        next(each for each in listed.municipalities if each.code == "091").name.sv == "Helsingfors"
    )
    assert listed.regions
    assert listed.hospital_districts
    assert listed.wellbeing_service_counties


def test_refused_fields_are_pointed_at(asking: Asking) -> None:
    with pytest.raises(InvalidRequest) as caught:
        asking("text_search", TEXT, limit=51, language="sv")
    refused = caught.value
    assert (refused.status, refused.code) == (400, "invalid-request")
    assert [(each.pointer, each.detail) for each in refused.problems] == [
        ("/limit", "Must be at most 50")
    ]
    assert "/limit: Must be at most 50" in str(refused)
    with pytest.raises(NotFound):
        asking("service", "../metrics")


def test_wrong_credentials_are_refused(sample_server: SampleServer, kind: str) -> None:
    for credentials in ({}, {"client_id": sample_server.client_id, "client_secret": "wrong"}):
        with pytest.raises(NotAuthenticated):
            ask(kind, {"base_url": sample_server.url, **credentials}, "text_search", TEXT)


def test_open_data_needs_no_credentials(sample_server: SampleServer, kind: str) -> None:
    assert ask(kind, {"base_url": f"{sample_server.url}/"}, "service", ID).service_id == ID


def test_unreachable_service_is_a_failed_connection(kind: str) -> None:
    with pytest.raises(ConnectionFailed):
        ask(kind, {"base_url": f"http://127.0.0.1:{free_port()}"}, "life_events")
