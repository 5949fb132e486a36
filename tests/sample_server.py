"""A server process over the sample catalogue that asks for credentials, and one client it knows. A pytest plugin."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.settings import Settings
from app.wiring import no_progress, open_workshop
from tests.server.processes import Server, serving


@dataclass(frozen=True, kw_only=True)
class SampleServer:
    """Where it listens, and as whom to ask."""

    server: Server
    client_id: str
    client_secret: str

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def credentials(self) -> tuple[str, str]:
        return (self.client_id, self.client_secret)


@pytest.fixture(scope="session")
def sample_server(sample_settings: Settings) -> Iterator[SampleServer]:
    """Shared, so tests must not change the catalogue."""
    with open_workshop(sample_settings, no_progress) as workshop:
        issued = workshop.clients.add_client("Kuntabotti", "Testikunta", ("recommend", "feedback"))
    with serving(sample_settings.data_dir, RATE_LIMIT_PER_MINUTE="0") as server:
        yield SampleServer(
            server=server, client_id=issued.client.client_id, client_secret=issued.client_secret
        )
