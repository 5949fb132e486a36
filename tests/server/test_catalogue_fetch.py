import subprocess
import threading
from pathlib import Path

import pytest

from tests.catalogue.ptv_server import FakePtv, serving_ptv
from tests.server.processes import COMMAND, START_SECONDS, environment, run_command
from tests.usecases.catalogue_files import numbered_service

pytestmark = pytest.mark.slow

LISTING_PAGES = 3


def test_fetch_killed_midway_goes_on_with_the_pages_it_lacks(tmp_path: Path) -> None:
    """The server goes silent at the second list of records; there the process dies without a chance to tidy up."""
    data_dir = tmp_path / "data"
    arrived = threading.Event()
    release = threading.Event()

    def fall_silent(_handler: object) -> None:
        arrived.set()
        release.wait(START_SECONDS)

    services = [numbered_service(number) for number in range(1, 251)]
    with serving_ptv(services=services, page_size=100) as ptv:
        ptv.faults = [*[None] * (LISTING_PAGES + 1), fall_silent]
        process = subprocess.Popen(
            [*COMMAND, "catalogue", "fetch", "--base-url", ptv.base_url],
            cwd=tmp_path,
            env=environment(data_dir),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert arrived.wait(START_SECONDS)
        process.kill()
        process.wait()
        release.set()
        first = kinds_of(ptv)
        ptv.asked.clear()
        done = run_command(data_dir, "catalogue", "fetch", "--base-url", ptv.base_url)
        assert done.returncode == 0, done.stderr
        assert first == ["Service"] * LISTING_PAGES + ["Service/serviceWithGD/list"] * 2
        assert kinds_of(ptv)[:2] == ["Service/serviceWithGD/list"] * 2
        assert "Service" not in kinds_of(ptv)
    assert "services: added 250, updated 0, unchanged 0, archived 0" in done.stdout


def kinds_of(ptv: FakePtv) -> list[str]:
    return [asked.partition("?")[0] for asked in ptv.asked]
