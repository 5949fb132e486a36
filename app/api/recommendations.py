"""The answer of both matching endpoints: suggested services and their channels on the wire."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.explanation import explanation_body
from app.api.service_body import (
    CLASS_URI,
    AreaBody,
    ChannelBody,
    LocalizedName,
    LocationBody,
    MunicipalityBody,
    OrganizationBody,
    ServiceBody,
)
from app.domain.catalogue import Area, OpeningHours, Service, ServiceChannel
from app.domain.feedback import FollowedLink
from app.domain.language import (
    LANGUAGES,
    Language,
    LocalizedText,
    chosen_language,
    localized,
    localized_list,
)
from app.domain.results import DescribedService

PREFIX: Final = "/service-recommender/v1"

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


class Recommendations(BaseModel):
    """Suggested services, best first; an empty list is a valid answer."""

    model_config = ConfigDict(title="Recommendations")

    auroraai_recommendation_id: int = Field(
        description="Names this answer in feedback and redirects.", examples=[1024]
    )
    recommended_services: list[ServiceBody] = Field(description="Best first.")


def recommendations_response(
    recommendation_id: int,
    described: tuple[DescribedService, ...],
    *,
    language: Language,
    public_base_url: str,
    session_id: str | None = None,
) -> Response:
    """See recommendations_body. Ready to send: the framework would check and serialise it on another thread again."""
    body = recommendations_body(
        recommendation_id,
        described,
        language=language,
        public_base_url=public_base_url,
        session_id=session_id,
    )
    return Response(body.model_dump_json(), media_type="application/json")


def recommendations_body(
    recommendation_id: int,
    described: tuple[DescribedService, ...],
    *,
    language: Language,
    public_base_url: str,
    session_id: str | None = None,
) -> Recommendations:
    """The answer in the preferred language, each missing text falling back on its own."""

    def link(service: Service, channel: ServiceChannel, link_id: int) -> str:
        followed = FollowedLink(
            recommendation_id=recommendation_id,
            service_id=service.service_id,
            channel_id=channel.channel_id,
            link_id=link_id,
        )
        passed_on = {}
        if session_id is not None and channel.channel_type == "EChannel":
            passed_on["session_id"] = session_id
        return redirect_link(public_base_url, followed, passed_on)

    return Recommendations(
        auroraai_recommendation_id=recommendation_id,
        recommended_services=[_service_body(item, language, link) for item in described],
    )


def redirect_link(public_base_url: str, link: FollowedLink, passed_on: Mapping[str, str]) -> str:
    """The address that counts the visit and leads on to the page, which gets to know what is passed on."""
    query = {
        "service_id": link.service_id,
        "service_channel_id": link.channel_id,
        "link_id": link.link_id,
        "recommendation_id": link.recommendation_id,
        **passed_on,
    }
    return f"{public_base_url}{PREFIX}/redirect?{urlencode(query)}"


LinkBuilder = Callable[[Service, ServiceChannel, int], str]


def _service_body(item: DescribedService, language: Language, link: LinkBuilder) -> ServiceBody:
    service = item.service
    shown_language = chosen_language(service.name, language) or language
    description = localized(service.description, language)
    if service.is_sample:
        description = f"{description}\n\n{SAMPLE_NOTE[shown_language]}".strip()
    return ServiceBody(
        service_id=service.service_id,
        service_name=localized(service.name, language),
        service_description=description,
        service_description_summary=localized(service.summary, language),
        user_instruction=localized(service.user_instruction, language),
        funding_type=service.funding_type,
        area_type=service.area_type,
        areas=[_area_body(area) for area in service.areas],
        responsible_organization=_organization_body(item, language),
        target_groups=list(service.target_group_codes),
        service_collections=list(service.service_collection_ids),
        service_class_uris=[f"{CLASS_URI}{code}" for code in service.service_class_codes],
        requirements=list(localized_list(service.requirements, language)),
        charge_type=service.charge_type,
        charge_additional_info=localized(service.charge_info, language),
        service_channels=[
            _channel_body(item, channel, language, link) for channel in item.channels
        ],
        similarity_score=item.ranked.similarity_score,
        rank=item.ranked.rank,
        language=shown_language,
        explanation=explanation_body(item.ranked.explanation, language)
        if item.ranked.explanation
        else None,
    )


def _organization_body(item: DescribedService, language: Language) -> OrganizationBody | None:
    organization_id = item.service.responsible_organization_id
    if organization_id is None:
        return None
    names = item.organization.name if item.organization else {}
    name = localized(names, language) or item.service.responsible_organization_name
    return OrganizationBody(id=organization_id, name=name)


def _channel_body(
    item: DescribedService, channel: ServiceChannel, language: Language, link: LinkBuilder
) -> ChannelBody:
    pages = {
        page_language: [
            link(item.service, channel, link_id)
            for link_id, page in enumerate(channel.web_pages)
            if page.language == page_language
        ]
        for page_language in LANGUAGES
    }
    shown_language = chosen_language(pages, language)
    return ChannelBody(
        service_channel_id=channel.channel_id,
        service_channel_name=localized(channel.name, language),
        service_channel_type=channel.channel_type,
        service_channel_description=localized(channel.description, language),
        service_channel_description_summary=localized(channel.summary, language),
        phone_numbers=list(localized_list(channel.phone_numbers, language)),
        emails=list(localized_list(channel.emails, language)),
        web_pages=pages[shown_language] if shown_language else [],
        address=localized(channel.address, language),
        location=LocationBody(
            latitude=channel.location.latitude, longitude=channel.location.longitude
        )
        if channel.location
        else "",
        service_hours=[_hours_text(hours, language) for hours in channel.service_hours],
        session_transfer=channel.channel_id in item.receiving_channel_ids,
    )


def _hours_text(hours: OpeningHours, language: Language) -> str:
    """The network's format: "Monday 08:00:00 - 16:00:00, Tuesday 08:00:00 - 16:00:00"."""
    if hours.is_always_open:
        return ALWAYS_OPEN[language]
    return ", ".join(
        f"{day_from} {time_from} - {f'{day_to} {time_to}'.strip()}"
        for day_from, time_from, day_to, time_to in hours.spans
    )


def _area_body(area: Area) -> AreaBody:
    return AreaBody(
        type=AREA_TYPES.get(area.kind, area.kind),
        code=area.code,
        name=_names(area.name),
        municipalities=[
            MunicipalityBody(code=municipality.code, name=_names(municipality.name))
            for municipality in area.municipalities
        ],
    )


def _names(names: LocalizedText) -> list[LocalizedName]:
    return [
        LocalizedName(value=names[language], language=language)
        for language in LANGUAGES
        if language in names
    ]
