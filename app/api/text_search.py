"""POST text_search: free text in, ranked services out."""

from typing import Annotated

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from app.api.deps import AskingClient, UseCases
from app.api.example_situations import TEXT_SEARCH_EXAMPLES
from app.api.free_text import NOT_BLANK
from app.api.json_body import JsonRoute
from app.api.matching_request import Explain, Filters, Limit, Rerank
from app.api.recommendations import Recommendations, recommendations_response
from app.api.responses import MATCHING_ERRORS
from app.api.service_filters import ServiceFiltersBody, refuse, to_domain, unknown_codes
from app.domain.language import Language, NetworkLanguage, catalogue_language
from app.domain.query import Query

router = APIRouter(tags=["recommendations"], route_class=JsonRoute)


class TextSearch(BaseModel):
    """What to search for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "search_text": "mies löi taas eilen, en uskalla mennä kotiin",
                    "service_filters": {"municipality_codes": ["564"]},
                    "limit": 5,
                }
            ]
        },
    )

    search_text: Annotated[StrictStr, Field(min_length=1, max_length=1024), NOT_BLANK] = Field(
        description="What the person says, in Finnish, Swedish or English.",
        examples=["mies löi taas eilen, en uskalla mennä kotiin"],
    )
    limit: Limit = 5
    rerank: Rerank = False
    service_filters: Filters = Field(default_factory=ServiceFiltersBody)
    language: NetworkLanguage = Field(
        default="fi",
        description="Language of the search text. The answer's texts are in it where it is fi, sv or en.",
        examples=["fi"],
    )
    explain: Explain = False

    @property
    def answer_language(self) -> Language:
        return catalogue_language(self.language) or "fi"


@router.post(
    "/text_search",
    summary="Services for a situation told in free text",
    response_model=Recommendations,
    responses=MATCHING_ERRORS,
)
def text_search(
    body: Annotated[TextSearch, Body(openapi_examples=TEXT_SEARCH_EXAMPLES)],
    use_cases: UseCases,
    client: AskingClient,
) -> Response:
    """Return the services that best match what the person says.

    The text is used to answer this request and then forgotten: it is neither logged nor, by default, stored.
    """
    filters, code_lists = body.service_filters, use_cases.code_lists
    refuse(unknown_codes(filters, code_lists, use_cases.service_collection_ids))
    query = Query(
        text=body.search_text,
        filters=to_domain(filters, code_lists),
        limit=body.limit,
        language=body.answer_language,
        explain=body.explain,
        rerank=body.rerank,
    )
    recommendation = use_cases.text_search(
        query, request=body.model_dump(exclude_unset=True), client=client
    )
    return recommendations_response(
        recommendation, language=query.language, public_base_url=use_cases.public_base_url
    )
