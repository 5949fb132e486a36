"""The only place that turns deliberate errors, refused bodies and the framework's own errors into HTTP."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.api.problem import problem_response, refusal
from app.api.route_name import KNOWN_METHODS
from app.errors import (
    AppError,
    FieldProblem,
    InvalidRequest,
    NotAuthenticated,
    UnsupportedMediaType,
)
from app.reasons import reason

log = structlog.get_logger()

AUTH_CHALLENGE = 'Basic realm="revontuli", charset="UTF-8"'
NO_BODY = FieldProblem("", "A JSON body is required")
UNKNOWN_FIELD = "There is a field the interface does not know"
NOT_JSON = FieldProblem("", "The body is not valid JSON")
FRAMEWORK_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this path",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path does not answer this method",
}


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers: what they raise leaves as problem+json."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)


def _app_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log_fault(error)
    if error.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        error = AppError()
    challenge = {"WWW-Authenticate": AUTH_CHALLENGE}
    return refusal(error, challenge if isinstance(error, NotAuthenticated) else None)


def _log_fault(error: AppError) -> None:
    """Tell the operator what is behind an answer that tells the caller nothing.

    Of a cause only its kind and a database's error code are logged: its message may hold a person's words.
    """
    cause = error.__cause__
    driver_error = getattr(cause, "orig", None)
    log.warning(
        "fault",
        code=error.code,
        cause=type(cause).__name__ if cause else None,
        database_error=getattr(driver_error, "sqlite_errorname", None)
        or getattr(driver_error, "sqlstate", None),
    )


def _invalid_request(request: Request, error: Exception) -> Response:
    """FastAPI would answer 422; the published interface says 400."""
    assert isinstance(error, RequestValidationError)
    concerns_body = any(each["loc"][0] == "body" for each in error.errors())
    if concerns_body and not _is_json(request, has_body=bool(error.body)):
        return _app_error(request, UnsupportedMediaType())
    problems = field_problems(error.errors())
    return _app_error(request, InvalidRequest(problems=problems))


def _is_json(request: Request, *, has_body: bool) -> bool:
    """Whether a body was declared as JSON; a request with neither body nor declaration merely lacks its body."""
    declared = request.headers.get("content-type")
    if declared is None:
        return not has_body
    media_type = declared.partition(";")[0].strip().lower()
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def field_problems(errors: Sequence[Any]) -> tuple[FieldProblem, ...]:
    """Pydantic's errors as JSON pointers and reasons, in order and without repeats.

    Only places that our own schema names appear in a pointer: the last part of an unknown field's location is the
    caller's text and is left out.
    """
    problems = dict.fromkeys(_field_problem(error) for error in errors)
    return tuple(problems)


def _field_problem(error: dict[str, Any]) -> FieldProblem:
    kind = error["type"]
    location = [part for part in error["loc"] if part not in ("body", "query", "path")]
    if kind == "json_invalid":
        return NOT_JSON
    if kind == "missing" and not location:
        return NO_BODY
    if kind == "extra_forbidden":
        return FieldProblem(_pointer(location[:-1]), UNKNOWN_FIELD)
    return FieldProblem(_pointer(location), reason(error))


def _pointer(location: Sequence[str | int]) -> str:
    return "".join(f"/{part}" for part in location)


def _http_error(request: Request, error: Exception) -> Response:
    """The framework's own 404 and 405, whose texts are fixed phrases, and its 400 for a body it could not read."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return _app_error(request, InvalidRequest("The body could not be read", (NOT_JSON,)))
    status = HTTPStatus(error.status_code)
    title = status.phrase.capitalize()
    code = title.lower().replace(" ", "-")
    headers = dict(error.headers or {})
    if "Allow" in headers:
        headers["Allow"] = ", ".join(_methods_of_path(request))
    detail = FRAMEWORK_DETAILS.get(status, title)
    return problem_response(status, code, title, detail, headers=headers)


def _methods_of_path(request: Request) -> list[str]:
    """What the routes of the path answer between them; the framework names the methods of the first one only."""
    return [
        method
        for method in sorted(KNOWN_METHODS)
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
