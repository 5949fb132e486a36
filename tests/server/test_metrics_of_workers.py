import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.api.metrics_page import value
from tests.server.processes import TEXT_SEARCH, Server, serving

pytestmark = pytest.mark.slow

REQUESTS = 40


def scraped(server: Server) -> float:
    text = httpx.get(f"{server.url}/metrics", timeout=30).text
    labels = {"method": "POST", "route": TEXT_SEARCH, "status": "401"}
    return value(text, "revontuli_http_requests_total", **labels)


def test_each_scrape_of_two_workers_shows_what_both_have_counted(
    sample_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir, shared = tmp_path / "data", tmp_path / "temporary"
    shutil.copytree(sample_settings.data_dir, data_dir)
    shared.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    with serving(data_dir, "--workers", "2") as server, ThreadPoolExecutor(8) as threads:
        list(threads.map(server.ask, ["vuokra"] * REQUESTS))
        counting = [file for file in shared.rglob("counter_*.db") if file.stat().st_size]
        assert len(counting) == 2, "requests went to one worker only"
        assert set(threads.map(lambda _: scraped(server), range(16))) == {REQUESTS}
        assert server.terminate() == 0
    assert not list(shared.glob("revontuli-metrics-*"))
