"""Annotated aliases that endpoints ask for."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.openapi.models import HTTPBase
from fastapi.security.base import SecurityBase

from app.domain.clients import ApiClient, Role
from app.errors import NotAllowed
from app.wiring import Container


class _BasicScheme(SecurityBase):
    """Documents Basic authentication and hands the header on unread: use cases know what it means."""

    def __init__(self) -> None:
        self.scheme_name = "client"
        self.model = HTTPBase(
            scheme="basic",
            description="Client id and secret, as `revontuli client add` printed them. "
            "A service started with --dev asks for none.",
        )

    async def __call__(self, request: Request) -> str | None:
        return request.headers.get("authorization")


def _container(request: Request) -> Container:
    container = request.state.container
    assert isinstance(container, Container)
    return container


UseCases = Annotated[Container, Depends(_container)]


Authorization = Annotated[str | None, Security(_BasicScheme())]


def _client_with(role: Role) -> Callable[[Container, str | None], ApiClient | None]:
    def client_with_role(use_cases: UseCases, authorization: Authorization) -> ApiClient | None:
        client = use_cases.authenticate(authorization)
        if client is not None and role not in client.roles:
            raise NotAllowed
        return client

    return client_with_role


AskingClient = Annotated[ApiClient | None, Depends(_client_with("recommend"))]
"""The caller, allowed to ask for recommendations; None where the service asks for no credentials."""

FeedbackClient = Annotated[ApiClient | None, Depends(_client_with("feedback"))]
"""The caller, allowed to give feedback; None as above."""
