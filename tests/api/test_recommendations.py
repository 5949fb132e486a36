"""The answer: its exact fields, what it repeats of the catalogue, and texts in the nearest language."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.catalogue import Location, OpeningHours, Organization
from app.domain.language import Language
from tests.api.asking import MAX_LIMIT, search
from tests.api.sample_records import service_records
from tests.api.shown_answer import CHANNEL_TYPES, shown
from tests.builders import make_channel, make_service

SERVICE_FIELDS = [
    "service_id",
    "service_name",
    "service_description",
    "service_description_summary",
    "user_instruction",
    "funding_type",
    "area_type",
    "areas",
    "responsible_organization",
    "target_groups",
    "service_collections",
    "service_class_uris",
    "requirements",
    "charge_type",
    "charge_additional_info",
    "service_channels",
    "similarity_score",
    "rank",
]
ADDED_FIELDS = {"language", "explanation"}
CHANNEL_FIELDS = [
    "service_channel_id",
    "service_channel_name",
    "service_channel_type",
    "service_channel_description",
    "service_channel_description_summary",
    "phone_numbers",
    "emails",
    "web_pages",
    "address",
    "location",
    "service_hours",
    "session_transfer",
]
SERVICE_TEXTS = (
    "service_name",
    "service_description",
    "service_description_summary",
    "user_instruction",
    "charge_type",
    "charge_additional_info",
)
CHANNEL_TEXTS = (
    "service_channel_name",
    "service_channel_description",
    "service_channel_description_summary",
    "address",
)


@pytest.fixture(scope="module")
def answers(api: TestClient) -> list[dict[str, Any]]:
    """Fifty services of the sample catalogue in each language."""
    return [
        service
        for language in ("fi", "sv", "en")
        for service in search(api, language=language, limit=MAX_LIMIT)
    ]


def test_answer_has_exactly_the_fields_of_the_interface(answers: list[dict[str, Any]]) -> None:
    for service in answers:
        assert [field for field in service if field not in ADDED_FIELDS] == SERVICE_FIELDS
        for channel in service["service_channels"]:
            assert list(channel) == CHANNEL_FIELDS


def test_answer_never_holds_null_for_a_text(answers: list[dict[str, Any]]) -> None:
    for service in answers:
        assert all(isinstance(service[field], str) for field in SERVICE_TEXTS)
        for channel in service["service_channels"]:
            assert all(isinstance(channel[field], str) for field in CHANNEL_TEXTS)


def test_answer_repeats_the_catalogue(answers: list[dict[str, Any]]) -> None:
    records = {record["id"]: record for record in service_records()}
    for service in answers:
        record = records[service["service_id"]]
        names = {name["language"]: name["value"] for name in record["serviceNames"]}
        assert service["service_name"] == names[service["language"]]
        assert service["area_type"] == record["areaType"]
        assert service["funding_type"] == record["fundingType"]
        assert service["charge_type"] == record["serviceChargeType"]
        assert service["target_groups"] == [group["code"] for group in record["targetGroups"]]
        assert service["service_class_uris"] == [each["uri"] for each in record["serviceClasses"]]
        assert service["service_collections"] == [
            each["id"] for each in record["serviceCollections"]
        ]
        assert service["requirements"] == [
            text["value"]
            for text in record["requirements"]
            if text["language"] == service["language"]
        ]
        assert service["responsible_organization"]["id"] in {
            each["organization"]["id"] for each in record["organizations"]
        }


def test_answer_lists_areas_as_ptv_does(answers: list[dict[str, Any]]) -> None:
    areas = [area for service in answers for area in service["areas"]]
    assert {area["type"] for area in areas} == {
        "Municipality",
        "Region",
        "HospitalDistrict",
        "WellbeingServiceCounties",
    }
    for area in areas:
        assert list(area) == ["type", "code", "name", "municipalities"]
        assert (area["code"] is None) == (area["type"] == "Municipality")
        assert area["municipalities"] or area["code"]
        for municipality in area["municipalities"]:
            assert list(municipality) == ["code", "name"]
            assert [name["language"] for name in municipality["name"]] == ["fi", "sv", "en"]


def test_answer_holds_every_channel_in_the_order_of_the_service(
    answers: list[dict[str, Any]],
) -> None:
    records = {record["id"]: record for record in service_records()}
    assert {
        channel["service_channel_type"]
        for service in answers
        for channel in service["service_channels"]
    } == CHANNEL_TYPES
    for service in answers:
        listed = [
            entry["serviceChannel"]["id"]
            for entry in records[service["service_id"]]["serviceChannels"]
        ]
        assert [each["service_channel_id"] for each in service["service_channels"]] == listed


def test_answer_marks_sample_services(answers: list[dict[str, Any]]) -> None:
    notes = {"fi": "esimerkkiaineiston", "sv": "exempelmaterial", "en": "sample data"}
    for service in answers:
        assert notes[service["language"]] in service["service_description"]


@pytest.mark.parametrize(
    ("language", "name", "summary", "shown_language"),
    [
        ("fi", "namn", "tiivistelmä", "sv"),
        ("sv", "namn", "tiivistelmä", "sv"),
        ("en", "namn", "summary", "sv"),
    ],
)
def test_answer_falls_back_text_by_text(
    language: Language, name: str, summary: str, shown_language: str
) -> None:
    service = make_service(name={"sv": "namn"}, summary={"fi": "tiivistelmä", "en": "summary"})
    answer = shown(service, language=language)
    assert answer["service_name"] == name
    assert answer["service_description_summary"] == summary
    assert answer["service_description"] == ""
    assert answer["user_instruction"] == ""
    assert answer["language"] == shown_language


def test_answer_prefers_finnish_then_swedish_where_the_language_is_missing() -> None:
    texts: dict[Language, str] = {"fi": "suomeksi", "sv": "på svenska", "en": "in English"}
    fallbacks: dict[Language, list[Language]] = {
        "fi": ["sv", "en"],
        "sv": ["fi", "en"],
        "en": ["fi", "sv"],
    }
    for preferred, others in fallbacks.items():
        present = {language: texts[language] for language in others}
        answer = shown(make_service(name=present), language=preferred)
        assert answer["service_name"] == texts[others[0]]


def test_answer_without_organisation_says_null() -> None:
    assert shown(make_service())["responsible_organization"] is None


def test_answer_names_the_organisation_in_the_language_or_as_the_service_does() -> None:
    service = make_service(
        responsible_organization_id="df0c2f24-d2bd-4ba7-bdcd-fcfc9f0d65a7",
        responsible_organization_name="Oulun kaupunki",
    )
    organization = Organization(
        organization_id="df0c2f24-d2bd-4ba7-bdcd-fcfc9f0d65a7", name={"sv": "Uleåborgs stad"}
    )
    known = shown(service, organization=organization, language="sv")
    assert known["responsible_organization"]["name"] == "Uleåborgs stad"
    assert shown(service)["responsible_organization"] == {
        "id": "df0c2f24-d2bd-4ba7-bdcd-fcfc9f0d65a7",
        "name": "Oulun kaupunki",
    }


def test_answer_shows_place_and_hours_of_a_channel() -> None:
    always = OpeningHours(is_always_open=True)
    weekdays = OpeningHours(
        spans=(
            ("Monday", "08:00:00", "", "16:00:00"),
            ("Tuesday", "20:00:00", "Wednesday", "04:00:00"),
        )
    )
    channel = make_channel(
        channel_type="ServiceLocation",
        web_pages=(),
        address={"fi": "Esimerkkikatu 1, 90100, Oulu"},
        location=Location(latitude="7211000", longitude="428000"),
        service_hours=(always, weekdays),
    )
    answer = shown(make_service(), channel, language="sv")["service_channels"][0]
    assert answer["address"] == "Esimerkkikatu 1, 90100, Oulu"
    assert answer["location"] == {"latitude": "7211000", "longitude": "428000"}
    assert answer["service_hours"] == [
        "Alltid öppet",
        "Monday 08:00:00 - 16:00:00, Tuesday 20:00:00 - Wednesday 04:00:00",
    ]
    assert answer["web_pages"] == []
    assert answer["session_transfer"] is False


def test_answer_channel_without_texts_has_empty_ones() -> None:
    bare = make_channel(channel_type="Phone", name={}, web_pages=())
    answer = shown(make_service(), bare)["service_channels"][0]
    assert {answer[field] for field in CHANNEL_TEXTS} == {""}
    assert answer["location"] == ""
    assert answer["phone_numbers"] == answer["emails"] == answer["service_hours"] == []
