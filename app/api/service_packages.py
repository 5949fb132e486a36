"""POST service_packages: a life situation in, its needs out, each with its services."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, Field

from app.api.catalogue_service import PageLink
from app.api.degraded import Degraded
from app.api.deps import AskingClient, UseCases
from app.api.example_situations import SITUATION_EXAMPLES
from app.api.generated_by import GeneratedByIfAsked, generated_by
from app.api.json_body import JsonRoute
from app.api.meter_names import METER_NAMES
from app.api.recommend_service import RecommendService, checked_query
from app.api.recommendations import page_link, suggested_service_fields
from app.api.responses import MATCHING_ERRORS
from app.api.service_body import ServiceBody
from app.domain.language import Language, localized
from app.domain.packages import (
    EMERGENCY_NUMBER,
    MetNeed,
    Need,
    NeedSource,
    ProviderType,
    SeenLifeEvent,
    Urgency,
)
from app.domain.providers import provider_type
from app.privacy import quotable, redact

router = APIRouter(tags=["recommendations"], route_class=JsonRoute)


class PackageServiceBody(ServiceBody):
    """A service of a need. Missing texts are empty, never null."""

    provider_type: ProviderType = Field(
        description="What sort of organisation answers for the service; other where that is not known.",
        examples=["state"],
    )


class NeedBody(BaseModel):
    """One thing the person needs help with, and the services that help."""

    rank: int = Field(description="Place in the order in which to act, from 1.", examples=[1])
    source: NeedSource = Field(
        description="What showed the need: the person's words, a meter or a life event.",
        examples=["text"],
    )
    name: str = Field(
        description="The need in the answer's language: the kind of service that meets it, or the meter.",
        examples=["Turvakoti"],
    )
    kind: str = Field(
        description="The phrasebook's kind of service; empty for a meter.",
        examples=["shelter-for-domestic-violence"],
    )
    clause: str = Field(
        description="The person's own words that show it, redacted; empty unless source is text. Not stored.",
        examples=["mies löi taas eilen"],
    )
    meter: str = Field(
        description="The 3X10D meter that shows it; empty unless source is meter.", examples=[""]
    )
    life_event: str = Field(
        description="The life event that brings it; empty unless source is life_event.",
        examples=[""],
    )
    urgency: Urgency = Field(
        description="urgent: danger to life or of violence; soon: told of or felt now; later: may wait.",
        examples=["urgent"],
    )
    services: list[PackageServiceBody] = Field(
        description="Best first, rank counts within the need; in danger, those that help at once come first. Services "
        "of nearly the same score change places so that sorts of provider alternate. Fewer than limit where fewer are "
        "good enough, and empty where none is: the need was heard, and no service found for it."
    )


class SeenLifeEventBody(BaseModel):
    """A life event that was named or that the text shows."""

    life_event: str = Field(description="Its id.", examples=["divorce"])
    codes: list[str] = Field(description="Its codes in PTV's list, if any.", examples=[["KE7"]])
    name: str = Field(description="Its name in the answer's language.", examples=["Avioero"])
    confidence: float = Field(
        description="How sure it is, 0 to 1; 1 where it was named.", examples=[1.0]
    )


class ServicePackageBody(BaseModel):
    """The needs of a life situation with their services; no service stands in it twice."""

    auroraai_recommendation_id: int = Field(
        description="Names this answer in feedback and redirects.", examples=[1024]
    )
    urgent: bool = Field(
        description="Whether what was told shows danger to life or of violence.", examples=[True]
    )
    emergency_number: Literal["112", ""] = Field(
        description="The number to call, whenever urgent; otherwise empty.", examples=["112"]
    )
    needs: list[NeedBody] = Field(
        description="In the order in which to act, at most 10; empty where nothing told of one."
    )
    life_events: list[SeenLifeEventBody] = Field(
        description="Named or recognised, the surest first."
    )
    next_needs: list[NeedBody] = Field(
        description="What these life events usually bring later, at most 5."
    )
    generated_by: GeneratedByIfAsked = None
    degraded: Degraded = False


@router.post(
    "/service_packages",
    summary="The needs of a life situation, each with its services",
    response_model=ServicePackageBody,
    responses=MATCHING_ERRORS,
)
def service_packages(
    body: Annotated[RecommendService, Body(openapi_examples=SITUATION_EXAMPLES)],
    use_cases: UseCases,
    client: AskingClient,
) -> Response:
    """Return the needs that a life situation holds, in the order in which to act, and for each the services that help.

    The body is that of recommend_service; limit is the most services of one need. Danger to life or of violence comes
    first, with the emergency number, crisis help and shelters; then nationwide services are suggested whatever the
    filters.
    """
    query = checked_query(body, use_cases)
    package = use_cases.service_packages(
        query, request=body.model_dump(exclude_unset=True), client=client
    )
    redacted_text = redact(query.text)
    link = page_link(
        package.recommendation_id,
        use_cases.public_base_url,
        body.session_id if "session_id" in body.model_fields_set else None,
    )

    def need_bodies(met: Sequence[MetNeed]) -> list[NeedBody]:
        return [
            _need_body(rank, each, query.language, link, redacted_text)
            for rank, each in enumerate(met, 1)
        ]

    answer = ServicePackageBody(
        auroraai_recommendation_id=package.recommendation_id,
        urgent=package.is_urgent,
        emergency_number=EMERGENCY_NUMBER if package.is_urgent else "",
        needs=need_bodies(package.needs),
        life_events=[_life_event_body(each, query.language) for each in package.life_events],
        next_needs=need_bodies(package.next_needs),
        generated_by=generated_by(package.provenance) if package.provenance else None,
        degraded=package.is_lexical,
    )
    return Response(answer.model_dump_json(), media_type="application/json")


def _need_body(
    rank: int, met: MetNeed, language: Language, link: PageLink, redacted_text: str
) -> NeedBody:
    need = met.need
    return NeedBody(
        rank=rank,
        source=need.source,
        name=_name(need, language),
        kind=need.kind_ids[0] if need.kind_ids else "",
        clause=quotable(need.clause, redacted_text),
        meter=need.meter,
        life_event=need.life_event_id,
        urgency=need.urgency,
        services=[
            PackageServiceBody(
                **suggested_service_fields(each, language, link),
                provider_type=provider_type(each.organization),
            )
            for each in met.services
        ],
    )


def _name(need: Need, language: Language) -> str:
    return METER_NAMES[language][need.meter] if need.meter else localized(need.name, language)


def _life_event_body(event: SeenLifeEvent, language: Language) -> SeenLifeEventBody:
    return SeenLifeEventBody(
        life_event=event.life_event_id,
        codes=list(event.codes),
        name=localized(event.name, language),
        confidence=event.confidence,
    )
