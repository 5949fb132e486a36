"""GET random_service: five nationwide services by chance."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.catalogue_service import catalogue_service_body
from app.api.deps import AskingClient, UseCases
from app.api.responses import RANDOM_SERVICE_ERRORS
from app.api.service_body import CatalogueServiceBody

router = APIRouter(tags=["recommendations"])


class RandomServices(BaseModel):
    """Services picked by chance."""

    service: list[CatalogueServiceBody] = Field(
        description="Five nationwide services in random order; fewer where the catalogue has fewer."
    )


@router.get(
    "/random_service", summary="Five random nationwide services", responses=RANDOM_SERVICE_ERRORS
)
def random_service(use_cases: UseCases, _client: AskingClient) -> RandomServices:
    """Return services to show before anybody has asked for something, each time others, with texts in Finnish.

    Nothing is recorded. `web_pages` are the pages' own addresses: no recommendation is there to count visits for.
    """
    return RandomServices(
        service=[catalogue_service_body(entry, "fi") for entry in use_cases.random_service()]
    )
