"""Reads GET /metrics as Prometheus does."""

from collections.abc import Mapping
from typing import Any

from prometheus_client.parser import text_string_to_metric_families


def samples(page: str) -> list[tuple[str, Mapping[str, str], float]]:
    """Name, labels and value of every sample of the service's own metrics."""
    return [
        (sample.name, sample.labels, sample.value)
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name.startswith("revontuli_")
    ]


def value(page: str, name: str, **labels: Any) -> float:
    """The value of a sample; 0 where it has not been counted yet."""
    found = [value for each, has, value in samples(page) if each == name and has == labels]
    assert len(found) <= 1
    return found[0] if found else 0.0
