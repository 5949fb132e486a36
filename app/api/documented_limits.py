"""The answers that nearly every operation can have before it is reached, in the OpenAPI document."""

from typing import Any, Final

from app.api.admission import OPERATIONS_PATHS
from app.api.responses import problem_answer, try_again
from app.errors import Overloaded, RequestTooSlow, TooManyRequests

REQUEST_TOO_SLOW: Final = problem_answer("The body did not arrive in time.", RequestTooSlow())

TOO_MANY_REQUESTS: Final = try_again(
    "The client, or without one the network address, has asked too often in this minute.",
    TooManyRequests("At most 6000 requests a minute are answered"),
)

OVERLOADED: Final = try_again(
    "Too many requests wait, or the answer was not ready in time.", Overloaded()
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
