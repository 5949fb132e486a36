"""POST /mcp: the Model Context Protocol over streamable HTTP, without sessions and without event streams.

Every message is one request with one JSON answer. Credentials, limits and time-outs are those of every other endpoint;
whatever is wrong with the HTTP request itself is refused here as a problem, before the SDK could repeat parts of it.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, TypedDict
from urllib.parse import urlsplit

import mcp_types
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from pydantic import ValidationError
from starlette.types import Message, Receive, Scope, Send

from app import __version__
from app.api.deps import AskingClient, UseCases
from app.api.error_handlers import NOT_JSON
from app.api.json_body import JsonRoute
from app.api.middleware import MAX_BODY_BYTES
from app.errors import FieldProblem, InvalidRequest, NotAllowed
from app.mcp.tools import INSTRUCTIONS, call_tool, list_tools

NOT_A_MESSAGE: Final = FieldProblem("", "The body is not one message of JSON-RPC 2.0")


class McpState(TypedDict):
    """What this router's lifespan adds to every request."""

    mcp_sessions: StreamableHTTPSessionManager


@asynccontextmanager
async def _running(_app: FastAPI) -> AsyncIterator[McpState]:
    """The SDK at work. It must not tell of a call: messages and arguments may hold what a person wrote."""
    logging.getLogger("mcp").setLevel(logging.CRITICAL + 1)
    server: Server[Any] = Server(
        "revontuli",
        title="Revontuli",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    server.middleware.clear()
    sessions = StreamableHTTPSessionManager(
        server, json_response=True, stateless=True, max_request_body_size=MAX_BODY_BYTES
    )
    async with sessions.run():
        yield {"mcp_sessions": sessions}


def _refuse_other_pages(request: Request, use_cases: UseCases) -> None:
    """A browser says which page asks; only one of our own origin may (against DNS rebinding, as the protocol wants).

    The Host header is left alone: behind proxies it has as many values as there are names for the service.
    """
    origin = request.headers.get("Origin")
    own = urlsplit(use_cases.public_base_url)
    if origin is not None and origin != f"{own.scheme}://{own.netloc}":
        raise NotAllowed("Pages of other origins may not ask here")


router = APIRouter(
    lifespan=_running, route_class=JsonRoute, dependencies=[Depends(_refuse_other_pages)]
)


class _Exchange(Response):
    """The SDK's answer to a message whose body has been read."""

    def __init__(self, sessions: StreamableHTTPSessionManager, body: bytes) -> None:
        super().__init__()
        self._sessions = sessions
        self._message = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        unread: list[Message] = [{"type": "http.request", "body": self._message}]

        async def receive_again() -> Message:
            return unread.pop() if unread else await receive()

        await self._sessions.handle_request(scope, receive_again, send)


@router.post("/mcp", include_in_schema=False)
async def mcp(request: Request, client: AskingClient) -> Response:
    """Not in the OpenAPI document: the protocol describes itself, and the document must not depend on an extra."""
    try:
        message = await request.json()
    except (ValueError, RecursionError):
        raise InvalidRequest(problems=[NOT_JSON]) from None
    try:
        mcp_types.jsonrpc_message_adapter.validate_python(message, by_name=False)
    except ValidationError:
        raise InvalidRequest(problems=[NOT_A_MESSAGE]) from None
    request.state.mcp_client = client
    return _Exchange(request.state.mcp_sessions, await request.body())
