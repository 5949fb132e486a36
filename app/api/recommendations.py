"""The answer of both matching endpoints: suggested services and their channels on the wire."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.catalogue_service import PageLink, catalogue_service_fields
from app.api.degraded import Degraded
from app.api.explanation import explanation_body
from app.api.generated_by import GeneratedByIfAsked, generated_by
from app.api.service_body import ServiceBody
from app.domain.catalogue import Service, ServiceChannel
from app.domain.feedback import FollowedLink
from app.domain.language import Language
from app.domain.results import DescribedService, Recommendation

PREFIX: Final = "/service-recommender/v1"


class Recommendations(BaseModel):
    """Suggested services, best first; an empty list is a valid answer."""

    model_config = ConfigDict(title="Recommendations")

    auroraai_recommendation_id: int = Field(
        description="Names this answer in feedback and redirects.", examples=[1024]
    )
    recommended_services: list[ServiceBody] = Field(description="Best first.")
    generated_by: GeneratedByIfAsked = None
    degraded: Degraded = False


def recommendations_response(
    recommendation: Recommendation,
    *,
    language: Language,
    public_base_url: str,
    session_id: str | None = None,
) -> Response:
    """The answer in the preferred language, each missing text falling back on its own.

    Ready to send: the framework would check and serialise it on another thread again.
    """
    provenance = recommendation.provenance
    link = page_link(recommendation.recommendation_id, public_base_url, session_id)
    body = Recommendations(
        auroraai_recommendation_id=recommendation.recommendation_id,
        recommended_services=[
            ServiceBody(**suggested_service_fields(item, language, link))
            for item in recommendation.services
        ],
        generated_by=generated_by(provenance) if provenance else None,
        degraded=recommendation.is_lexical,
    )
    return Response(body.model_dump_json(), media_type="application/json")


def page_link(recommendation_id: int, public_base_url: str, session_id: str | None) -> PageLink:
    """Links that count the visit for this recommendation; electronic channels get to know the session."""

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

    return link


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


def suggested_service_fields(
    item: DescribedService, language: Language, link: PageLink
) -> dict[str, Any]:
    """The fields of a ServiceBody."""
    explanation = item.ranked.explanation
    return {
        **catalogue_service_fields(item, language, link),
        "similarity_score": item.ranked.similarity_score,
        "rank": item.ranked.rank,
        "explanation": explanation_body(explanation, language) if explanation else None,
    }
