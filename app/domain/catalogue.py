"""Services, their channels and organisations, as the national service catalogue (PTV) describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.language import Language, LocalizedList, LocalizedText

AreaType = Literal["Nationwide", "NationwideExceptAlandIslands", "LimitedType"]
AreaKind = Literal[
    "Municipality", "Region", "HospitalDistrict", "WellbeingServicesCounty", "BusinessSubRegion"
]
ChannelType = Literal["EChannel", "WebPage", "Phone", "ServiceLocation", "PrintableForm"]
FundingType = Literal["PubliclyFunded", "MarketFunded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality (*kunta*): three-digit code of Statistics Finland, such as "091", and its names."""

    code: str
    name: LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One area a service is limited to (PTV `areas[]`).

    code is None for areas of kind Municipality, whose codes stand in `municipalities`.
    """

    kind: AreaKind
    code: str | None = None
    name: LocalizedText = field(default_factory=dict)
    municipalities: tuple[Municipality, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """Who provides or answers for services (PTV organisation).

    organization_type as PTV gives it (State, Municipality, RegionalOrganization, Company, …), "" where unknown.
    """

    organization_id: str
    name: LocalizedText
    organization_type: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A public service (*palvelu*).

    municipality_codes holds every municipality of a limited service, its areas widened; it is empty for the two
    nationwide area types. service_class_codes (*palveluluokka*) are bare codes such as "P4.13" without duplicates;
    target_group_codes such as "KR1.2"; life_event_codes (*elämäntilanne*) such as "KE8". charge_type is PTV's
    serviceChargeType or "". responsible_organization_name is the plain name PTV repeats inside the service.
    """

    service_id: str
    name: LocalizedText
    summary: LocalizedText = field(default_factory=dict)
    description: LocalizedText = field(default_factory=dict)
    alternative_name: LocalizedText = field(default_factory=dict)
    user_instruction: LocalizedText = field(default_factory=dict)
    charge_info: LocalizedText = field(default_factory=dict)
    keywords: LocalizedList = field(default_factory=dict)
    requirements: LocalizedList = field(default_factory=dict)
    charge_type: str = ""
    funding_type: FundingType = "PubliclyFunded"
    area_type: AreaType = "Nationwide"
    areas: tuple[Area, ...] = ()
    municipality_codes: frozenset[str] = frozenset()
    responsible_organization_id: str | None = None
    responsible_organization_name: str = ""
    service_class_codes: tuple[str, ...] = ()
    target_group_codes: tuple[str, ...] = ()
    life_event_codes: tuple[str, ...] = ()
    service_collection_ids: tuple[str, ...] = ()
    channel_ids: tuple[str, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """A page of a channel in one language. Pages keep the order fi, sv, en, so that a position identifies a link."""

    language: Language
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """ETRS-TM35FIN (EPSG:3067) metres as PTV writes them: latitude is the northing, longitude the easting."""

    latitude: str
    longitude: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Regular opening hours (PTV serviceHours of type DaysOfTheWeek).

    spans are (day from, time from, day to or "", time to), days in English and times as HH:MM:SS, as PTV gives them.
    """

    is_always_open: bool = False
    spans: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChannel:
    """A way to use a service (*asiointikanava*). phone_numbers are ready to show: "additional information +358 …"."""

    channel_id: str
    channel_type: ChannelType
    name: LocalizedText = field(default_factory=dict)
    summary: LocalizedText = field(default_factory=dict)
    description: LocalizedText = field(default_factory=dict)
    phone_numbers: LocalizedList = field(default_factory=dict)
    emails: LocalizedList = field(default_factory=dict)
    web_pages: tuple[WebPage, ...] = ()
    address: LocalizedText = field(default_factory=dict)
    location: Location | None = None
    service_hours: tuple[OpeningHours, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A service with all that is shown of it; channels in the order the service lists them."""

    service: Service
    channels: tuple[ServiceChannel, ...] = ()
    organization: Organization | None = None


MeterProfile = Mapping[str, float]
"""How much a service helps with each 3X10D meter: meter name → 0..1."""
