"""Health checks for load balancers and orchestrators, metrics for Prometheus."""

from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from app.api.deps import UseCases
from app.observability.metrics import MEDIA_TYPE, ServiceState, metrics_page

router = APIRouter(tags=["operations"])


class Live(BaseModel):
    """The process answers."""

    status: Literal["live"] = Field(default="live", description="Always live.", examples=["live"])


class Ready(BaseModel):
    """Whether the service can match, and with what."""

    status: Literal["ready", "not ready"] = Field(
        description="Whether requests can be answered.", examples=["ready"]
    )
    reasons: list[str] = Field(description="What is missing, when not ready.", examples=[[]])
    embedding_model: str | None = Field(
        description="First 12 digits of the checksum of the loaded model.",
        examples=["3f9ac81b02de"],
    )
    catalogue_version: str | None = Field(
        description="Version of the catalogue the index was built from.",
        examples=["3@2026-11-21T20:15:00+00:00"],
    )
    services: int = Field(description="Services in the index.", examples=[165])


@router.get("/service-recommender/healthcheck", include_in_schema=False)
@router.head("/service-recommender/healthcheck", include_in_schema=False)
@router.head("/service-recommender/healthcheck/", include_in_schema=False)
@router.get(
    "/service-recommender/healthcheck/",
    summary="The network's health check",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"example": "Healthcheck OK"}}}},
)
def healthcheck() -> PlainTextResponse:
    """Answer `Healthcheck OK` as long as the process serves requests."""
    return PlainTextResponse("Healthcheck OK")


@router.head("/health/live", include_in_schema=False)
@router.get("/health/live", summary="Liveness")
def live() -> Live:
    """Tell that the process serves requests; restart it when this fails."""
    return Live()


@router.head("/health/ready", include_in_schema=False)
@router.get(
    "/health/ready",
    summary="Readiness",
    responses={503: {"model": Ready, "description": "Not ready; `reasons` says why."}},
)
def ready(use_cases: UseCases, response: Response) -> Ready:
    """Tell whether the model, the index and a catalogue are loaded; send requests only when they are."""
    readiness = use_cases.readiness()
    if readiness.reasons:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return Ready(
        status="not ready" if readiness.reasons else "ready",
        reasons=list(readiness.reasons),
        embedding_model=readiness.embedding_model,
        catalogue_version=readiness.catalogue_version,
        services=readiness.services,
    )


@router.head("/metrics", include_in_schema=False)
@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=PlainTextResponse,
    responses={
        200: {
            "content": {
                "text/plain": {"example": "# TYPE revontuli_ready gauge\nrevontuli_ready 1.0\n"}
            }
        }
    },
)
def metrics(use_cases: UseCases) -> Response:
    """Counts and times of requests by route and status, and the state of the index; of all workers together.

    No credentials are asked and nothing about a person is told; a proxy that faces the public should withhold it.
    """
    readiness = use_cases.readiness()
    state = ServiceState(
        is_ready=not readiness.reasons,
        services=readiness.services,
        index_built_at=readiness.index_built_at,
        catalogue_version=readiness.catalogue_version or "",
        embedding_model=readiness.embedding_model or "",
    )
    return Response(metrics_page(state), headers={"Content-Type": MEDIA_TYPE})
