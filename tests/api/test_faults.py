"""A fault tells the operator what is behind it, and the caller nothing."""

import sqlite3
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from app.errors import DatabaseUnavailable, SnapshotError
from tests.api.asking import TEXT_SEARCH, assert_problem

MARKER = "kissankello"
Failing = Callable[[Exception], TestClient]


def test_database_fault_is_logged_by_kind_and_code_without_its_message(
    failing_api: Failing, service_log: Callable[[], str]
) -> None:
    driver_error = sqlite3.OperationalError(MARKER)
    driver_error.sqlite_errorname = "SQLITE_BUSY"
    fault = DatabaseUnavailable()
    fault.__cause__ = OperationalError(MARKER, {"text": MARKER}, driver_error)
    response = failing_api(fault).post(TEXT_SEARCH, json={"search_text": MARKER})
    assert_problem(response, 503)
    for word in ("database-unavailable", "OperationalError", "SQLITE_BUSY"):
        assert word in service_log()
    assert MARKER not in service_log()


@pytest.mark.parametrize("detail", ["/srv/revontuli/models is missing", MARKER])
def test_detail_of_an_internal_error_stays_inside(
    failing_api: Failing, service_log: Callable[[], str], detail: str
) -> None:
    response = failing_api(SnapshotError(detail)).post(TEXT_SEARCH, json={"search_text": "velka"})
    assert assert_problem(response, 500)["detail"] == "The service failed"
    assert detail not in response.text
    assert "snapshot" in service_log()
