"""Answers that are the same for everyone: prepared once, cached for an hour, not sent again to who has them."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel

from app.api.responses import Answers

AN_HOUR_ANYWHERE: Final = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer ready to send."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: BaseModel) -> "PreparedAnswer":
        content = body.model_dump_json().encode()
        return cls(content, f'"{sha256(content).hexdigest()[:32]}"')

    def response(self, request: Request) -> Response:
        """The answer, or 304 to a client that has it already (RFC 9110, If-None-Match)."""
        headers = {"Cache-Control": AN_HOUR_ANYWHERE, "ETag": self.etag}
        known = ",".join(request.headers.getlist("If-None-Match")).split(",")
        if {each.strip().removeprefix("W/") for each in known} & {self.etag, "*"}:
            return Response(status_code=304, headers=headers)
        return Response(self.body, media_type="application/json", headers=headers)


RESPONSES: Final[Answers] = {
    200: {
        "description": "The whole list.",
        "headers": {
            "ETag": {
                "description": "Names this content, for If-None-Match.",
                "schema": {"type": "string"},
            },
            "Cache-Control": {
                "description": "An hour, in any cache.",
                "schema": {"type": "string"},
            },
        },
    },
    304: {"description": "The client has the current list already (If-None-Match)."},
}


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """What a route that gives a prepared answer says of it."""
    return {"response_model": model, "responses": RESPONSES}
