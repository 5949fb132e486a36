"""GET redirect: from a link in a recommendation on to the channel's page."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field, StrictStr

from app.api.catalogue_ids import CatalogueId
from app.api.deps import COUNTED_BY_ADDRESS, UseCases
from app.api.optional_field import not_given
from app.api.page_address import with_parameters
from app.api.query_parameters import DECIMAL, refuse_repeated
from app.api.responses import DATABASE_UNAVAILABLE, Answers, not_found, refused
from app.domain.feedback import FollowedLink
from app.reasons import UUID_OF_VERSION_4

router = APIRouter(tags=["feedback"])

MAX_LINK_ID: Final = 30
MAX_SESSION_ID_CHARS: Final = 255
MAX_TOKEN_CHARS: Final = 512


class RedirectQuery(BaseModel):
    """The parameters of a link in `web_pages`; parameters of other names are ignored."""

    service_id: CatalogueId = Field(
        description="A service of the recommendation.",
        examples=["5d539a0f-c2cb-4962-b191-ac679f75f28a"],
    )
    service_channel_id: CatalogueId = Field(
        description="A channel of the service.", examples=["cbac833c-0d5f-442e-ba56-a71787a9c8f2"]
    )
    link_id: Annotated[int, Field(ge=0, le=MAX_LINK_ID), DECIMAL] = Field(
        description="Which of the channel's pages, from 0.", examples=[0]
    )
    recommendation_id: Annotated[int, DECIMAL] = Field(
        description="The recommendation the link came with.", examples=[1024]
    )
    session_id: Annotated[StrictStr, Field(max_length=MAX_SESSION_ID_CHARS)] = Field(
        default_factory=not_given,
        description="The caller's session; passed on to the page, not stored.",
        examples=["7f1c2a90"],
    )
    auroraai_access_token: Annotated[StrictStr, Field(max_length=MAX_TOKEN_CHARS)] = Field(
        default_factory=not_given,
        description="Opens stored session attributes; passed on to the page, not stored.",
        examples=["q3Zr1TtPmY0dXyqkN8fJ2w"],
    )

    def link(self) -> FollowedLink:
        return FollowedLink(
            recommendation_id=self.recommendation_id,
            service_id=self.service_id,
            channel_id=self.service_channel_id,
            link_id=self.link_id,
        )

    def passed_on(self) -> dict[str, str]:
        """What the page gets to know: the session and the token, where given, and nothing else."""
        return self.model_dump(include={"session_id", "auroraai_access_token"}, exclude_unset=True)


RESPONSES: Final[Answers] = {
    302: {
        "description": "On to the channel's page.",
        "headers": {
            "Location": {
                "description": "The page, with session_id and auroraai_access_token where given.",
                "schema": {"type": "string", "format": "uri"},
                "example": "https://www.example.org/asumisneuvonta?session_id=7f1c2a90",
            },
            "Cache-Control": {"description": "Always no-store.", "schema": {"const": "no-store"}},
        },
    },
    400: refused(
        "/service_id",
        UUID_OF_VERSION_4,
        "A parameter is missing, ill-formed, too long or repeated; `errors` points at each.",
    ),
    404: not_found(
        "The recommendation is unknown or did not hold the service, the service does not have the channel, or the "
        "channel the page; or what once was there has left the catalogue.",
        "The service has no such channel",
    ),
    503: DATABASE_UNAVAILABLE,
}


@router.get(
    "/redirect",
    summary="Follow a link of a recommendation",
    status_code=302,
    response_class=RedirectResponse,
    responses=RESPONSES,
    dependencies=[COUNTED_BY_ADDRESS],
)
def redirect(
    query: Annotated[RedirectQuery, Query()], request: Request, use_cases: UseCases
) -> RedirectResponse:
    """Count the visit and lead on to the channel's page, an http or https address that stands in the catalogue.

    session_id and auroraai_access_token are added to the address's own query, in place of parameters of the same name.
    People's browsers come here, so no credentials are asked.
    """
    refuse_repeated(request, RedirectQuery.model_fields)
    address = use_cases.redirect(query.link())
    return RedirectResponse(
        with_parameters(address, query.passed_on()),
        status_code=302,
        headers={"Cache-Control": "no-store"},
    )
