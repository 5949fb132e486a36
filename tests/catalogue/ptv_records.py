"""PTV records for tests: complete ones from data/, changed by keyword; and the shared real ones."""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "data"
SHARED_PTV = Path(__file__).resolve().parents[3] / "shared" / "data" / "ptv"

needs_shared_ptv = pytest.mark.skipif(
    not SHARED_PTV.is_dir(), reason="the shared PTV data is not beside the project"
)


def ptv_service(**changes: Any) -> dict[str, Any]:
    return _record("service.json", changes)


def ptv_channel(**changes: Any) -> dict[str, Any]:
    return _record("channel.json", changes)


def ptv_organization(**changes: Any) -> dict[str, Any]:
    return _record("organization.json", changes)


def text(language: str, value: Any, kind: str = "Name") -> dict[str, Any]:
    """One entry of a localized list of PTV."""
    return {"language": language, "value": value, "type": kind}


def _record(file_name: str, changes: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((DATA / file_name).read_text(encoding="utf-8"))
    return record | changes
