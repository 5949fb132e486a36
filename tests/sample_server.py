"""A server process over the sample catalogue that asks for credentials, and one client it knows. A pytest plugin."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import no_progress, open_workshop
from tests.conftest import make_settings
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


def own_sample(sample_folder: Path, folders: pytest.TempPathFactory) -> Settings:
    """Settings over a copy of the sample, for another process to use.

    Copying a database file makes this process give up its locks on it (POSIX): no other process may use one that tests
    copy or have open, nor may one that they have open be copied.
    """
    data_dir = folders.mktemp("own") / "sample"
    shutil.copytree(sample_folder, data_dir)
    return make_settings(data_dir)


@pytest.fixture(scope="session")
def sample_server(
    sample_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SampleServer]:
    """Shared, so tests must not change the catalogue. It has a data folder of its own (see own_sample)."""
    settings = own_sample(sample_folder, tmp_path_factory)
    with open_workshop(settings, no_progress) as workshop:
        issued = workshop.clients.add_client("Kuntabotti", "Testikunta", ("recommend", "feedback"))
    with serving(settings.data_dir, RATE_LIMIT_PER_MINUTE="0") as server:
        yield SampleServer(
            server=server, client_id=issued.client.client_id, client_secret=issued.client_secret
        )
