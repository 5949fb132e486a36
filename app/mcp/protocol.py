"""The SDK of the Model Context Protocol at work, without sessions and without event streams.

It must not tell of a call: messages and arguments may hold what a person wrote.
"""

import logging
from typing import Any, Final

import mcp_types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from pydantic import ValidationError
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app import __version__
from app.api.middleware import MAX_BODY_BYTES
from app.mcp.tools import INSTRUCTIONS, call_tool, list_tools


def _silent_server() -> Server[Any]:
    """The server of our tools; the SDK's own log is switched off for the whole process."""
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
    return server


_SERVER: Final = _silent_server()


def is_message(content: object) -> bool:
    """Whether it is one message of JSON-RPC 2.0."""
    try:
        mcp_types.jsonrpc_message_adapter.validate_python(content, by_name=False)
    except ValidationError:
        return False
    return True


class Exchange(Response):
    """The SDK's answer to a message whose body has been read."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._message = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A manager of its own for each message: nothing outlives an answer."""
        unread: list[Message] = [{"type": "http.request", "body": self._message}]

        async def receive_again() -> Message:
            return unread.pop() if unread else await receive()

        sessions = StreamableHTTPSessionManager(
            _SERVER, json_response=True, stateless=True, max_request_body_size=MAX_BODY_BYTES
        )
        async with sessions.run():
            await sessions.handle_request(scope, receive_again, send)
