"""The answer of both matching endpoints: suggested services and their channels on the wire."""

from typing import Final
from urllib.parse import urlencode

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.catalogue_service import PageLink, catalogue_service_body
from app.api.explanation import explanation_body
from app.api.service_body import ServiceBody
from app.domain.catalogue import Service, ServiceChannel
from app.domain.language import Language
from app.domain.results import DescribedService

PREFIX: Final = "/service-recommender/v1"


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


def _service_body(item: DescribedService, language: Language, link: PageLink) -> ServiceBody:
    explanation = item.ranked.explanation
    return ServiceBody(
        **dict(catalogue_service_body(item, language, link)),
        similarity_score=item.ranked.similarity_score,
        rank=item.ranked.rank,
        explanation=explanation_body(explanation, language) if explanation else None,
    )
