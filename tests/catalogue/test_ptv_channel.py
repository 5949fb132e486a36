from typing import Any

import pytest

from app.catalogue.codelist_files import load_code_lists
from app.catalogue.ptv_fields import RecordIgnored, RecordRejected
from app.catalogue.ptv_parse import ParsedRecord, parse_record
from app.domain.catalogue import OpeningHours, ServiceChannel, WebPage
from tests.catalogue.ptv_records import ptv_channel, text

LISTS = load_code_lists()
MORNING = {"dayFrom": "Monday", "dayTo": "Friday", "from": "08:00:00", "to": "12:00:00"}


def channel_of(**changes: Any) -> ServiceChannel:
    result = parse_record(ptv_channel(**changes), LISTS)
    assert isinstance(result, ParsedRecord)
    assert isinstance(result.record, ServiceChannel)
    return result.record


def test_channel_keeps_every_field() -> None:
    channel = channel_of()
    assert channel.channel_id == "5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a11"
    assert channel.channel_type == "ServiceLocation"
    assert channel.name == {"fi": "Asumisneuvonnan toimisto", "sv": "Boenderådgivningens byrå"}
    assert channel.summary == {"fi": "Toimisto keskustassa."}
    assert channel.description == {"fi": "Toimisto on kirjaston vieressä."}
    assert channel.phone_numbers == {
        "fi": ("Neuvonta arkisin +358 90000002",),
        "sv": ("0295 000",),
    }
    assert channel.emails == {"fi": ("asumisneuvonta@example.org",)}
    assert channel.web_pages == (
        WebPage(language="fi", url="https://example.org/fi"),
        WebPage(language="sv", url="https://example.org/sv"),
    )
    assert channel.address == {
        "fi": "Mallikatu 3 A, 00100, Helsinki",
        "sv": "Mallikatu 3 A, 00100, Helsingfors",
    }
    assert channel.location is not None
    assert (channel.location.latitude, channel.location.longitude) == ("6672000.5", "385000.1")
    assert channel.service_hours == (
        OpeningHours(
            spans=(
                ("Monday", "09:00:00", "", "15:30:00"),
                ("Friday", "09:00:00", "", "12:00:00"),
            )
        ),
    )


@pytest.mark.parametrize(
    "channel_type", ["EChannel", "WebPage", "Phone", "ServiceLocation", "PrintableForm"]
)
def test_channel_types_offered_are_kept(channel_type: str) -> None:
    assert channel_of(serviceChannelType=channel_type).channel_type == channel_type


def test_channel_of_another_type_is_ignored() -> None:
    with pytest.raises(RecordIgnored):
        channel_of(serviceChannelType="CarrierPigeon")


def test_channel_support_contacts_count_as_contacts() -> None:
    channel = channel_of(
        serviceChannelType="EChannel",
        phoneNumbers=None,
        supportPhones=[{"number": "123", "prefixNumber": "+358", "language": "en"}],
        supportEmails=[{"value": "tuki@example.org", "language": "fi"}],
    )
    assert channel.phone_numbers == {"en": ("+358 123",)}
    assert channel.emails == {"fi": ("asumisneuvonta@example.org", "tuki@example.org")}


def test_channel_form_files_follow_the_pages_of_their_language() -> None:
    changes = {
        "webPages": [{"url": "https://example.org/om", "language": "sv"}],
        "channelUrls": [
            {"value": "https://example.org/form.pdf", "language": "sv", "type": "PDF"},
            {"value": "https://example.org/lomake.pdf", "language": "fi", "type": "PDF"},
        ],
    }
    form = channel_of(serviceChannelType="PrintableForm", **changes)
    assert [page.url.rpartition("/")[2] for page in form.web_pages] == [
        *("lomake.pdf", "om", "form.pdf")
    ]
    assert len(channel_of(serviceChannelType="WebPage", **changes).web_pages) == 1


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "//example.org", "ftp://example.org", "javascript:alert(1)", "http://",
     "https://exa mple.org", "https://example.org/\nSet-Cookie: a", "https://[::1"],
)  # fmt: skip
def test_channel_address_that_is_no_web_page_is_left_out(url: str) -> None:
    assert channel_of(webPages=[{"url": url, "language": "fi"}]).web_pages == ()


def test_channel_has_at_most_31_web_pages() -> None:
    pages = [{"url": f"https://example.org/{number}", "language": "fi"} for number in range(40)]
    assert len(channel_of(webPages=pages).web_pages) == 31


def location(**street_address: Any) -> dict[str, Any]:
    return {"type": "Location", "streetAddress": {"street": [text("fi", "Katu")]} | street_address}


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (None, {}),
        ([{"type": "Location", "streetAddress": None, "otherAddress": {}}], {}),
        ([{"type": "Postal", "streetAddress": {"street": [text("fi", "Katu")]}}], {}),
        ([location()], {"fi": "Katu"}),
        ([location(streetNumber="1", postalCode="00100")], {"fi": "Katu 1, 00100"}),
        ([location(municipality={"name": [text("en", "Turku")]})],
         {"fi": "Katu, Turku", "en": "Katu, Turku"}),
        ([location(street=[text("se", "Geaidnu")]), location()], {"fi": "Katu"}),
        ([location(street=[text("fi", "Katu"), text("sv", "Gatan")])],
         {"fi": "Katu", "sv": "Gatan"}),
    ],
)  # fmt: skip
def test_channel_address_is_the_first_street_to_visit(
    addresses: list[Any] | None, expected: dict[str, str]
) -> None:
    assert channel_of(addresses=addresses).address == expected


def test_channel_location_needs_both_coordinates() -> None:
    assert channel_of(addresses=[location(latitude="1")]).location is None


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (None, ()),
        ([{"serviceHourType": "DaysOfTheWeek", "openingHour": [MORNING]}],
         (OpeningHours(spans=(("Monday", "08:00:00", "Friday", "12:00:00"),)),)),
        ([{"serviceHourType": "DaysOfTheWeek", "isAlwaysOpen": True, "openingHour": []}],
         (OpeningHours(is_always_open=True),)),
        ([{"serviceHourType": "DaysOfTheWeek", "isClosed": True, "openingHour": [MORNING]}], ()),
        ([{"serviceHourType": "OverMidnight", "openingHour": [MORNING]}], ()),
        ([{"serviceHourType": "DaysOfTheWeek", "openingHour": None}], ()),
        ([{"serviceHourType": "DaysOfTheWeek", "openingHour": [MORNING | {"from": None}]}], ()),
    ],
)  # fmt: skip
def test_channel_keeps_only_regular_hours(
    hours: list[Any] | None, expected: tuple[OpeningHours, ...]
) -> None:
    assert channel_of(serviceHours=hours).service_hours == expected


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"serviceChannelType": None}, "serviceChannelType is missing"),
        ({"serviceChannelNames": [text("fi", None)]}, "serviceChannelNames hold no name"),
        ({"phoneNumbers": [{"number": 112, "language": "fi"}]}, "number is not a text"),
        ({"emails": "a@example.org"}, "emails is not a list"),
        ({"webPages": [{"url": {}, "language": "fi"}]}, "webPages[0].url is not a text"),
        ({"addresses": [{"type": "Location", "streetAddress": "Katu 1"}]}, "is not an object"),
        ({"addresses": [location(latitude=6672000.5)]}, "latitude is not a text"),
        ({"serviceHours": [{"isAlwaysOpen": "yes"}]}, "isAlwaysOpen is not true or false"),
    ],
)
def test_channel_that_cannot_be_used_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordRejected) as raised:
        channel_of(**changes)
    assert reason in raised.value.reason
