"""The ASGI application: lifespan, middleware, routers and error handlers; no logic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.telemetry import TelemetryConfig
from threadpoolctl import threadpool_limits

from app import __version__
from app.api import (
    code_lists,
    insights,
    insights_page,
    life_event_kinds,
    operations,
    random_service,
    recommend_service,
    recommendation_feedback,
    redirect,
    service_packages,
    services,
    session_attributes,
    text_search,
    translation,
)
from app.api.admission import Admission, Lanes
from app.api.cross_origin import CrossOrigin
from app.api.demo import add_demo
from app.api.docs import add_docs
from app.api.documented_limits import document_limits
from app.api.error_handlers import add_error_handlers
from app.api.failed_attempts import FailedAttempts, SlowFailedAttempts
from app.api.middleware import BodyLimit, RequestLog
from app.api.path_prefix import PathPrefix
from app.api.problem import PROBLEM_SCHEMA
from app.api.recommendations import PREFIX
from app.api.request_timeout import RequestTimeout
from app.mcp import add_mcp
from app.observability.logs import configure_logs
from app.settings import Settings, load_settings
from app.wiring import Container, open_container

DESCRIPTION = """
Tell a life situation in Finnish, Swedish or English, or on the ten 3X10D wellbeing meters, and get the public services
that help, whoever provides them. Speaks the JSON interface of the AuroraAI network.

What a person writes is used to answer the request and then forgotten. It is not logged, comes back only as redacted
clauses, of an explanation that was asked for and of a package's needs, and is stored only where the operator has turned
that on, redacted.
Suggestions are made by a statistical model and can be wrong: show them as suggestions.
"""

NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI's own telemetry records validation failures and exception messages, which may hold what a person wrote."""

TAGS = {
    "recommendations": "Matching life situations to services.",
    "feedback": "What became of a recommendation.",
    "translation": "By machine, where the operator has set it up.",
    "session attributes": "Handing what is known of a person's session to the channel they go to.",
    "catalogue": "Services and code lists; open data.",
    "insights": "What people are in need of; role admin.",
    "operations": "Health checks and metrics.",
}

OPEN_PATHS = (
    "/life_events",
    "/life_events/kinds",
    "/service_classes",
    "/target_groups",
    "/municipalities",
    "/services/",
)
"""Open data, for scripts on any page."""


def one_thread_a_product() -> threadpool_limits:
    """Until the block ends, products of matrices by NumPy keep to the thread that asks for them.

    They are small, and on busy cores a team of threads waits for its slowest (docs/decisions/0028).
    """
    return threadpool_limits(limits=1, user_api="blas")


class LifespanState(TypedDict):
    """What the lifespan hands to every request."""

    container: Container
    lanes: Lanes
    request_timeout_seconds: float
    failed_attempts: FailedAttempts


def create_dev_app() -> FastAPI:
    """What `serve --dev` runs, on loopback alone."""
    return create_app(is_dev=True)


def create_app(settings: Settings | None = None, *, is_dev: bool = False) -> FastAPI:
    """Build the application; settings default to the environment and nothing is opened before the lifespan starts.

    is_dev opens insights, too, where settings ask for no credentials.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[LifespanState]:
        current = settings or load_settings()
        configure_logs(current.log_level, current.log_format)
        with one_thread_a_product(), open_container(current, is_dev=is_dev) as container:
            yield {
                "container": container,
                "lanes": Lanes.open(
                    max_concurrent=current.max_concurrent_requests,
                    max_waiting=current.max_waiting_requests,
                ),
                "request_timeout_seconds": current.request_timeout_seconds,
                "failed_attempts": FailedAttempts(),
            }

    app = FastAPI(
        title="Revontuli",
        summary="Public services for a life situation",
        description=DESCRIPTION,
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redirect_slashes=False,
        redoc_url=None,
        telemetry=NO_TELEMETRY,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=[{"name": name, "description": told} for name, told in TAGS.items()],
    )
    _add_pages(app)
    add_error_handlers(app)
    _add_middleware(app)
    app.openapi = lambda: published_openapi(app)  # type: ignore[method-assign]
    return app


def _add_pages(app: FastAPI) -> None:
    """Everything that answers, in the order in which the document lists it."""
    app.include_router(text_search.router, prefix=PREFIX)
    app.include_router(recommend_service.router, prefix=PREFIX)
    app.include_router(recommendation_feedback.router, prefix=PREFIX)
    app.include_router(redirect.router, prefix=PREFIX)
    app.include_router(random_service.router, prefix=PREFIX)
    app.include_router(translation.router, prefix=PREFIX)
    app.include_router(session_attributes.router, prefix=PREFIX)
    app.include_router(service_packages.router)
    app.include_router(services.router)
    app.include_router(code_lists.router)
    app.include_router(life_event_kinds.router)
    app.include_router(insights.router)
    insights_page.add_insights_page(app)
    app.include_router(operations.router)
    add_mcp(app)
    add_docs(app)
    add_demo(app)


def _add_middleware(app: FastAPI) -> None:
    """What a request passes on its way in: the last one first."""
    app.add_middleware(Admission)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestTimeout)
    app.add_middleware(SlowFailedAttempts)
    app.add_middleware(RequestLog)
    app.add_middleware(
        CrossOrigin, open_paths=OPEN_PATHS, personal_paths=[f"{PREFIX}/session_attributes"]
    )
    app.add_middleware(PathPrefix)


def published_openapi(app: FastAPI) -> dict[str, object]:
    """The OpenAPI document: FastAPI's, with problem+json instead of its own 422 error."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            license_info=app.license_info,
        )
        schemas = document["components"]["schemas"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        problem = dict(PROBLEM_SCHEMA)
        schemas |= problem.pop("$defs", {})
        schemas["Problem"] = problem
        for path, operations_of_path in document["paths"].items():
            for operation in operations_of_path.values():
                operation["responses"].pop("422", None)
                document_limits(path, operation)
        app.openapi_schema = document
    return app.openapi_schema
