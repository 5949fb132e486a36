"""POST /mcp: the Model Context Protocol over streamable HTTP, without sessions and without event streams.

Every message is one request with one JSON answer. Credentials, limits and time-outs are those of every other endpoint;
whatever is wrong with the HTTP request itself is refused here as a problem, before the SDK could repeat parts of it.
"""

from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.deps import AskingClient, UseCases
from app.api.error_handlers import NOT_JSON
from app.api.json_body import JsonRoute
from app.errors import FieldProblem, InvalidRequest, NotAllowed

NOT_A_MESSAGE: Final = FieldProblem("", "The body is not one message of JSON-RPC 2.0")


def _refuse_other_pages(request: Request, use_cases: UseCases) -> None:
    """A browser says which page asks; only one of our own origin may (against DNS rebinding, as the protocol wants).

    The Host header is left alone: behind proxies it has as many values as there are names for the service.
    """
    origin = request.headers.get("Origin")
    own = urlsplit(use_cases.public_base_url)
    if origin is not None and origin != f"{own.scheme}://{own.netloc}":
        raise NotAllowed("Pages of other origins may not ask here")


def _answer_to(message: object, body: bytes) -> Response:
    """The SDK takes a second to import, which a server that no assistant asks need not wait for when it starts."""
    from app.mcp.protocol import Exchange, is_message

    if not is_message(message):
        raise InvalidRequest(problems=[NOT_A_MESSAGE])
    return Exchange(body)


router = APIRouter(route_class=JsonRoute, dependencies=[Depends(_refuse_other_pages)])


@router.post("/mcp", include_in_schema=False)
async def mcp(request: Request, client: AskingClient) -> Response:
    """Not in the OpenAPI document: the protocol describes itself, and the document must not depend on an extra."""
    try:
        message = await request.json()
    except (ValueError, RecursionError):
        raise InvalidRequest(problems=[NOT_JSON]) from None
    request.state.mcp_client = client
    return await run_in_threadpool(_answer_to, message, await request.body())
