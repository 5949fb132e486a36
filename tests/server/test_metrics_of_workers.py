import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.api.metrics_page import value
from tests.server.processes import TEXT_SEARCH, Server, serving

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 60.0


def scraped(server: Server) -> float:
    text = httpx.get(f"{server.url}/metrics", timeout=30).text
    labels = {"method": "POST", "route": TEXT_SEARCH, "status": "401"}
    return value(text, "revontuli_http_requests_total", **labels)


def workers_that_counted(shared: Path) -> int:
    """How many have counted a search; each counts in a file of its own."""
    files = shared.rglob("counter_*.db")
    return sum(TEXT_SEARCH.encode("ascii") in file.read_bytes() for file in files)


def ask_until_both_count(server: Server, shared: Path, threads: ThreadPoolExecutor) -> int:
    """How many searches it took: the system chooses the worker, and the second may start later."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    asked = 0
    while workers_that_counted(shared) < 2:
        assert time.monotonic() < deadline, f"one worker got all {asked} requests"
        asked += len(list(threads.map(server.ask, ["vuokra"] * 8)))
    return asked


def wait_until_all_are_counted(server: Server, asked: int) -> None:
    """A request is counted once its answer has gone."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (counted := scraped(server)) < asked:
        assert time.monotonic() < deadline, f"{counted} of {asked} counted"
        time.sleep(0.05)


def test_each_scrape_of_two_workers_shows_what_both_have_counted(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir, shared = tmp_path / "data", tmp_path / "temporary"
    shutil.copytree(sample_folder, data_dir)
    shared.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    with serving(data_dir, "--workers", "2") as server, ThreadPoolExecutor(8) as threads:
        asked = ask_until_both_count(server, shared, threads)
        wait_until_all_are_counted(server, asked)
        assert set(threads.map(lambda _: scraped(server), range(16))) == {asked}
        assert server.terminate() == 0
    assert not list(shared.glob("revontuli-metrics-*"))
