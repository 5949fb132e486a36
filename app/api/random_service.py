"""GET random_service: five nationwide services by chance."""

from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.catalogue_service import catalogue_service_body
from app.api.deps import AskingClient, UseCases
from app.api.responses import CLIENT_ERRORS, Answers, try_again
from app.api.service_body import CatalogueServiceBody
from app.errors import CatalogueEmpty

router = APIRouter(tags=["recommendations"])


class RandomServices(BaseModel):
    """Services picked by chance."""

    service: list[CatalogueServiceBody] = Field(
        description="Five nationwide services in random order; fewer where the catalogue has fewer."
    )


ERRORS: Final[Answers] = {
    **CLIENT_ERRORS,
    503: try_again("No catalogue is loaded, or the database cannot be used.", CatalogueEmpty()),
}


@router.get("/random_service", summary="Five random nationwide services", responses=ERRORS)
def random_service(use_cases: UseCases, _client: AskingClient) -> RandomServices:
    """Return services to show before anybody has asked for something, each time others, with texts in Finnish.

    Nothing is recorded. `web_pages` are the pages' own addresses: no recommendation is there to count visits for.
    """
    return RandomServices(
        service=[catalogue_service_body(entry, "fi") for entry in use_cases.random_service()]
    )
