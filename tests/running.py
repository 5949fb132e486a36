"""Running services over each kind of database, shared by all tests that ask them: none may change the catalogue.

Listed as a pytest plugin.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.clients import Role
from app.settings import Settings
from app.usecases.api_clients import ApiClients
from app.usecases.meters_import import import_meters
from app.usecases.sample_catalogue import SAMPLE_CATALOGUE, SAMPLE_METERS
from app.wiring import no_progress, open_workshop
from tests.conftest import make_settings
from tests.databases import BACKENDS, new_postgres_url
from tests.network.catalogue import write_catalogue, write_profiles
from tests.network.network import PUBLIC_BASE_URL, Network, basic
from tests.network.translator import translating_server
from tests.server.processes import serving
from tests.shared_folders import made_once

RATE_LIMIT = 60
CHOSEN: Mapping[str, str] = {"PUBLIC_BASE_URL": PUBLIC_BASE_URL}
ROLES: Mapping[str, tuple[Role, ...]] = {
    "both": ("recommend", "feedback"),
    "other": ("recommend", "feedback"),
    "recommend": ("recommend",),
    "feedback": ("feedback",),
    "admin": ("admin",),
    "revoked": ("recommend", "feedback"),
}


def prepare(settings: Settings, folder: Path) -> dict[str, str]:
    """Import the sample catalogue, as if it were real, with our own records, and register the clients.

    Returns each client's Authorization header.
    """
    with open_workshop(settings, no_progress) as workshop:
        files = [*sorted(SAMPLE_CATALOGUE.glob("*.jsonl")), *write_catalogue(folder)]
        report = workshop.import_catalogue(files, strict=True)
        assert not report.is_refused, report.rejections
        for profiles in (SAMPLE_METERS, write_profiles(folder)):
            import_meters(workshop.database, profiles)
        return {name: _register(workshop.clients, name) for name in ROLES}


def prepare_with_index(folder: Path) -> None:
    """As `prepare` into an SQLite database, with its index and the headers beside it."""
    folder.mkdir()
    settings = make_settings(folder / "data")
    authorizations = prepare(settings, folder)
    with open_workshop(settings, no_progress) as workshop:
        workshop.build_index.bring_up_to_date()
    (folder / "authorizations.json").write_text(json.dumps(authorizations))


def _register(clients: ApiClients, name: str) -> str:
    issued = clients.add_client(name, "Testikunta", ROLES[name])
    if name == "revoked":
        clients.revoke_client(issued.client.client_id)
    return basic(issued.client.client_id, issued.client_secret)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for one of these services starts a server process."""
    for item in items:
        if {"prepared", "prepared_apart"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """A filled database and what a server needs to know to serve it."""

    data_dir: Path
    settings: Mapping[str, str]
    authorizations: Mapping[str, str]

    @contextmanager
    def serving(self, **more: str) -> Iterator[Network]:
        """A server of its own over the database, with further settings."""
        with (
            serving(self.data_dir, **self.settings, **more) as server,
            httpx.Client(base_url=server.url, timeout=30, verify=False) as http,
        ):
            yield Network(server=server, http=http, authorizations=self.authorizations)


@pytest.fixture(scope="session")
def prepare_once(
    postgres_server: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Prepared]:
    """Fills a database of a kind (one of BACKENDS) and a name when it is first asked for.

    pytest gives up what a fixture made as soon as its parameter changes, which it does twice in each file.
    """

    @cache
    def prepared(backend: str, name: str) -> Prepared:
        folder = tmp_path_factory.mktemp(f"{name}-{backend}")
        data_dir = folder / "data"
        if backend == "sqlite":
            shared = made_once(tmp_path_factory, "network", prepare_with_index)
            shutil.copytree(shared / "data", data_dir)
            authorizations = json.loads((shared / "authorizations.json").read_text())
            return Prepared(data_dir=data_dir, settings=CHOSEN, authorizations=authorizations)
        chosen = {**CHOSEN, "DATABASE_URL": new_postgres_url(postgres_server)}
        values = {each.lower(): value for each, value in chosen.items()}
        authorizations = prepare(make_settings(data_dir, **values), folder)
        return Prepared(data_dir=data_dir, settings=chosen, authorizations=authorizations)

    return prepared


@pytest.fixture(scope="session")
def serve_once() -> Iterator[Callable[..., Network]]:
    """A server over a database with further settings, started when it is first asked for."""
    with ExitStack() as stack:
        yield cache(lambda prepared, **more: stack.enter_context(prepared.serving(**more)))


@pytest.fixture(scope="session", params=BACKENDS)
def prepared(
    request: pytest.FixtureRequest, prepare_once: Callable[[str, str], Prepared]
) -> Prepared:
    """An SQLite and a PostgreSQL database in turn."""
    return prepare_once(request.param, "network")


@pytest.fixture(scope="session", params=BACKENDS)
def prepared_apart(
    request: pytest.FixtureRequest, prepare_once: Callable[[str, str], Prepared]
) -> Prepared:
    """The same once more, for a server whose rate limit must not meet the requests of another."""
    return prepare_once(request.param, "limited")


@pytest.fixture(scope="session")
def network(prepared: Prepared, serve_once: Callable[..., Network]) -> Network:
    """The service as it is installed, credentials asked for."""
    return serve_once(prepared)


@pytest.fixture(scope="session")
def translator_url() -> Iterator[str]:
    """Where a translator listens."""
    with translating_server() as url:
        yield url


@pytest.fixture(scope="session")
def limited(
    prepared_apart: Prepared, translator_url: str, serve_once: Callable[..., Network]
) -> Network:
    """The service with a translator, few requests a minute for each client, and hardly a queue."""
    return serve_once(
        prepared_apart,
        TRANSLATOR_URL=translator_url,
        RATE_LIMIT_PER_MINUTE=str(RATE_LIMIT),
        MAX_CONCURRENT_REQUESTS="1",
        MAX_WAITING_REQUESTS="1",
    )


@pytest.fixture(scope="session")
def translating(limited: Network) -> Network:
    """The service with a translator; each test may ask a few times."""
    return limited
