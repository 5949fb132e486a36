"""Every counter and histogram, named with its unit, and the page that Prometheus reads.

Labels are few and fixed: never an id, a text or anything else a caller chose. Counts are a process's own, or those of
all workers where PROMETHEUS_MULTIPROC_DIR names the folder they share; prometheus-client looks for it when imported.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from app.observability import SHARED_FOLDER_VARIABLE

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

disable_created_metrics()  # type: ignore[no-untyped-call]

REQUESTS: Final = Counter(
    "revontuli_http_requests_total",
    "Requests answered; status 0 where the caller left before an answer.",
    ["method", "route", "status"],
)
REQUEST_DURATION: Final = Histogram(
    "revontuli_http_request_duration_seconds",
    "Time from a request's arrival to the end of its answer.",
    ["method", "route"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REQUESTS_IN_FLIGHT: Final = Gauge(
    "revontuli_http_requests_in_flight",
    "Requests in work now, the scrape among them.",
    multiprocess_mode="livesum",
)
RECOMMENDED_SERVICES: Final = Histogram(
    "revontuli_recommended_services",
    "Services in an answer; those in the lowest bucket were empty.",
    ["endpoint"],
    buckets=(0, 1, 2, 5, 10, 20, 50),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """What the answering process is able to do now; "" and None where nothing is loaded."""

    is_ready: bool
    services: int
    index_built_at: datetime | None
    catalogue_version: str
    embedding_model: str


def count_request(method: str, route: str, status: int, duration_seconds: float) -> None:
    """method and route must come from a fixed set."""
    REQUESTS.labels(method, route, str(status)).inc()
    REQUEST_DURATION.labels(method, route).observe(duration_seconds)


def metrics_page(state: ServiceState) -> bytes:
    """Everything in Prometheus's text format: what was counted, then the state of the process."""
    of_process = CollectorRegistry()
    of_process.register(_StateCollector(state))
    return generate_latest(_counted()) + generate_latest(of_process)


def _counted() -> CollectorRegistry:
    folder = os.environ.get(SHARED_FOLDER_VARIABLE)
    if not folder:
        return REGISTRY
    _forget_dead_workers(Path(folder))
    of_all_workers = CollectorRegistry()
    MultiProcessCollector(of_all_workers, path=folder)  # type: ignore[no-untyped-call]
    return of_all_workers


def _forget_dead_workers(folder: Path) -> None:
    """A worker that was killed had requests in flight for ever; what it counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not _is_alive(pid):
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        return True  # where signal 0 would end the process instead of asking after it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class _StateCollector(Collector):
    """Read at the scrape, not counted: every worker has the same index, or takes it within moments."""

    def __init__(self, state: ServiceState) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        state = self._state
        yield _gauge("revontuli_ready", "1 when requests can be answered.", state.is_ready)
        yield _gauge("revontuli_index_services", "Services in the search index.", state.services)
        if state.index_built_at is None:
            return
        yield _gauge(
            "revontuli_index_built_timestamp_seconds",
            "When the search index was built; time() minus this is its age.",
            state.index_built_at.timestamp(),
        )
        yield _gauge(
            "revontuli_index_info",
            "Always 1; the labels tell what the search index was built from.",
            1,
            catalogue_version=state.catalogue_version,
            embedding_model=state.embedding_model,
        )


def _gauge(name: str, help_text: str, value: float, **labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help_text, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family
