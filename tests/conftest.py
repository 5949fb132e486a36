"""Fixtures that more than one folder of tests needs. Only loopback and Unix sockets are open."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from app.main import create_app
from app.settings import Settings
from app.usecases import daily_purge
from app.usecases.sample_catalogue import load_sample_when_empty
from app.wiring import no_progress, open_workshop
from tests.builders import make_kind, make_life_event
from tests.shared_folders import made_once

pytest_plugins = [
    "tests.databases",
    "tests.running",
    "tests.sample_server",
    "tests.translation_server",
]

TIMELESS: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""No property fails because the machine is busy."""

hypothesis_settings.register_profile("searching", **TIMELESS, max_examples=1_000)
hypothesis_settings.register_profile("repeatable", **TIMELESS, derandomize=True)
hypothesis_settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def _restored_log_handlers() -> Iterator[None]:
    """The service logs to the standard error of the moment it starts, which pytest closes at the end."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    yield
    root.handlers = handlers


@pytest.fixture(scope="session", autouse=True)
def _no_purge_in_the_background() -> Iterator[None]:
    """A shared service would purge minutes after its start, and say so in the middle of a test that reads the log."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(daily_purge, "FIRST_LOOK_SECONDS", 86_400.0)
        yield


@pytest.fixture
def quiet_logs() -> Iterator[None]:
    """Puts the logs back as they were: a command points them at the stderr of its own test, warnings alone."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configuration = structlog.get_config() if structlog.is_configured() else {}
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    if configuration:
        structlog.configure(**configuration)


def make_settings(data_dir: Path, **changes: object) -> Settings:
    """Settings of a service without a model that asks for no credentials and counts no requests.

    Nothing comes from the environment.
    """
    values = {
        "data_dir": data_dir,
        "embedding_model": "hashing",
        "require_auth": False,
        "rate_limit_per_minute": 0,
        **changes,
    }
    return Settings.model_validate(values)


def prepare_sample(settings: Settings) -> None:
    """Load the sample catalogue and build its index, as `revontuli serve --dev` does."""
    with open_workshop(settings, no_progress) as workshop:
        load_sample_when_empty(workshop.database, workshop.import_catalogue)
        workshop.build_index.bring_up_to_date()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the sample catalogue, its index and nothing else, to be copied (see made_once)."""
    return made_once(
        tmp_path_factory, "sample", lambda folder: prepare_sample(make_settings(folder))
    )


@pytest.fixture(scope="session")
def sample_settings(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose data folder holds the sample catalogue and its index."""
    data_dir = tmp_path_factory.mktemp("sample") / "data"
    shutil.copytree(sample_folder, data_dir)
    return make_settings(data_dir)


@pytest.fixture
def few_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrasebook of one kind and one life event, where no search is looked at: an index of it is built in no time."""
    monkeypatch.setattr("app.wiring.load_phrasebook", lambda: (make_kind(),))
    monkeypatch.setattr("app.wiring.load_life_events", lambda: (make_life_event(),))


@pytest.fixture(scope="session")
def api(sample_settings: Settings) -> Iterator[TestClient]:
    """The service over the sample catalogue, as a client sees it; shared, so tests must not change the catalogue."""
    with TestClient(create_app(sample_settings), base_url="http://127.0.0.1:8000") as client:
        yield client
