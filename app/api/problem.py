"""The one shape of every error answer: RFC 9457 problem details."""

from pydantic import BaseModel, Field
from starlette.responses import Response

from app.errors import AppError, FieldProblem

PROBLEM_MEDIA_TYPE = "application/problem+json"


class ProblemField(BaseModel):
    """One refused field of the request."""

    pointer: str = Field(
        description="JSON pointer (RFC 6901) to the field; an unknown field is pointed at through its parent.",
        examples=["/limit"],
    )
    detail: str = Field(
        description="What is wrong with it; never repeats what was sent.",
        examples=["Input should be less than or equal to 50"],
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


def problem_response(
    status: int,
    code: str,
    title: str,
    detail: str,
    problems: tuple[FieldProblem, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """An application/problem+json answer."""
    problem = Problem(
        title=title,
        status=status,
        code=code,
        detail=detail,
        errors=[ProblemField(pointer=p.pointer, detail=p.detail) for p in problems],
    )
    return Response(
        problem.model_dump_json(),
        status_code=status,
        headers=headers,
        media_type=PROBLEM_MEDIA_TYPE,
    )


def refusal(error: AppError) -> Response:
    """The answer of a middleware that lets a request go no further."""
    retry_after = error.retry_after_seconds
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    return problem_response(error.status, error.code, error.title, error.detail, headers=headers)
