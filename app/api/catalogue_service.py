"""A service as the catalogue has it, turned into its wire form."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.api.service_body import (
    CLASS_URI,
    CatalogueServiceBody,
    ChannelBody,
    LocationBody,
    OrganizationBody,
)
from app.domain.catalogue import Area, CatalogueEntry, OpeningHours, Service, ServiceChannel
from app.domain.language import (
    LANGUAGES,
    Language,
    LocalizedText,
    chosen_language,
    localized,
    localized_list,
)

AREA_TYPES: Final[Mapping[str, str]] = {"WellbeingServicesCounty": "WellbeingServiceCounties"}
"""Kinds of area that PTV spells in its own way."""

ALWAYS_OPEN: Final[Mapping[Language, str]] = {
    "fi": "Aina avoinna",
    "sv": "Alltid öppet",
    "en": "Always open",
}
SAMPLE_NOTE: Final[Mapping[Language, str]] = {
    "fi": "Tämä on esimerkkiaineiston palvelu: yhteystiedot on keksitty.",
    "sv": "Tjänsten hör till ett exempelmaterial: kontaktuppgifterna är påhittade.",
    "en": "This service belongs to sample data: its contact details are invented.",
}

PageLink = Callable[[Service, ServiceChannel, int], str]
"""The address to show for the channel's web page at a position."""


def own_address(_service: Service, channel: ServiceChannel, link_id: int) -> str:
    """The page itself, for a service that no recommendation holds and no visit is counted of."""
    return channel.web_pages[link_id].url


def catalogue_service_body(
    entry: CatalogueEntry, language: Language, link: PageLink = own_address
) -> CatalogueServiceBody:
    """The service in the preferred language, each missing text falling back on its own."""
    return CatalogueServiceBody(**catalogue_service_fields(entry, language, link))


def catalogue_service_fields(
    entry: CatalogueEntry, language: Language, link: PageLink = own_address
) -> dict[str, Any]:
    """The fields of catalogue_service_body, for a body that adds others to them: making it of a body would check and
    copy everything twice.
    """
    service = entry.service
    shown_language = chosen_language(service.name, language) or language
    description = localized(service.description, language)
    if service.is_sample:
        description = f"{description}\n\n{SAMPLE_NOTE[shown_language]}".strip()
    return {
        "service_id": service.service_id,
        "service_name": localized(service.name, language),
        "service_description": description,
        "service_description_summary": localized(service.summary, language),
        "user_instruction": localized(service.user_instruction, language),
        "funding_type": service.funding_type,
        "area_type": service.area_type,
        "areas": [_area_fields(area) for area in service.areas],
        "responsible_organization": _organization_body(entry, language),
        "target_groups": list(service.target_group_codes),
        "service_collections": list(service.service_collection_ids),
        "service_class_uris": [f"{CLASS_URI}{code}" for code in service.service_class_codes],
        "requirements": list(localized_list(service.requirements, language)),
        "charge_type": service.charge_type,
        "charge_additional_info": localized(service.charge_info, language),
        "service_channels": [
            _channel_body(entry, channel, language, link) for channel in entry.channels
        ],
        "language": shown_language,
    }


def _organization_body(entry: CatalogueEntry, language: Language) -> OrganizationBody | None:
    organization_id = entry.service.responsible_organization_id
    if organization_id is None:
        return None
    names = entry.organization.name if entry.organization else {}
    name = localized(names, language) or entry.service.responsible_organization_name
    return OrganizationBody(id=organization_id, name=name)


def _channel_body(
    entry: CatalogueEntry, channel: ServiceChannel, language: Language, link: PageLink
) -> ChannelBody:
    pages_language = chosen_language({page.language: page for page in channel.web_pages}, language)
    return ChannelBody(
        service_channel_id=channel.channel_id,
        service_channel_name=localized(channel.name, language),
        service_channel_type=channel.channel_type,
        service_channel_description=localized(channel.description, language),
        service_channel_description_summary=localized(channel.summary, language),
        phone_numbers=list(localized_list(channel.phone_numbers, language)),
        emails=list(localized_list(channel.emails, language)),
        web_pages=[
            link(entry.service, channel, link_id)
            for link_id, page in enumerate(channel.web_pages)
            if page.language == pages_language
        ],
        address=localized(channel.address, language),
        location=LocationBody(
            latitude=channel.location.latitude, longitude=channel.location.longitude
        )
        if channel.location
        else "",
        service_hours=[hours_text(hours, language) for hours in channel.service_hours],
        session_transfer=channel.channel_id in entry.receiving_channel_ids,
    )


def hours_text(hours: OpeningHours, language: Language) -> str:
    """The network's format: "Monday 08:00:00 - 16:00:00, Tuesday 08:00:00 - 16:00:00"."""
    if hours.is_always_open:
        return ALWAYS_OPEN[language]
    return ", ".join(
        f"{day_from} {time_from} - {f'{day_to} {time_to}'.strip()}"
        for day_from, time_from, day_to, time_to in hours.spans
    )


def _area_fields(area: Area) -> dict[str, Any]:
    """The fields of an AreaBody, which the service's body makes of them: a county has names by the dozen."""
    return {
        "type": AREA_TYPES.get(area.kind, area.kind),
        "code": area.code,
        "name": _names(area.name),
        "municipalities": [
            {"code": municipality.code, "name": _names(municipality.name)}
            for municipality in area.municipalities
        ],
    }


def _names(names: LocalizedText) -> list[dict[str, str]]:
    """The fields of LocalizedNames."""
    return [
        {"value": names[language], "language": language}
        for language in LANGUAGES
        if language in names
    ]
