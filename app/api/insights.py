"""GET insights: what people were in need of, in figures that hold nobody."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from app.api.accept import prefers
from app.api.deps import ADMIN_ONLY, UseCases
from app.api.insight_names import InsightNames
from app.api.insights_body import InsightsBody, insights_body
from app.api.insights_csv import insights_csv
from app.api.query_parameters import refuse_repeated
from app.api.responses import CLIENT_ERRORS, DATABASE_UNAVAILABLE, Answers, refused
from app.api.service_filters import refuse
from app.domain.language import Language
from app.errors import FieldProblem
from app.usecases.insights import Selection
from app.wiring import Container

router = APIRouter(tags=["insights"])

NONE: Final = "none"
"""The value of a parameter that asks for situations without a county or client."""

Month = Annotated[StrictStr, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class InsightsQuery(BaseModel):
    """Which part of the picture to see."""

    model_config = ConfigDict(extra="forbid")

    first_month: Month | None = Field(
        default=None,
        alias="from",
        description="The first month, such as 2026-09; the earliest there is without it.",
        examples=["2026-07"],
    )
    last_month: Month | None = Field(
        default=None,
        alias="to",
        description="The last month; the latest there is without it.",
        examples=["2026-09"],
    )
    wellbeing_service_county_code: StrictStr | None = Field(
        default=None,
        description="Only situations in this wellbeing services county; `none`: in no particular one.",
        examples=["19"],
    )
    client_id: StrictStr | None = Field(
        default=None,
        description="Only situations that this client asked about; `none`: those asked without credentials.",
        examples=["3f9ac81b02de4471"],
    )
    language: Language = Field(default="fi", description="Language of the names.", examples=["fi"])
    format: Literal["json", "csv"] | None = Field(
        default=None,
        description="json or csv; without it as `Accept` prefers.",
        examples=["json"],
    )

    def selection(self) -> Selection:
        county, client = self.wellbeing_service_county_code, self.client_id
        return Selection(
            first_month=self.first_month,
            last_month=self.last_month,
            county_code="" if county == NONE else county,
            client_id="" if client == NONE else client,
        )


RESPONSES: Final[Answers] = {
    200: {
        "description": "The picture.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "month,wellbeing_service_county_code,wellbeing_service_county,client_id,client,measure,"
                "code,name,service_class,situations\r\n"
                "2026-09,19,Pohjois-Pohjanmaan hyvinvointialue,,,kind,housing-counselling,Asumisneuvonta,P1.1,15\r\n",
            }
        },
    },
    400: refused(
        "/from",
        "Must have the form that the documentation gives",
        "A parameter is unknown, ill-formed or repeated; `errors` points at each.",
    ),
    **CLIENT_ERRORS,
    503: DATABASE_UNAVAILABLE,
}


@router.head("/insights", include_in_schema=False, dependencies=[ADMIN_ONLY])
@router.get(
    "/insights",
    summary="What people are in need of",
    response_model=InsightsBody,
    responses=RESPONSES,
    dependencies=[ADMIN_ONLY],
)
def insights(
    query: Annotated[InsightsQuery, Query()],
    request: Request,
    use_cases: UseCases,
) -> Response:
    """Count situations by month, wellbeing services county and calling system: needs, life events, low meters, kinds of
    service missing or far, followed links and scores.

    Situations are counted, not persons. The figures of a month are counted once, a week after its end, in cells of one
    month, county and client, and rounded down to multiples of five; cells and groups under five are left out. Every
    answer is a sum of such figures, so no two answers differ by a group under five. Needs the role admin.
    """
    refuse_repeated(
        request, [field.alias or name for name, field in InsightsQuery.model_fields.items()]
    )
    refuse(_problems(query, use_cases))
    picture = use_cases.insights(query.selection())
    names = InsightNames(picture, use_cases.code_lists, query.language)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if _format(query, request) == "csv":
        return Response(insights_csv(picture, names), media_type="text/csv", headers=headers)
    body = insights_body(picture, names).model_dump_json()
    return Response(body, media_type="application/json", headers=headers)


def _format(query: InsightsQuery, request: Request) -> Literal["json", "csv"]:
    if query.format:
        return query.format
    accept = ",".join(request.headers.getlist("accept"))
    return "csv" if prefers(accept, "text/csv", "application/json") else "json"


def _problems(query: InsightsQuery, use_cases: Container) -> list[FieldProblem]:
    problems = []
    if query.first_month and query.last_month and query.first_month > query.last_month:
        problems.append(FieldProblem("/to", "Must not be before from"))
    counties = {None, NONE, *use_cases.code_lists.wellbeing_counties}
    if query.wellbeing_service_county_code not in counties:
        detail = "Not a known wellbeing services county code"
        problems.append(FieldProblem("/wellbeing_service_county_code", detail))
    if (
        query.client_id not in (None, NONE)
        and query.client_id not in use_cases.insights.client_ids()
    ):
        problems.append(FieldProblem("/client_id", "Not a known client"))
    return problems
