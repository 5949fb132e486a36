"""The one shape of every error answer: RFC 9457 problem details."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, Field
from starlette.responses import Response

from app.errors import AppError, InvalidRequest

PROBLEM_MEDIA_TYPE = "application/problem+json"


class ProblemField(BaseModel):
    """One refused field of the request."""

    pointer: str = Field(
        description="JSON pointer (RFC 6901) to the field; an unknown field is pointed at through its parent.",
        examples=["/limit"],
    )
    detail: str = Field(
        description="What is wrong with it; never repeats what was sent.",
        examples=["Must be at most 50"],
    )


class Problem(BaseModel):
    """Problem details (RFC 9457). Nothing the caller sent is repeated."""

    type: str = Field(
        default="about:blank",
        description="Identifies the kind of problem.",
        examples=["about:blank"],
    )
    title: str = Field(
        description="Short summary of the kind of problem.", examples=["The request is not valid"]
    )
    status: int = Field(description="The HTTP status code.", examples=[400])
    code: str = Field(
        description="Stable name of the problem for programs.", examples=["invalid-request"]
    )
    detail: str = Field(
        description="What happened in this case.", examples=["1 field of the request is not valid"]
    )
    errors: list[ProblemField] = Field(
        default_factory=list, description="The refused fields, when the request is at fault."
    )


PROBLEM_SCHEMA: Final = Problem.model_json_schema(ref_template="#/components/schemas/{model}")


def problem_of(error: AppError) -> Problem:
    """What an error tells the caller."""
    problems = error.problems if isinstance(error, InvalidRequest) else ()
    return Problem(
        title=error.title,
        status=error.status,
        code=error.code,
        detail=error.detail,
        errors=[ProblemField(pointer=p.pointer, detail=p.detail) for p in problems],
    )


def problem_response(
    status: int,
    code: str,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An application/problem+json answer that no error of ours stands behind."""
    return _response(Problem(title=title, status=status, code=code, detail=detail), headers)


def refusal(error: AppError, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that an error makes."""
    retry_after = error.retry_after_seconds
    when = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return _response(problem_of(error), {**when, **(headers or {})})


def _response(problem: Problem, headers: Mapping[str, str] | None) -> Response:
    return Response(
        problem.model_dump_json(),
        status_code=problem.status,
        headers=headers,
        media_type=PROBLEM_MEDIA_TYPE,
    )
