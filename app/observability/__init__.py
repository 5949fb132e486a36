"""Logs and metrics."""

from typing import Final

SHARED_FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which workers count together. It lies here because it must be set before metrics is imported."""
