"""POST and GET session_attributes: what is known of a person's session, handed on to the channel they go to."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, model_validator

from app.api.catalogue_ids import CatalogueId
from app.api.deps import COUNTED_BY_ADDRESS, AskingClient, UseCases
from app.api.json_body import JsonRoute
from app.api.life_situation import LifeSituationMeters
from app.api.optional_field import not_given
from app.api.page_address import with_parameters
from app.api.query_parameters import refuse_repeated
from app.api.recommendations import redirect_link
from app.api.responses import (
    DATABASE_UNAVAILABLE,
    MATCHING_ERRORS,
    Answers,
    not_found,
    refused,
)
from app.api.service_filters import refuse
from app.domain.codelists import CodeLists
from app.domain.feedback import FollowedLink
from app.domain.session_attributes import AttributeTransfer, TransferredAttributes
from app.errors import FieldProblem

router = APIRouter(tags=["session attributes"], route_class=JsonRoute)

TOKEN_PARAMETER: Final = "auroraai_access_token"  # noqa: S105  # a name, not a token
ALLOWED: Final = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
}


class AttributeValues(BaseModel):
    """What is known of the person: at least one of the attributes when they are handed over."""

    model_config = ConfigDict(extra="forbid")

    age: Annotated[StrictInt, Field(ge=0, le=200)] = Field(
        default_factory=not_given, description="Age in years.", examples=[34]
    )
    municipality_code: StrictStr = Field(
        default_factory=not_given,
        description="Code of the home municipality (*kotikunta*).",
        examples=["564"],
    )
    life_situation_meters: LifeSituationMeters = Field(
        default_factory=not_given,
        description="3X10D wellbeing meters.",
        examples=[{"finance": [2, 3], "housing": [8]}],
    )

    @model_validator(mode="after")
    def some_attribute_is_given(self) -> "AttributeValues":
        if not self.model_fields_set:
            raise ValueError("At least one attribute must be given")
        return self


class SessionAttributes(BaseModel):
    """Attributes for a channel; with auroraai_recommendation_id and service_id the answer is one of the
    recommendation's links, so that the visit is counted.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "service_channel_id": "cbac833c-0d5f-442e-ba56-a71787a9c8f2",
                    "session_attributes": {"age": 34, "municipality_code": "564"},
                    "auroraai_recommendation_id": 1024,
                    "service_id": "5d539a0f-c2cb-4962-b191-ac679f75f28a",
                }
            ]
        },
    )

    service_channel_id: CatalogueId = Field(
        description="The channel the person goes to.",
        examples=["cbac833c-0d5f-442e-ba56-a71787a9c8f2"],
    )
    session_attributes: AttributeValues = Field(description="What to hand over.")
    auroraai_recommendation_id: Annotated[StrictInt, Field(ge=0)] = Field(
        default_factory=not_given,
        description="The recommendation that led there; then service_id is required.",
        examples=[1024],
    )
    service_id: CatalogueId = Field(
        default_factory=not_given,
        description="The service of the recommendation the channel belongs to.",
        examples=["5d539a0f-c2cb-4962-b191-ac679f75f28a"],
    )

    def transfer(self) -> AttributeTransfer:
        """The attributes exactly as they were sent."""
        return AttributeTransfer(
            channel_id=self.service_channel_id,
            attributes=self.session_attributes.model_dump(exclude_unset=True),
            recommendation_id=self.auroraai_recommendation_id,
            service_id=self.service_id or "",
        )


def _refused_fields(body: SessionAttributes, code_lists: CodeLists) -> list[FieldProblem]:
    """Problems found by the code lists and by comparing fields."""
    problems = []
    given = body.session_attributes.model_fields_set
    municipality_code = body.session_attributes.municipality_code
    if "municipality_code" in given and municipality_code not in code_lists.municipalities:
        pointer = "/session_attributes/municipality_code"
        problems.append(FieldProblem(pointer, "Not a known municipality code"))
    if body.auroraai_recommendation_id is not None and body.service_id is None:
        detail = "Required when auroraai_recommendation_id is given"
        problems.append(FieldProblem("/service_id", detail))
    return problems


TRANSFER_RESPONSES: Final[Answers] = {
    **MATCHING_ERRORS,
    200: {
        "description": "The address to send the person to.",
        "content": {
            "text/plain": {
                "schema": {"type": "string", "format": "uri"},
                "example": "https://www.example.org/asumisneuvonta"
                "?auroraai_access_token=Wq3v0Zr1TtPmY0dXyqkN8fJ2wLh5sGbC7uEoA9iKxRM",
            }
        },
    },
    400: refused("/session_attributes", "At least one attribute must be given"),
    404: not_found(
        "The channel is unknown or has no page on the web; or, with a recommendation, that is unknown or another "
        "client's, did not hold the service, or the service does not have the channel. Nothing was stored.",
        "There is no such channel",
    ),
    503: DATABASE_UNAVAILABLE,
}


@router.post(
    "/session_attributes",
    summary="Hand attributes of a session to a channel",
    response_class=PlainTextResponse,
    responses=TRANSFER_RESPONSES,
)
def transfer_session_attributes(
    body: SessionAttributes, use_cases: UseCases, client: AskingClient
) -> str:
    """Store the attributes, encrypted, and return the address to send the person to: the channel's page, or a redirect
    to it, with a token that opens them until they expire, in an hour unless the operator says otherwise.

    A channel registered as receiving only some attributes gets only those.
    """
    refuse(_refused_fields(body, use_cases.code_lists))
    transferred = use_cases.transfer_attributes(body.transfer(), client=client)
    return _address(body, transferred, use_cases.public_base_url)


def _address(
    body: SessionAttributes, transferred: TransferredAttributes, public_base_url: str
) -> str:
    passed_on = {TOKEN_PARAMETER: transferred.token}
    if body.auroraai_recommendation_id is None:
        return with_parameters(transferred.page_address, passed_on)
    link = FollowedLink(
        recommendation_id=body.auroraai_recommendation_id,
        service_id=body.service_id,
        channel_id=body.service_channel_id,
        link_id=transferred.link_id,
    )
    return redirect_link(public_base_url, link, passed_on)


ANY_ORIGIN: Final = {
    "description": "Always *: scripts of any origin may read the answer.",
    "schema": {"const": "*"},
}

READ_RESPONSES: Final[Answers] = {
    200: {
        "description": "The attributes; an empty object where the channel receives none of those that were given.",
        "headers": {"Access-Control-Allow-Origin": ANY_ORIGIN},
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/AttributeValues"},
                "example": {"age": 34, "municipality_code": "564"},
            }
        },
    },
    400: refused("/access_token", "Required", "The token is missing, ill-formed or repeated."),
    404: not_found("The token is unknown or has expired.", "The token is unknown or has expired"),
    503: DATABASE_UNAVAILABLE,
}


@router.get(
    "/session_attributes",
    summary="Read handed-over attributes",
    response_class=JSONResponse,
    responses=READ_RESPONSES,
    dependencies=[COUNTED_BY_ADDRESS],
)
def read_session_attributes(
    access_token: Annotated[
        StrictStr,
        Query(
            pattern="^[A-Za-z0-9_-]{43}$",
            description="The value of auroraai_access_token that the page was opened with.",
            examples=["Wq3v0Zr1TtPmY0dXyqkN8fJ2wLh5sGbC7uEoA9iKxRM"],
        ),
    ],
    request: Request,
    use_cases: UseCases,
) -> Response:
    """Return the attributes as they were handed over, as often as asked until they expire.

    Scripts on the channel's page call this, so any origin may and no credentials are asked: the token decides.
    """
    refuse_repeated(request, ["access_token"])
    return JSONResponse(dict(use_cases.read_attributes(access_token)))


OPTIONS_RESPONSES: Final[Answers] = {
    200: {
        "description": "Nothing but the headers.",
        "headers": {
            "Access-Control-Allow-Origin": ANY_ORIGIN,
            "Access-Control-Allow-Methods": {
                "description": "Methods of this path.",
                "schema": {"type": "string"},
                "example": ALLOWED["Access-Control-Allow-Methods"],
            },
            "Access-Control-Allow-Headers": {
                "description": "Headers a script may send.",
                "schema": {"const": ALLOWED["Access-Control-Allow-Headers"]},
            },
        },
        "content": {"text/plain": {"schema": {"type": "string"}, "example": ""}},
    },
}


@router.options(
    "/session_attributes",
    summary="What scripts on other pages may do",
    response_class=PlainTextResponse,
    responses=OPTIONS_RESPONSES,
    dependencies=[COUNTED_BY_ADDRESS],
)
async def session_attributes_options() -> Response:
    """Answer a browser that asks before it lets a script of another origin call."""
    return PlainTextResponse("", headers=ALLOWED)
