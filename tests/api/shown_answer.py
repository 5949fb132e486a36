"""An answer with one service of our own making, and the links in it."""

import json
from typing import Any

from app.api.recommendations import recommendations_response
from app.domain.catalogue import Organization, Service, ServiceChannel
from app.domain.language import Language
from app.domain.results import DescribedService, RankedService, Recommendation

BASE_URL = "https://palvelut.example.org/suositin"
CHANNEL_TYPES = {"EChannel", "WebPage", "Phone", "ServiceLocation", "PrintableForm"}


def shown(
    service: Service,
    *channels: ServiceChannel,
    language: Language = "fi",
    session_id: str | None = None,
    organization: Organization | None = None,
) -> dict[str, Any]:
    """The service as an answer with it alone shows it."""
    ranked = RankedService(service_id=service.service_id, similarity_score=0.5, rank=1)
    described = DescribedService(
        ranked=ranked, service=service, channels=channels, organization=organization
    )
    response = recommendations_response(
        Recommendation(recommendation_id=7, services=(described,)),
        language=language,
        public_base_url=BASE_URL,
        session_id=session_id,
    )
    services: list[dict[str, Any]] = json.loads(response.body)["recommended_services"]
    return services[0]


def pages(service: dict[str, Any], channel_type: str) -> list[str]:
    return [
        page
        for channel in service["service_channels"]
        if channel["service_channel_type"] == channel_type
        for page in channel["web_pages"]
    ]
