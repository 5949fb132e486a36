"""What the service answers. Fields bear the names of the interface; what this version does not know is passed over.

A field with a default stands only in some answers, or only in those of newer services.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["fi", "sv", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalizedName:
    """A name in one language."""

    value: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality of an area."""

    code: str
    name: tuple[LocalizedName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area that a service is limited to; code is None for municipalities, which are listed."""

    type: str
    code: str | None
    name: tuple[LocalizedName, ...]
    municipalities: tuple[Municipality, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """Who answers for a service."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """ETRS-TM35FIN metres: latitude is the northing, longitude the easting."""

    latitude: str
    longitude: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way to use a service. In a recommendation web_pages count the visit and lead on."""

    service_channel_id: str
    service_channel_name: str
    service_channel_type: str
    service_channel_description: str
    service_channel_description_summary: str
    phone_numbers: tuple[str, ...]
    emails: tuple[str, ...]
    web_pages: tuple[str, ...]
    address: str
    location: Location | Literal[""]
    service_hours: tuple[str, ...]
    session_transfer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MetSentence:
    """A sentence of the service's own text that met the person's words."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetFilter:
    """A filter of the request that the service passed."""

    filter: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a service was suggested; sentence is for the person, shares are parts of the score, together 1."""

    sentence: str
    kind: str
    phrase: str
    meters: tuple[str, ...]
    shares: Mapping[str, float]
    kind_id: str = ""
    clause: str = ""
    description_sentences: tuple[MetSentence, ...] = ()
    meter_levels: Mapping[str, str] = field(default_factory=dict)
    life_events: tuple[str, ...] = ()
    told_life_event: str = ""
    filters: tuple[MetFilter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueService:
    """A service of the catalogue. Missing texts are empty."""

    service_id: str
    service_name: str
    service_description: str
    service_description_summary: str
    user_instruction: str
    funding_type: str
    area_type: str
    areas: tuple[Area, ...]
    responsible_organization: Organization | None
    target_groups: tuple[str, ...]
    service_collections: tuple[str, ...]
    service_class_uris: tuple[str, ...]
    requirements: tuple[str, ...]
    charge_type: str
    charge_additional_info: str
    service_channels: tuple[Channel, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(CatalogueService):
    """A suggested service; explanation is there when it was asked for, provider_type in packages."""

    similarity_score: float
    rank: int
    explanation: Explanation | None = None
    provider_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedBy:
    """What made an answer, without a person's review."""

    service: str
    version: str
    embedding_model: str
    catalogue_version: str
    automated: bool
    index_built_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendations:
    """Suggested services, best first; possibly none."""

    auroraai_recommendation_id: int
    recommended_services: tuple[Service, ...]
    generated_by: GeneratedBy | None = None
    degraded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing the person needs help with, told by their words, a meter or a life event."""

    rank: int
    source: str
    name: str
    kind: str
    clause: str
    meter: str
    life_event: str
    urgency: str
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLifeEvent:
    """A life event that was named or that the text shows, with confidence 0..1."""

    life_event: str
    codes: tuple[str, ...]
    name: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePackage:
    """The needs of a situation in the order in which to act. When urgent, show emergency_number before all else."""

    auroraai_recommendation_id: int
    urgent: bool
    needs: tuple[Need, ...]
    life_events: tuple[SeenLifeEvent, ...]
    next_needs: tuple[Need, ...]
    emergency_number: str = ""
    generated_by: GeneratedBy | None = None
    degraded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarServices:
    """Services near to another one, nearest first."""

    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in each language."""

    fi: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An entry of a code list; parent_code is None at the top."""

    code: str
    uri: str
    name: Name
    parent_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvents:
    """PTV's life events."""

    life_events: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClasses:
    """PTV's service classes."""

    service_classes: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroups:
    """PTV's target groups."""

    target_groups: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCode:
    """A region, hospital district or wellbeing services county."""

    code: str
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityCode:
    """A municipality and the areas it belongs to."""

    code: str
    name: Name
    region_code: str
    hospital_district_code: str
    wellbeing_service_county_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipalities:
    """Municipalities of a year, and the areas they belong to."""

    valid_year: int
    municipalities: tuple[MunicipalityCode, ...]
    regions: tuple[AreaCode, ...]
    hospital_districts: tuple[AreaCode, ...]
    wellbeing_service_counties: tuple[AreaCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAttributes:
    """What is known of a person's session; None for what is not."""

    age: int | None = None
    municipality_code: str | None = None
    life_situation_meters: Mapping[str, tuple[int, ...]] | None = None
