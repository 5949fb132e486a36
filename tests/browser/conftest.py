"""The pages in a real browser. Without a Chromium on the machine these tests are skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import running_chromium
from tests.browser.stage import LONGEST_WAIT_MS, Stage
from tests.sample_server import own_sample
from tests.server.processes import serving

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Gone with the last test of this folder: its event loop would be in the way of others."""
    expect.set_options(timeout=LONGEST_WAIT_MS)
    with running_chromium() as browser:
        if browser is None:
            pytest.skip(
                "no Chromium is installed: set CHROMIUM to one, or run `playwright install`"
            )
        yield browser


@pytest.fixture(scope="package")
def screenshots() -> Path | None:
    """$SCREENSHOTS, or None: pictures that nobody looks at take time all the same."""
    named = os.environ.get("SCREENSHOTS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="package")
def stage(
    chromium: Browser,
    screenshots: Path | None,
    sample_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """The service as `make run` starts it, with a data folder of its own (see own_sample)."""
    settings = own_sample(sample_folder, tmp_path_factory)
    with serving(settings.data_dir, "--dev") as server:
        yield Stage(chromium, server.url, screenshots)
