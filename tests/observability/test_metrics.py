"""Processes that share a folder tell together what each has counted. Each is real: the folder is chosen at import."""

import os
import subprocess
import sys
from pathlib import Path

from app.observability import SHARED_FOLDER_VARIABLE
from tests.api.metrics_page import value

COUNT = """
from app.observability.metrics import REQUESTS_IN_FLIGHT, count_request
REQUESTS_IN_FLIGHT.inc()
count_request("GET", "/health/live", 200, 0.5)
"""
SHOW = """
from app.observability.metrics import ServiceState, metrics_page
state = ServiceState(
    is_ready=False, services=0, index_built_at=None, catalogue_version="", embedding_model=""
)
print(metrics_page(state).decode())
"""


def run(shared: Path, code: str) -> str:
    """What a process that has the folder prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, SHARED_FOLDER_VARIABLE: str(shared)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_counts_of_a_dead_worker_stay_and_its_requests_in_flight_go(tmp_path: Path) -> None:
    for _ in range(2):
        run(tmp_path, COUNT)
    page = run(tmp_path, COUNT + SHOW)
    labels = {"method": "GET", "route": "/health/live"}
    assert value(page, "revontuli_http_requests_total", **labels, status="200") == 3
    assert value(page, "revontuli_http_request_duration_seconds_sum", **labels) == 1.5
    assert value(page, "revontuli_http_requests_in_flight") == 1
