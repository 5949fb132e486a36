"""The error answers each kind of operation documents."""

from typing import Any, Final

from app.api.admission import OPERATIONS_PATHS
from app.api.problem import PROBLEM_MEDIA_TYPE, Problem


def _problem(description: str, status: int, code: str, title: str, **extra: Any) -> dict[str, Any]:
    example = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "detail": title,
    }
    return {
        "description": description,
        "content": {
            PROBLEM_MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {**example, "errors": [], **extra},
            }
        },
    }


def _with_header(answer: dict[str, Any], name: str, description: str) -> dict[str, Any]:
    return {**answer, "headers": {name: {"description": description, "schema": {"type": "string"}}}}


MATCHING_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: _problem(
        "The request breaks the contract; `errors` points at each offending field.",
        400,
        "invalid-request",
        "The request is not valid",
        detail="1 field of the request is not valid",
        errors=[{"pointer": "/limit", "detail": "Input should be less than or equal to 50"}],
    ),
    401: _with_header(
        _problem(
            "Client credentials are missing or wrong.",
            401,
            "not-authenticated",
            "Client credentials are missing or wrong",
        ),
        "WWW-Authenticate",
        "The Basic challenge.",
    ),
    403: _problem(
        "The client lacks the role.",
        403,
        "not-allowed",
        "The client does not have the role this needs",
    ),
    413: _problem(
        "The body is over 64 KiB.", 413, "body-too-large", "The request body is too large"
    ),
    415: _problem(
        "The body is not declared as JSON.",
        415,
        "unsupported-media-type",
        "The request body must be JSON",
    ),
    503: _with_header(
        _problem(
            "No catalogue or no model is loaded, too many requests wait, or the answer was not ready in time.",
            503,
            "catalogue-empty",
            "No service catalogue has been loaded",
        ),
        "Retry-After",
        "Seconds after which to try again.",
    ),
}

DATABASE_UNAVAILABLE: Final = _with_header(
    _problem(
        "The database cannot be used, too many requests wait, or the answer was not ready in time.",
        503,
        "database-unavailable",
        "The database cannot be used right now",
    ),
    "Retry-After",
    "Seconds after which to try again.",
)

FEEDBACK_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    **MATCHING_ERRORS,
    400: _problem(
        "The request breaks the contract; `errors` points at each offending field.",
        400,
        "invalid-request",
        "The request is not valid",
        detail="1 field of the request is not valid",
        errors=[{"pointer": "/feedback_score", "detail": "Input should be -1 or 1"}],
    ),
    404: _problem(
        "The recommendation is unknown or another client's, or did not hold a scored service.",
        404,
        "not-found",
        "Not found",
        detail="There is no such recommendation",
    ),
    503: DATABASE_UNAVAILABLE,
}

REDIRECT_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
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
    400: _problem(
        "A parameter is missing, ill-formed, too long or repeated; `errors` points at each.",
        400,
        "invalid-request",
        "The request is not valid",
        detail="1 field of the request is not valid",
        errors=[{"pointer": "/service_id", "detail": "Input should be a UUID of version 4"}],
    ),
    404: _problem(
        "The recommendation is unknown or did not hold the service, the service does not have the channel, or the "
        "channel the page; or what once was there has left the catalogue.",
        404,
        "not-found",
        "Not found",
        detail="The service has no such channel",
    ),
    503: DATABASE_UNAVAILABLE,
}

RANDOM_SERVICE_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    401: MATCHING_ERRORS[401],
    403: MATCHING_ERRORS[403],
    503: _with_header(
        _problem(
            "No catalogue is loaded, or the database cannot be used.",
            503,
            "catalogue-empty",
            "No service catalogue has been loaded",
        ),
        "Retry-After",
        "Seconds after which to try again.",
    ),
}

TRANSLATION_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    **MATCHING_ERRORS,
    400: _problem(
        "The request breaks the contract; `errors` points at each offending field.",
        400,
        "invalid-request",
        "The request is not valid",
        detail="1 field of the request is not valid",
        errors=[{"pointer": "", "detail": "There is a field the interface does not know"}],
    ),
    404: _problem(
        "No translator is configured.",
        404,
        "not-found",
        "Not found",
        detail="No translator is configured",
    ),
    503: _with_header(
        _problem(
            "The translator or the database cannot be used, or too many translations are under way.",
            503,
            "translator-unavailable",
            "Nothing can be translated right now",
        ),
        "Retry-After",
        "Seconds after which to try again.",
    ),
}

SERVICE_TRANSLATION_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    **TRANSLATION_ERRORS,
    404: _problem(
        "The service is unknown or archived, or no translator is configured.",
        404,
        "not-found",
        "Not found",
        detail="There is no such service",
    ),
}

TRANSFER_ATTRIBUTES_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
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
    400: _problem(
        "The request breaks the contract; `errors` points at each offending field.",
        400,
        "invalid-request",
        "The request is not valid",
        detail="1 field of the request is not valid",
        errors=[
            {"pointer": "/session_attributes", "detail": "At least one attribute must be given"}
        ],
    ),
    404: _problem(
        "The channel is unknown or has no page on the web; or, with a recommendation, that is unknown or another "
        "client's, did not hold the service, or the service does not have the channel. Nothing was stored.",
        404,
        "not-found",
        "Not found",
        detail="There is no such channel",
    ),
    503: DATABASE_UNAVAILABLE,
}

ANY_ORIGIN: Final = {
    "description": "Always *: scripts of any origin may read the answer.",
    "schema": {"const": "*"},
}

READ_ATTRIBUTES_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
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
    400: _problem(
        "The token is missing, ill-formed or repeated.",
        400,
        "invalid-request",
        "The request is not valid",
        detail="1 field of the request is not valid",
        errors=[{"pointer": "/access_token", "detail": "Field required"}],
    ),
    404: _problem(
        "The token is unknown or has expired.",
        404,
        "not-found",
        "Not found",
        detail="The token is unknown or has expired",
    ),
    503: DATABASE_UNAVAILABLE,
}

TRANSFER_OPTIONS_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Nothing but the headers.",
        "headers": {
            "Access-Control-Allow-Origin": ANY_ORIGIN,
            "Access-Control-Allow-Methods": {
                "description": "Methods of this path.",
                "schema": {"type": "string"},
                "example": "GET, POST, OPTIONS",
            },
            "Access-Control-Allow-Headers": {
                "description": "Headers a script may send.",
                "schema": {"const": "Content-Type"},
            },
        },
        "content": {"text/plain": {"schema": {"type": "string"}, "example": ""}},
    },
}

_NOT_MODIFIED: Final[dict[str, Any]] = {
    "description": "The client has the current list already (If-None-Match)."
}
_CACHED: Final = {
    "ETag": {"description": "Names this content, for If-None-Match.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "An hour, in any cache.", "schema": {"type": "string"}},
}

CODE_LIST_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The whole list.", "headers": _CACHED},
    304: _NOT_MODIFIED,
}

SERVICE_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: _problem(
        "The id or a query parameter is not valid; `errors` points at each.",
        400,
        "invalid-request",
        "The request is not valid",
        detail="1 field of the request is not valid",
        errors=[{"pointer": "/service_id", "detail": "Input should be a UUID of version 4"}],
    ),
    404: _problem(
        "The service is unknown or archived.",
        404,
        "not-found",
        "Not found",
        detail="There is no such service",
    ),
    503: DATABASE_UNAVAILABLE,
}

SIMILAR_SERVICES_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    **SERVICE_ERRORS,
    404: _problem(
        "The service is unknown or archived, or too new to be in the search index.",
        404,
        "not-found",
        "Not found",
        detail="There is no such service",
    ),
    503: MATCHING_ERRORS[503],
}
REQUEST_TOO_SLOW: Final = _problem(
    "The body did not arrive in time.",
    408,
    "request-too-slow",
    "The request did not arrive in time",
)

TOO_MANY_REQUESTS: Final = _with_header(
    _problem(
        "The client, or without one the network address, has asked too often in this minute.",
        429,
        "too-many-requests",
        "Too many requests",
        detail="At most 6000 requests a minute are answered",
    ),
    "Retry-After",
    "Seconds after which to try again.",
)

OVERLOADED: Final = _with_header(
    _problem(
        "Too many requests wait, or the answer was not ready in time.",
        503,
        "overloaded",
        "Too many requests are waiting",
    ),
    "Retry-After",
    "Seconds after which to try again.",
)


def document_limits(path: str, operation: dict[str, Any]) -> None:
    """Add the answers that any operation but health and metrics can have before it is reached."""
    if path.startswith(OPERATIONS_PATHS):
        return
    responses = operation["responses"]
    if "requestBody" in operation:
        responses.setdefault("408", REQUEST_TOO_SLOW)
    responses.setdefault("429", TOO_MANY_REQUESTS)
    responses.setdefault("503", OVERLOADED)


PROBLEM_SCHEMA: Final = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
