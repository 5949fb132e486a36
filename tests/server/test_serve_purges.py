import shutil
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.usage import UsageCounts
from tests.conftest import make_settings
from tests.past import NOON, Past
from tests.server.processes import serving

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 30.0
IMPATIENT = """
from app.usecases import daily_purge
daily_purge.FIRST_LOOK_SECONDS = 0.1
from app.cli import main
main()
"""
"""A server that looks for what is to be purged right after it has started."""


def test_serve_purges_by_itself_and_stops_at_once(sample_folder: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(sample_folder, data_dir)
    past = Past(make_settings(data_dir).resolved_database_url)
    since_noon = datetime.now(UTC) - NOON
    expired = past.remember(timedelta(days=3) - since_noon, score=1, text="salainen")
    fresh = past.remember(timedelta(days=1) - since_noon)
    before = past.totals()
    with past.database.open_stores() as stores:
        stores.purge_schedule.finish(next_after=timedelta(days=-1))
    command = (sys.executable, "-c", IMPATIENT)
    with serving(data_dir, "--dev", command=command, RETENTION_DAYS="2") as server:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while past.is_stored(expired):
            assert time.monotonic() < deadline, server.log()
            time.sleep(0.1)
        assert server.terminate() == -signal.SIGTERM
    assert past.is_stored(fresh)
    assert past.totals() == before != UsageCounts()
    past.database.close()
    assert "Traceback" not in server.log()
    assert "salainen" not in server.log()
