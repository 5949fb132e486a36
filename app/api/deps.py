"""Annotated aliases that endpoints ask for."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.openapi.models import HTTPBase
from fastapi.security.base import SecurityBase
from starlette.concurrency import run_in_threadpool

from app.api.remote_address import remote_network
from app.domain.clients import ApiClient, Role
from app.errors import NotAllowed
from app.usecases.rate_limit import Caller
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


async def _container(request: Request) -> Container:
    """Asynchronous to stay off the thread pool: a hop there costs more than the look-up."""
    container = request.state.container
    assert isinstance(container, Container)
    return container


UseCases = Annotated[Container, Depends(_container)]


Authorization = Annotated[str | None, Security(_BasicScheme())]


async def _count_address(request: Request, use_cases: UseCases) -> None:
    caller = Caller("address", remote_network(request.scope))
    if not use_cases.rate_limit.take_at_hand(caller):
        await run_in_threadpool(use_cases.rate_limit.take, caller)


COUNTED_BY_ADDRESS: Final = Depends(_count_address)
"""For routers and operations that ask for no credentials: the rate limit counts by network address."""


def _known_and_counted(use_cases: Container, authorization: str | None) -> ApiClient | None:
    client = use_cases.authenticate(authorization)
    if client is not None:
        use_cases.rate_limit.take(Caller("client", client.client_id))
    return client


def _client_with(role: Role) -> Callable[..., Awaitable[ApiClient | None]]:
    async def client_with_role(
        request: Request, use_cases: UseCases, authorization: Authorization
    ) -> ApiClient | None:
        if not use_cases.asks_credentials:
            await _count_address(request, use_cases)
            return None
        client = await run_in_threadpool(_known_and_counted, use_cases, authorization)
        if client is not None and role not in client.roles:
            raise NotAllowed
        return client

    return client_with_role


AskingClient = Annotated[ApiClient | None, Depends(_client_with("recommend"))]
"""The caller, allowed to ask for recommendations, with this request counted; None where the service asks for no
credentials and counts by network address.
"""

FeedbackClient = Annotated[ApiClient | None, Depends(_client_with("feedback"))]
"""The caller, allowed to give feedback; counted, and None, as above."""

ADMIN_ONLY: Final = Depends(_client_with("admin"))
"""For operations whose caller must be allowed to administer; counted as above."""
