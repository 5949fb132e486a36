"""A service, its channels and areas on the wire: the only place where their field names are spelled."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from app.api.explanation import EXPLANATION_EXAMPLE, ExplanationBody
from app.domain.language import NetworkLanguage

CLASS_URI: Final = "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/"


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
        description="PTV organisation id.", examples=["6bf2653e-87de-4e12-ac57-745e0b3f3133"]
    )
    name: str = Field(
        description="Name of the organisation.", examples=["Oikeuspalveluvirasto (esimerkki)"]
    )


class LocationBody(BaseModel):
    """Coordinates in ETRS-TM35FIN (EPSG:3067), metres."""

    latitude: str = Field(description="Northing.", examples=["7211000"])
    longitude: str = Field(description="Easting.", examples=["428000"])


class ChannelBody(BaseModel):
    """A way to use the service. Missing texts are empty, never null."""

    service_channel_id: str = Field(
        description="PTV service channel id.", examples=["cbac833c-0d5f-442e-ba56-a71787a9c8f2"]
    )
    service_channel_name: str = Field(
        description="Name.", examples=["Velkaneuvonnan yhteydenottopyyntö"]
    )
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
        description="The channel's pages; in a recommendation, links that count the visit and lead on to them.",
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
        description="Whether the channel is registered as receiving session attributes.",
        examples=[False],
    )


class ServiceFields(BaseModel):
    """What is shown of any service."""

    service_id: str = Field(
        description="PTV service id.", examples=["5d539a0f-c2cb-4962-b191-ac679f75f28a"]
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
        examples=[
            {
                "id": "6bf2653e-87de-4e12-ac57-745e0b3f3133",
                "name": "Oikeuspalveluvirasto (esimerkki)",
            }
        ],
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


class CatalogueServiceBody(ServiceFields):
    """A service as the catalogue has it. Missing texts are empty, never null."""

    language: Literal["fi", "sv", "en"] = Field(
        description="Language of the name; other texts fall back one by one.", examples=["fi"]
    )


class ServiceBody(CatalogueServiceBody):
    """A suggested service. Missing texts are empty, never null."""

    similarity_score: float = Field(
        description="How well the service matches; higher is better, comparable within one answer.",
        examples=[0.71],
    )
    rank: int = Field(description="Position in the answer, from 1.", examples=[1])
    explanation: ExplanationBody | None = Field(
        default=None,
        description="Why the service is there; only when the request asked to explain.",
        examples=[EXPLANATION_EXAMPLE],
        exclude_if=lambda explanation: explanation is None,
    )


class TranslatedServiceBody(ServiceFields):
    """A service in the language asked for. Missing texts are empty, never null."""

    language: NetworkLanguage = Field(
        description="Language of the texts: the one asked for. What is never translated (addresses, opening hours, "
        "names of organisations) falls back to a language of the catalogue.",
        examples=["uk"],
    )
    machine_translated: bool = Field(
        description="Whether texts were translated by machine; false when the catalogue itself has the language.",
        examples=[True],
    )
