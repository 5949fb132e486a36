"""The service over the sample catalogue in other moods than the shared one."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.failed_attempts import FailedAttempts
from app.main import create_app
from app.settings import Settings
from app.usecases.api_clients import ApiClients
from app.wiring import no_progress, open_workshop

BASE_URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def secured_api(sample_settings: Settings) -> Iterator[TestClient]:
    """As `api`, asking for credentials, with endless patience for wrong ones."""
    settings = sample_settings.model_copy(update={"require_auth": True})
    with TestClient(create_app(settings), base_url=BASE_URL) as client:
        client.app_state["failed_attempts"] = FailedAttempts(free_failures=1_000_000)
        yield client


@pytest.fixture(scope="session")
def api_clients(sample_settings: Settings) -> Iterator[ApiClients]:
    """Registers clients with the service of `secured_api`, as the command line does."""
    with open_workshop(sample_settings, no_progress) as workshop:
        yield workshop.clients


@pytest.fixture
def failing_api(api: TestClient) -> Iterator[Callable[[Exception], TestClient]]:
    """Makes text_search of the shared service raise an exception until the test ends."""
    container = api.app_state["container"]

    def fail_with(error: Exception) -> TestClient:
        def text_search(*_args: object, **_fields: object) -> Any:
            raise error

        api.app_state["container"] = replace(container, text_search=text_search)
        return api

    yield fail_with
    api.app_state["container"] = container


@pytest.fixture
def service_log(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Everything logged during the test down to DEBUG, without the test client's own lines."""
    caplog.set_level(logging.DEBUG)

    def text() -> str:
        own = [record for record in caplog.records if not record.name.startswith("http")]
        return "\n".join(caplog.handler.format(record) for record in own)

    return text
