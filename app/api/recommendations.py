"""The answer of both matching endpoints: suggested services and their channels on the wire."""

from collections.abc import Callable, Mapping
from typing import Final, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from app.api.explanation import ExplanationBody, explanation_body
from app.domain.catalogue import Area, OpeningHours, Service, ServiceChannel
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
CLASS_URI: Final = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/"

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


class LocalizedName(BaseModel):
    """A name in one language, as PTV writes it."""

    value: str = Field(description="The name.", examples=["Oulu"])
    language: Literal["fi", "sv", "en"] = Field(description="Its language.", examples=["fi"])


class MunicipalityBody(BaseModel):
    """A municipality."""

    code: str = Field(description="Three-digit municipality code.", examples=["564"])
    name: list[LocalizedName] = Field(description="Names by language.")


class AreaBody(BaseModel):
    """An area the service is limited to, in PTV's shape."""

    type: str = Field(description="Kind of area.", examples=["Municipality"])
    code: str | None = Field(
        description="Code of the area; null for municipalities, whose codes are listed.",
        examples=[None],
    )
    name: list[LocalizedName] = Field(description="Names by language.", examples=[[]])
    municipalities: list[MunicipalityBody] = Field(description="The municipalities of the area.")


class OrganizationBody(BaseModel):
    """Who answers for the service."""

    id: str = Field(
        description="PTV organisation id.", examples=["df0c2f24-d2bd-4ba7-bdcd-fcfc9f0d65a7"]
    )
    name: str = Field(description="Name of the organisation.", examples=["Oulun kaupunki"])


class LocationBody(BaseModel):
    """Coordinates in ETRS-TM35FIN (EPSG:3067), metres."""

    latitude: str = Field(description="Northing.", examples=["7211000"])
    longitude: str = Field(description="Easting.", examples=["428000"])


class ChannelBody(BaseModel):
    """A way to use the service. Missing texts are empty, never null."""

    service_channel_id: str = Field(
        description="PTV service channel id.", examples=["961f1a02-0eb7-4b5d-9721-6b9f2d14ec6f"]
    )
    service_channel_name: str = Field(description="Name.", examples=["Asumisneuvonta"])
    service_channel_type: Literal[
        "EChannel", "WebPage", "Phone", "ServiceLocation", "PrintableForm"
    ] = Field(description="Kind of channel.", examples=["Phone"])
    service_channel_description: str = Field(
        description="Description.", examples=["Neuvomme asumisen ongelmissa."]
    )
    service_channel_description_summary: str = Field(
        description="Short description.", examples=["Neuvontapuhelin."]
    )
    phone_numbers: list[str] = Field(
        description="Phone numbers with what they are for.",
        examples=[["Neuvonta +358 800 000 001"]],
    )
    emails: list[str] = Field(description="E-mail addresses.", examples=[["neuvonta@example.org"]])
    web_pages: list[str] = Field(
        description="Links that count the visit and lead on to the channel's pages.",
        examples=[[]],
    )
    address: str = Field(
        description="Street address of a service location.",
        examples=["Esimerkkikatu 1, 90100, Oulu"],
    )
    location: LocationBody | Literal[""] = Field(
        description="Coordinates of a service location, or an empty text.", examples=[""]
    )
    service_hours: list[str] = Field(
        description="Regular opening hours.", examples=[["Monday 08:00:00 - 16:00:00"]]
    )
    session_transfer: bool = Field(
        description="Whether the channel can receive session attributes.", examples=[False]
    )


class ServiceBody(BaseModel):
    """A suggested service. Missing texts are empty, never null."""

    service_id: str = Field(
        description="PTV service id.", examples=["3668d250-cd80-45c4-abcc-9b2d3a2b3e42"]
    )
    service_name: str = Field(description="Name.", examples=["Talous- ja velkaneuvonta"])
    service_description: str = Field(description="Description.", examples=["Maksutonta apua …"])
    service_description_summary: str = Field(
        description="Short description.", examples=["Maksutonta apua velkaongelmiin."]
    )
    user_instruction: str = Field(description="How to use the service.", examples=["Varaa aika …"])
    funding_type: str = Field(
        description="PubliclyFunded or MarketFunded.", examples=["PubliclyFunded"]
    )
    area_type: str = Field(
        description="Nationwide, NationwideExceptAlandIslands or LimitedType.",
        examples=["Nationwide"],
    )
    areas: list[AreaBody] = Field(description="Areas of a limited service.", examples=[[]])
    responsible_organization: OrganizationBody | None = Field(
        description="Who answers for it.",
        examples=[{"id": "df0c2f24-d2bd-4ba7-bdcd-fcfc9f0d65a7", "name": "Oulun kaupunki"}],
    )
    target_groups: list[str] = Field(description="Target group codes.", examples=[["KR1"]])
    service_collections: list[str] = Field(description="Service collection ids.", examples=[[]])
    service_class_uris: list[str] = Field(
        description="Service classes.", examples=[[f"{CLASS_URI}P15.4"]]
    )
    requirements: list[str] = Field(description="Conditions of use.", examples=[[]])
    charge_type: str = Field(
        description="FreeOfCharge, Chargeable, Other or empty.", examples=["FreeOfCharge"]
    )
    charge_additional_info: str = Field(description="More about the charge.", examples=[""])
    service_channels: list[ChannelBody] = Field(description="Ways to use the service.")
    similarity_score: float = Field(
        description="How well the service matches; higher is better, comparable within one answer.",
        examples=[0.71],
    )
    rank: int = Field(description="Position in the answer, from 1.", examples=[1])
    language: Literal["fi", "sv", "en"] = Field(
        description="Language of the name; other texts fall back one by one.", examples=["fi"]
    )
    explanation: ExplanationBody | None = Field(
        default=None,
        description="Why the service is there; only when the request asked to explain.",
        examples=[
            {
                "sentence": "Kerrottu muistuttaa tilanteita, joissa auttaa Turvakoti.",
                "kind": "Turvakoti",
                "phrase": "mies löi mua ja pelkään että se tulee takaisin",
                "meters": [],
                "shares": {"direct": 0.83, "bridge": 0.17},
            }
        ],
        exclude_if=lambda explanation: explanation is None,
    )


class Recommendations(BaseModel):
    """Suggested services, best first; an empty list is a valid answer."""

    model_config = ConfigDict(title="Recommendations")

    auroraai_recommendation_id: int = Field(
        description="Names this answer in feedback and redirects.", examples=[1024]
    )
    recommended_services: list[ServiceBody] = Field(description="Best first.")


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
        query = {
            "service_id": service.service_id,
            "service_channel_id": channel.channel_id,
            "link_id": link_id,
            "recommendation_id": recommendation_id,
        }
        if session_id is not None and channel.channel_type == "EChannel":
            query["session_id"] = session_id
        return f"{public_base_url}{PREFIX}/redirect?{urlencode(query)}"

    return Recommendations(
        auroraai_recommendation_id=recommendation_id,
        recommended_services=[_service_body(item, language, link) for item in described],
    )


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
            _channel_body(service, channel, language, link) for channel in item.channels
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
    service: Service, channel: ServiceChannel, language: Language, link: LinkBuilder
) -> ChannelBody:
    pages = {
        page_language: [
            link(service, channel, link_id)
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
        session_transfer=False,
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
