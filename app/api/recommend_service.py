"""POST recommend_service: wellbeing meters, free text or life events in, ranked services out."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Response
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    model_validator,
)

from app.api.deps import AskingClient, UseCases
from app.api.example_situations import SITUATION_EXAMPLES
from app.api.free_text import NOT_BLANK
from app.api.json_body import JsonRoute
from app.api.life_situation import LifeSituationMeters, no_meters
from app.api.matching_request import Explain, Filters, Limit, Rerank
from app.api.recommendations import Recommendations, recommendations_response
from app.api.responses import MATCHING_ERRORS
from app.api.service_filters import ServiceFiltersBody, refuse, to_domain, unknown_codes
from app.domain.codelists import CodeLists
from app.domain.query import Query
from app.errors import FieldProblem
from app.wiring import Container

router = APIRouter(tags=["recommendations"], route_class=JsonRoute)


class RecommendService(BaseModel):
    """The life situation to help with: at least one of meters, free text and life events."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "life_situation_meters": {"finance": [2], "housing": [3], "resilience": [4]},
                    "life_situation": "vuokra on rästissä ja pelkään häätöä",
                    "service_filters": {"municipality_codes": ["564"]},
                    "limit": 5,
                    "language": "fi",
                }
            ]
        },
    )

    life_situation_meters: LifeSituationMeters = Field(
        default_factory=no_meters,
        description="3X10D wellbeing meters; required unless life_situation or life_events is given.",
    )
    life_situation: Annotated[StrictStr, Field(min_length=1, max_length=4096), NOT_BLANK] = Field(
        default="",
        description="The situation in the person's own words, in Finnish, Swedish or English.",
        examples=["vuokra on rästissä ja pelkään häätöä"],
    )
    life_events: Annotated[list[StrictStr], Field(min_length=1, max_length=100)] = Field(
        default_factory=list,
        description="PTV life event codes (*elämäntilanne*) that describe the situation.",
        examples=[["KE8"]],
    )
    limit: Limit = 5
    rerank: Rerank = False
    session_id: Annotated[StrictStr, Field(max_length=255)] = Field(
        default_factory=str,
        description="The caller's session; repeated in the links of electronic channels, not stored.",
        examples=["7f1c2a90"],
    )
    service_filters: Filters = Field(default_factory=ServiceFiltersBody)
    language: Literal["fi", "sv", "en"] = Field(
        default="fi", description="Language of the answer's texts.", examples=["fi"]
    )
    explain: Explain = False
    age: Annotated[StrictInt, Field(ge=1, le=200)] = Field(
        default_factory=int,
        description="From the interface's first generation; accepted without effect.",
        examples=[34],
    )
    municipality_code: StrictStr = Field(
        default_factory=str,
        description="From the interface's first generation; joins the area filter.",
        examples=["564"],
    )

    @model_validator(mode="after")
    def situation_is_given(self) -> "RecommendService":
        given = {"life_situation_meters", "life_situation", "life_events"} & self.model_fields_set
        if not given:
            raise ValueError("life_situation_meters, life_situation or life_events is required")
        return self

    @property
    def has_municipality(self) -> bool:
        return "municipality_code" in self.model_fields_set

    def joined_filters(self) -> ServiceFiltersBody:
        """The filters with municipality_code added to their municipalities."""
        filters = self.service_filters
        if not self.has_municipality:
            return filters
        municipality_codes = [*filters.municipality_codes, self.municipality_code]
        return filters.model_copy(update={"municipality_codes": municipality_codes})


def _refused_fields(body: RecommendService, code_lists: CodeLists) -> list[FieldProblem]:
    """Problems of the fields beside service_filters, found by code lists and by comparing fields."""
    problems = [
        FieldProblem(f"/life_events/{position}", "Not a known life event code")
        for position, code in enumerate(body.life_events)
        if code not in code_lists.life_events
    ]
    if body.has_municipality and body.municipality_code not in code_lists.municipalities:
        problems.append(FieldProblem("/municipality_code", "Not a known municipality code"))
    if body.has_municipality and body.service_filters.only_national_services:
        detail = "only_national_services allows no other area filter"
        problems.append(FieldProblem("/municipality_code", detail))
    return problems


def checked_query(body: RecommendService, use_cases: Container) -> Query:
    """The body in the domain's words; raises InvalidRequest where it names what is not known."""
    code_lists = use_cases.code_lists
    refuse(
        _refused_fields(body, code_lists)
        + unknown_codes(body.service_filters, code_lists, use_cases.service_collection_ids)
    )
    return Query(
        text=body.life_situation,
        meter_means=body.life_situation_meters.means(),
        life_event_codes=tuple(dict.fromkeys(body.life_events)),
        filters=to_domain(body.joined_filters(), code_lists),
        limit=body.limit,
        language=body.language,
        explain=body.explain,
        rerank=body.rerank,
    )


@router.post(
    "/recommend_service",
    summary="Services for a life situation",
    response_model=Recommendations,
    responses=MATCHING_ERRORS,
)
def recommend_service(
    body: Annotated[RecommendService, Body(openapi_examples=SITUATION_EXAMPLES)],
    use_cases: UseCases,
    client: AskingClient,
) -> Response:
    """Return the services that best help in a life situation told by meters, in words, by life events or all of them.

    With meters alone, similarity_score is the cosine between the need and the service's 3X10D profile.
    """
    query = checked_query(body, use_cases)
    recommendation = use_cases.recommend_service(
        query, request=body.model_dump(exclude_unset=True), client=client
    )
    return recommendations_response(
        recommendation,
        language=query.language,
        public_base_url=use_cases.public_base_url,
        session_id=body.session_id if "session_id" in body.model_fields_set else None,
    )
