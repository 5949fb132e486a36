"""Annotated aliases that endpoints ask for."""

from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBase
from fastapi.security.base import SecurityBase
from starlette.concurrency import run_in_threadpool

from app.api.remote_address import remote_network
from app.domain.clients import ApiClient, Role
from app.errors import NotAllowed
from app.usecases.rate_limit import Caller
from app.wiring import Container


async def _container(request: Request) -> Container:
    """Asynchronous to stay off the thread pool: a hop there costs more than the look-up."""
    container = request.state.container
    assert isinstance(container, Container)
    return container


UseCases = Annotated[Container, Depends(_container)]


async def _count_address(request: Request, use_cases: UseCases) -> None:
    caller = Caller("address", remote_network(request.scope))
    if not use_cases.rate_limit.take_at_hand(caller):
        await run_in_threadpool(use_cases.rate_limit.take, caller)


COUNTED_BY_ADDRESS: Final = Depends(_count_address)
"""For routers and operations that ask for no credentials: the rate limit counts by network address."""


def _known_and_counted(use_cases: Container, authorization: str | None) -> ApiClient:
    client = use_cases.authenticate(authorization)
    use_cases.rate_limit.take(Caller("client", client.client_id))
    return client


class _ClientWith(SecurityBase):
    """Documents Basic authentication and hands the header on unread: use cases know what it means.

    It takes what it needs from the request: as dependencies of its own, they would cost more than its work does.
    """

    def __init__(self, role: Role) -> None:
        self.scheme_name = "client"
        self.model = HTTPBase(
            scheme="basic",
            description="Client id and secret, as `revontuli client add` printed them. "
            "A service started with --dev asks for none.",
        )
        self._role = role

    async def __call__(self, request: Request) -> ApiClient | None:
        use_cases = await _container(request)
        if not self._asks_credentials(use_cases):
            await _count_address(request, use_cases)
            return None
        authorization = request.headers.get("authorization")
        client = await run_in_threadpool(_known_and_counted, use_cases, authorization)
        if self._role not in client.roles:
            raise NotAllowed
        return client

    def _asks_credentials(self, use_cases: Container) -> bool:
        if self._role == "admin":
            return use_cases.asks_administrators
        return use_cases.asks_credentials


AskingClient = Annotated[ApiClient | None, Depends(_ClientWith("recommend"))]
"""The caller, allowed to ask for recommendations, with this request counted; None where the service asks for no
credentials and counts by network address.
"""

FeedbackClient = Annotated[ApiClient | None, Depends(_ClientWith("feedback"))]
"""The caller, allowed to give feedback; counted, and None, as above."""

ADMIN_ONLY: Final = Depends(_ClientWith("admin"))
"""For operations whose caller must be allowed to administer; counted as above. Open to all only under `serve --dev`."""
