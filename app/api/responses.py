"""How operations document their error answers, and the answers that several of them share."""

from typing import Any, Final

from app.api.problem import PROBLEM_MEDIA_TYPE, problem_of
from app.errors import (
    AppError,
    BodyTooLarge,
    CatalogueEmpty,
    DatabaseUnavailable,
    FieldProblem,
    InvalidRequest,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    UnsupportedMediaType,
)

Answer = dict[str, Any]
Answers = dict[int | str, Answer]

REFUSED_BODY: Final = "The request breaks the contract; `errors` points at each offending field."


def problem_answer(description: str, example: AppError) -> Answer:
    """An answer of problem+json, shown by the error that makes it."""
    return {
        "description": description,
        "content": {
            PROBLEM_MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": problem_of(example).model_dump(),
            }
        },
    }


def refused(pointer: str, detail: str, description: str = REFUSED_BODY) -> Answer:
    """The 400 whose example refuses one field."""
    return problem_answer(description, InvalidRequest(problems=[FieldProblem(pointer, detail)]))


def not_found(description: str, detail: str) -> Answer:
    """The 404; detail is what the example says."""
    return problem_answer(description, NotFound(detail))


def try_again(description: str, example: AppError) -> Answer:
    """A refusal that passes: it tells when to ask again."""
    answer = problem_answer(description, example)
    return _with_header(answer, "Retry-After", "Seconds after which to try again.")


def _with_header(answer: Answer, name: str, description: str) -> Answer:
    return {**answer, "headers": {name: {"description": description, "schema": {"type": "string"}}}}


CLIENT_ERRORS: Final[Answers] = {
    401: _with_header(
        problem_answer("Client credentials are missing or wrong.", NotAuthenticated()),
        "WWW-Authenticate",
        "The Basic challenge.",
    ),
    403: problem_answer("The client lacks the role.", NotAllowed()),
}

MATCHING_UNAVAILABLE: Final = try_again(
    "No catalogue or no model is loaded, too many requests wait, or the answer was not ready in time.",
    CatalogueEmpty(),
)

DATABASE_UNAVAILABLE: Final = try_again(
    "The database cannot be used, too many requests wait, or the answer was not ready in time.",
    DatabaseUnavailable(),
)

MATCHING_ERRORS: Final[Answers] = {
    400: refused("/limit", "Must be at most 50"),
    **CLIENT_ERRORS,
    413: problem_answer("The body is over 64 KiB.", BodyTooLarge()),
    415: problem_answer("The body is not declared as JSON.", UnsupportedMediaType()),
    503: MATCHING_UNAVAILABLE,
}
