"""A service channel as PTV's open API (v11) writes it → domain."""

from typing import Final, cast, get_args

from app.catalogue.ptv_address import read_address
from app.catalogue.ptv_fields import Fields, RecordIgnored, RecordRejected, without_repeats
from app.domain.catalogue import ChannelType, OpeningHours, ServiceChannel, WebPage
from app.domain.language import LANGUAGES, Language, LocalizedList
from app.domain.web_address import is_web_address

_CHANNEL_TYPES: Final = frozenset(get_args(ChannelType))
_MAX_WEB_PAGES: Final = 31
"""A link id runs from 0 to 30."""


def read_channel(fields: Fields, channel_id: str) -> ServiceChannel:
    """Raises RecordIgnored for channel types other than the five that are offered."""
    channel_type = fields.text("serviceChannelType")
    if not channel_type:
        raise RecordRejected("serviceChannelType is missing")
    if channel_type not in _CHANNEL_TYPES:
        raise RecordIgnored("channels of this type are not offered")
    name = fields.localized_text("serviceChannelNames", "Name")
    if not name:
        raise RecordRejected("serviceChannelNames hold no name in Finnish, Swedish or English")
    address = read_address(fields)
    return ServiceChannel(
        channel_id=channel_id,
        channel_type=cast(ChannelType, channel_type),
        name=name,
        summary=fields.localized_text("serviceChannelDescriptions", "Summary"),
        description=fields.localized_text("serviceChannelDescriptions", "Description"),
        phone_numbers=_phone_numbers(fields),
        emails=_emails(fields),
        web_pages=_web_pages(fields, channel_type),
        address=address.text,
        location=address.location,
        service_hours=tuple(_service_hours(fields)),
    )


def _phone_numbers(fields: Fields) -> LocalizedList:
    texts: dict[Language, list[str]] = {}
    for phone in (*fields.entries("phoneNumbers"), *fields.entries("supportPhones")):
        language, number = phone.language(), phone.text("number")
        parts = (phone.text("additionalInformation"), phone.text("prefixNumber"), number)
        if language and number and phone.text("type") != "Fax":
            texts.setdefault(language, []).append(" ".join(" ".join(parts).split()))
    return without_repeats(texts)


def _emails(fields: Fields) -> LocalizedList:
    texts: dict[Language, list[str]] = {}
    for email in (*fields.entries("emails"), *fields.entries("supportEmails")):
        language, address = email.language(), email.text("value")
        if language and address:
            texts.setdefault(language, []).append(address)
    return without_repeats(texts)


def _web_pages(fields: Fields, channel_type: str) -> tuple[WebPage, ...]:
    """In the order fi, sv, en, each page once a language; a printable form's files count."""
    found = [(entry.language(), entry.text("url")) for entry in fields.entries("webPages")]
    if channel_type == "PrintableForm":
        found += [
            (entry.language(), entry.text("value")) for entry in fields.entries("channelUrls")
        ]
    pages = (
        WebPage(language=language, url=url)
        for language in LANGUAGES
        for found_language, url in dict.fromkeys(found)
        if found_language == language and is_web_address(url)
    )
    return tuple(pages)[:_MAX_WEB_PAGES]


def _service_hours(fields: Fields) -> list[OpeningHours]:
    """The regular hours. Closures, exceptions and hours that say nothing are left out."""
    hours = []
    for entry in fields.entries("serviceHours"):
        is_closed, is_always_open = entry.flag("isClosed"), entry.flag("isAlwaysOpen")
        spans = tuple(_spans(entry))
        if (
            entry.text("serviceHourType") == "DaysOfTheWeek"
            and not is_closed
            and (is_always_open or spans)
        ):
            hours.append(OpeningHours(is_always_open=is_always_open, spans=spans))
    return hours


def _spans(entry: Fields) -> list[tuple[str, str, str, str]]:
    spans = []
    for span in entry.entries("openingHour"):
        day_from, time_from = span.text("dayFrom"), span.text("from")
        day_to, time_to = span.text("dayTo"), span.text("to")
        if day_from and time_from and time_to:
            spans.append((day_from, time_from, day_to, time_to))
    return spans
