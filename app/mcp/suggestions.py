"""What the tools take and tell: arguments as an assistant gives them, answers cut down to what can be told to a person.

A tool asks the endpoint's own function, so that it finds, stores and refuses exactly what HTTP does.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from app.api.catalogue_ids import CatalogueId
from app.api.catalogue_service import catalogue_service_body
from app.api.degraded import Degraded
from app.api.free_text import NOT_BLANK
from app.api.generated_by import GeneratedBy
from app.api.recommend_service import RecommendService, recommend_service
from app.api.recommendations import Recommendations
from app.api.service_body import CatalogueServiceBody, ChannelBody, ServiceBody
from app.api.service_packages import NeedBody, SeenLifeEventBody, ServicePackageBody
from app.api.service_packages import service_packages as package_response
from app.domain.clients import ApiClient
from app.wiring import Container


class SituationArguments(BaseModel):
    """What is told of a situation."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[StrictStr, Field(min_length=1, max_length=4096), NOT_BLANK] = Field(
        description="The situation in the person's own words, in Finnish, Swedish or English.",
        examples=["vuokra on rästissä ja pelkään häätöä"],
    )
    municipality_code: StrictStr | None = Field(
        default=None,
        description="Three-digit code of the person's municipality, such as 091 for Helsinki: only services that can "
        "be used there. Ask for the municipality when it is not known.",
        examples=["564"],
    )
    language: Literal["fi", "sv", "en"] = Field(
        default="fi", description="Language of the answer.", examples=["fi"]
    )
    limit: Annotated[StrictInt, Field(ge=1, le=20)] = Field(
        default=5,
        description="Most services to suggest, in a package for each need.",
        examples=[5],
    )

    def as_body(self) -> RecommendService:
        """The same as a request of the network interface, in which what is not given is absent."""
        fields: dict[str, Any] = {
            "life_situation": self.text,
            "language": self.language,
            "limit": self.limit,
            "explain": True,
        }
        if self.municipality_code is not None:
            fields["municipality_code"] = self.municipality_code
        return RecommendService.model_validate(fields)


class ServiceArguments(BaseModel):
    """Which service to show."""

    model_config = ConfigDict(extra="forbid")

    service_id: CatalogueId = Field(
        description="The service_id of a suggested service.",
        examples=["5d539a0f-c2cb-4962-b191-ac679f75f28a"],
    )
    language: Literal["fi", "sv", "en"] = Field(
        default="fi", description="Language of the texts.", examples=["fi"]
    )


class SuggestedChannel(BaseModel):
    """A way to use a service."""

    name: str
    type: str
    phone_numbers: list[str]
    emails: list[str]
    web_pages: list[str]
    address: str
    service_hours: list[str]


class SuggestedService(BaseModel):
    """A service that may help."""

    service_id: str
    name: str
    summary: str
    provider: str
    why: str
    charge_type: str
    channels: list[SuggestedChannel]


class SuggestedNeed(BaseModel):
    """One thing the person may need help with, told in their own words, and the services for it."""

    name: str
    urgency: str
    clause: str
    services: list[SuggestedService]


class SuggestedPackage(BaseModel):
    """The needs in the order in which to act, and what usually comes later.

    Where urgent is true, life or safety is in danger: the emergency number comes before all else.
    """

    urgent: bool
    emergency_number: str
    recommendation_id: int
    needs: list[SuggestedNeed]
    life_events: list[SeenLifeEventBody]
    next_needs: list[SuggestedNeed]
    degraded: Degraded = False
    generated_by: GeneratedBy | None


class Suggestions(BaseModel):
    """Services that may help, the best match first."""

    recommendation_id: int
    services: list[SuggestedService]
    degraded: Degraded = False
    generated_by: GeneratedBy | None


def recommend_services(
    arguments: SituationArguments, use_cases: Container, client: ApiClient | None
) -> Suggestions:
    response = recommend_service(arguments.as_body(), use_cases, client)
    answer = Recommendations.model_validate_json(bytes(response.body))
    return Suggestions(
        recommendation_id=answer.auroraai_recommendation_id,
        services=[_suggested(service) for service in answer.recommended_services],
        degraded=answer.degraded,
        generated_by=answer.generated_by,
    )


def service_packages(
    arguments: SituationArguments, use_cases: Container, client: ApiClient | None
) -> SuggestedPackage:
    response = package_response(arguments.as_body(), use_cases, client)
    answer = ServicePackageBody.model_validate_json(bytes(response.body))
    return SuggestedPackage(
        urgent=answer.urgent,
        emergency_number=answer.emergency_number,
        recommendation_id=answer.auroraai_recommendation_id,
        needs=[_need(need) for need in answer.needs],
        life_events=answer.life_events,
        next_needs=[_need(need) for need in answer.next_needs],
        degraded=answer.degraded,
        generated_by=answer.generated_by,
    )


def _need(need: NeedBody) -> SuggestedNeed:
    return SuggestedNeed(
        name=need.name,
        urgency=need.urgency,
        clause=need.clause,
        services=[_suggested(service) for service in need.services],
    )


def _suggested(service: ServiceBody) -> SuggestedService:
    provider = service.responsible_organization
    return SuggestedService(
        service_id=service.service_id,
        name=service.service_name,
        summary=service.service_description_summary or service.service_description,
        provider=provider.name if provider else "",
        why=service.explanation.sentence if service.explanation else "",
        charge_type=service.charge_type,
        channels=[_channel(channel) for channel in service.service_channels],
    )


def _channel(channel: ChannelBody) -> SuggestedChannel:
    return SuggestedChannel(
        name=channel.service_channel_name,
        type=channel.service_channel_type,
        phone_numbers=channel.phone_numbers,
        emails=channel.emails,
        web_pages=channel.web_pages,
        address=channel.address,
        service_hours=channel.service_hours,
    )


def get_service(
    arguments: ServiceArguments, use_cases: Container, _client: ApiClient | None
) -> CatalogueServiceBody:
    return catalogue_service_body(use_cases.show_service(arguments.service_id), arguments.language)
