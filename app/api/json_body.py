"""How a request body becomes JSON values: UTF-8 and nothing else."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class JsonRequest(Request):
    """A request whose JSON is UTF-8, as RFC 8259 wants; Python alone would also take UTF-16 and UTF-32.

    A byte order mark is passed over, which the RFC allows.
    """

    async def json(self) -> Any:
        """Raises UnicodeDecodeError and json.JSONDecodeError, both ValueErrors that FastAPI refuses."""
        return json.loads((await self.body()).decode("utf-8-sig"))


class JsonRoute(APIRoute):
    """The route class of every router whose operations take a JSON body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_utf8(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_utf8
