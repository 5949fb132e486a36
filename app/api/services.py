"""GET services/{service_id} and services/{service_id}/similar: the catalogue's services, one by one."""

import json
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field, StrictStr

from app.api.accept import prefers
from app.api.catalogue_ids import CatalogueId
from app.api.catalogue_service import catalogue_service_body, catalogue_service_fields
from app.api.deps import COUNTED_BY_ADDRESS, UseCases
from app.api.linked_data import CONTEXT, CPSV_AP, LINKED_DATA_MEDIA_TYPE, linked_service
from app.api.query_parameters import DECIMAL, refuse_repeated
from app.api.responses import (
    DATABASE_UNAVAILABLE,
    MATCHING_UNAVAILABLE,
    Answers,
    not_found,
    refused,
)
from app.api.service_body import CatalogueServiceBody, ServiceBody
from app.api.service_filters import refuse
from app.domain.language import Language
from app.errors import FieldProblem
from app.reasons import UUID_OF_VERSION_4

router = APIRouter(tags=["catalogue"], dependencies=[COUNTED_BY_ADDRESS])

MAX_LIMIT: Final = 50

ServiceId = Annotated[
    CatalogueId,
    Path(description="PTV service id.", examples=["5d539a0f-c2cb-4962-b191-ac679f75f28a"]),
]


class ServiceQuery(BaseModel):
    """How to show a service; parameters of other names are ignored."""

    language: Language = Field(
        default="fi",
        description="Language of the texts; one that is missing falls back on another.",
        examples=["fi"],
    )


class SimilarQuery(ServiceQuery):
    """Which similar services, and how to show them; parameters of other names are ignored."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT), DECIMAL] = Field(
        default=5, description="How many services at most.", examples=[5]
    )
    municipality_code: StrictStr | None = Field(
        default=None,
        description="Only services that people of this municipality can use, nationwide ones included.",
        examples=["564"],
    )


class SimilarServicesBody(BaseModel):
    """Services near to another one."""

    services: list[ServiceBody] = Field(description="Nearest first, each name once.")


LINKED_DATA: Final = {
    "schema": {
        "type": "object",
        "description": "The service as JSON-LD in the terms of CPSV-AP 3.2, in all languages.",
        "required": ["@context", "@id", "@type"],
    },
    "example": {
        "@context": {prefix: CONTEXT[prefix] for prefix in ("cpsv", "dct")},
        "@id": "https://services.example.org/services/5d539a0f-c2cb-4962-b191-ac679f75f28a",
        "@type": "cpsv:PublicService",
        "dct:title": [{"@value": "Talous- ja velkaneuvonta", "@language": "fi"}],
    },
}

SERVICE_ERRORS: Final[Answers] = {
    400: refused(
        "/service_id",
        UUID_OF_VERSION_4,
        "The id or a query parameter is not valid; `errors` points at each.",
    ),
    404: not_found("The service is unknown or archived.", "There is no such service"),
    503: DATABASE_UNAVAILABLE,
}


@router.head("/services/{service_id}", include_in_schema=False)
@router.get(
    "/services/{service_id}",
    summary="One service",
    response_model=CatalogueServiceBody,
    responses={200: {"content": {LINKED_DATA_MEDIA_TYPE: LINKED_DATA}}, **SERVICE_ERRORS},
)
def service(
    service_id: ServiceId,
    query: Annotated[ServiceQuery, Query()],
    request: Request,
    use_cases: UseCases,
) -> Response:
    """Return a service of the catalogue with its channels, whose `web_pages` are the pages' own addresses.

    With `Accept: application/ld+json` it comes as linked data in all languages, in the terms of the European vocabulary
    CPSV-AP 3.2; JSON is what everyone else gets. No credentials are asked and nothing is counted: this is open data.
    """
    refuse_repeated(request, ServiceQuery.model_fields)
    entry = use_cases.show_service(service_id)
    address = f"{use_cases.public_base_url}/services/{service_id}"
    if _wants_linked_data(request):
        document = linked_service(
            entry, use_cases.code_lists, public_base_url=use_cases.public_base_url
        )
        response = Response(json.dumps(document, ensure_ascii=False))
        response.headers["Content-Type"] = LINKED_DATA_MEDIA_TYPE
        links = [_alternate(address, "application/json"), f'<{CPSV_AP}>; rel="profile"']
    else:
        response = _json(catalogue_service_body(entry, query.language))
        links = [_alternate(address, LINKED_DATA_MEDIA_TYPE)]
    response.headers["Vary"] = "Accept"
    response.headers["Link"] = ", ".join(links)
    return response


def _wants_linked_data(request: Request) -> bool:
    accept = ",".join(request.headers.getlist("Accept"))
    return prefers(accept, LINKED_DATA_MEDIA_TYPE, "application/json")


def _alternate(address: str, media_type: str) -> str:
    return f'<{address}>; rel="alternate"; type="{media_type}"'


SIMILAR_ERRORS: Final[Answers] = {
    **SERVICE_ERRORS,
    404: not_found(
        "The service is unknown or archived, or too new to be in the search index.",
        "There is no such service",
    ),
    503: MATCHING_UNAVAILABLE,
}


@router.head("/services/{service_id}/similar", include_in_schema=False)
@router.get(
    "/services/{service_id}/similar",
    summary="Services near to a service",
    response_model=SimilarServicesBody,
    responses=SIMILAR_ERRORS,
)
def similar_services(
    service_id: ServiceId,
    query: Annotated[SimilarQuery, Query()],
    request: Request,
    use_cases: UseCases,
) -> Response:
    """Return the services whose texts are nearest in meaning, each name once and not the service's own name.

    The same service is described once for each municipality that offers it; name the person's municipality to get
    the ones they can use. similarity_score is a cosine. No credentials are asked.
    """
    refuse_repeated(request, SimilarQuery.model_fields)
    if query.municipality_code not in {None, *use_cases.code_lists.municipalities}:
        refuse([FieldProblem("/municipality_code", "Not a known municipality code")])
    found = use_cases.similar_services(
        service_id,
        limit=query.limit,
        language=query.language,
        municipality_code=query.municipality_code,
    )
    bodies = [
        ServiceBody(
            **catalogue_service_fields(item, query.language),
            similarity_score=item.ranked.similarity_score,
            rank=item.ranked.rank,
        )
        for item in found
    ]
    return _json(SimilarServicesBody(services=bodies))


def _json(body: BaseModel) -> Response:
    return Response(body.model_dump_json(), media_type="application/json")
