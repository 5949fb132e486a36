from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.storage.database import Database
from app.storage.write_ahead_log import empty_write_ahead_log
from tests.past import NOON, Past

SECRET = "Kielletty sisältö"


@pytest.fixture
def file(sqlite_url: str) -> Path:
    """The database file of `past`, on SQLite."""
    return Path(make_url(sqlite_url).database or "")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Only SQLite keeps such a log."""
    return sqlite_url


@pytest.fixture
def traces(file: Path) -> Callable[[], list[str]]:
    """Names the files beside the database in which SECRET can be read."""

    def find() -> list[str]:
        files = sorted(file.parent.iterdir())
        return [each.name for each in files if SECRET.encode() in each.read_bytes()]

    return find


def delete_everything(database: Database) -> None:
    with database.open_stores() as stores:
        assert stores.recommendations.delete_older_than(NOON + timedelta(days=1), at_most=1_000)


def test_deleted_text_is_in_no_file_once_the_log_is_emptied(
    past: Past, file: Path, traces: Callable[[], list[str]]
) -> None:
    for _ in range(300):
        past.remember(text=SECRET)
    assert past.database.erase_deleted()
    assert traces() == [file.name]
    delete_everything(past.database)
    assert traces() != []
    assert past.database.erase_deleted()
    assert traces() == []


def test_log_is_not_emptied_under_a_reader_but_after_it(past: Past, file: Path) -> None:
    past.remember()
    with past.database.open_stores(read_only=True) as stores:
        stores.catalogue.version()
        past.remember()
        assert not empty_write_ahead_log(str(file))
        past.remember()
    assert empty_write_ahead_log(str(file))
    assert Path(f"{file}-wal").stat().st_size == 0


def test_log_is_not_emptied_while_somebody_writes(past: Past, file: Path) -> None:
    with past.database.open_stores() as stores:
        stores.catalogue.version()
        assert not empty_write_ahead_log(str(file))


def test_file_that_cannot_be_opened_is_left_alone(tmp_path: Path) -> None:
    assert not empty_write_ahead_log(str(tmp_path / "missing" / "revontuli.db"))
