"""What can go wrong.

RevontuliError
├── NotSendable                 what was given cannot be put into a request
├── ConnectionFailed            no answer: the service cannot be reached, or not in time
├── UnexpectedAnswer            an answer that no version of the interface gives
└── Refused                     the service says no; carries its problem details
    ├── InvalidRequest     400, 413, 415
    ├── NotAuthenticated   401
    ├── NotAllowed         403
    ├── NotFound           404
    ├── TooManyRequests    429  after the last retry
    └── Unavailable        408, 503
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx


class RevontuliError(Exception):
    """Base of every error of this package."""


class NotSendable(RevontuliError):
    """Nothing was sent: a value can be written neither as JSON nor into an address, such as NaN or half a character."""


class ConnectionFailed(RevontuliError):
    """There was no answer; the cause is httpx's."""


class UnexpectedAnswer(RevontuliError):
    """The answer is not one of this interface."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A refused field: its JSON pointer and what is wrong with it."""

    pointer: str
    detail: str


class Refused(RevontuliError):
    """An answer of problem+json (RFC 9457); code is stable, detail is for people."""

    def __init__(
        self,
        *,
        status: int,
        code: str,
        detail: str,
        problems: tuple[FieldProblem, ...] = (),
        retry_after_seconds: int | None = None,
    ) -> None:
        reasons = "".join(f"; {each.pointer or '/'}: {each.detail}" for each in problems)
        super().__init__(f"{status} {code}: {detail}{reasons}")
        self.status = status
        self.code = code
        self.detail = detail
        self.problems = problems
        self.retry_after_seconds = retry_after_seconds


class InvalidRequest(Refused):
    """Something in the request is at fault; problems point at it."""


class NotAuthenticated(Refused):
    """Credentials are missing or wrong."""


class NotAllowed(Refused):
    """The client lacks the role."""


class NotFound(Refused):
    """There is no such service, recommendation or channel."""


class TooManyRequests(Refused):
    """Ask again after retry_after_seconds, and less often."""


class Unavailable(Refused):
    """Ask again after retry_after_seconds."""


BY_STATUS: Mapping[int, type[Refused]] = {
    400: InvalidRequest,
    401: NotAuthenticated,
    403: NotAllowed,
    404: NotFound,
    408: Unavailable,
    413: InvalidRequest,
    415: InvalidRequest,
    429: TooManyRequests,
    503: Unavailable,
}


def refusal(response: httpx.Response) -> Refused:
    """The error of an answer that is no success, also where something between here and the service wrote it."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    problem = body if isinstance(body, dict) else {}
    errors = problem.get("errors")
    return BY_STATUS.get(response.status_code, Refused)(
        status=response.status_code,
        code=str(problem.get("code", "")),
        detail=str(problem.get("detail", response.reason_phrase)),
        problems=tuple(
            FieldProblem(str(each.get("pointer", "")), str(each.get("detail", "")))
            for each in (errors if isinstance(errors, list) else [])
            if isinstance(each, dict)
        ),
        retry_after_seconds=retry_after(response),
    )


def retry_after(response: httpx.Response) -> int | None:
    """Whole seconds of Retry-After; the service gives no dates."""
    given = response.headers.get("Retry-After", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
