from pathlib import Path

import pytest

from app.errors import NotFound
from app.index.snapshot import Snapshot
from app.index.snapshot_files import read_snapshot
from app.storage.database import Database
from app.usecases.kinds_of_service import kinds_of_service
from tests.builders import make_kind, make_local_service, service_id
from tests.usecases.small_index import make_build_index, store


def built(database: Database, directory: Path, weights: dict[str, float]) -> Snapshot:
    """An index of one service, whose kinds have these weights."""
    store(database, [make_local_service(1)])
    kinds = tuple(
        make_kind(kind_id, service_weights={service_id(1): weight})
        for kind_id, weight in weights.items()
    )
    make_build_index(database, directory, kinds).bring_up_to_date()
    return read_snapshot(directory)


def test_surest_kind_comes_first_and_one_that_reads_as_nothing_is_left_out(
    database: Database, tmp_path: Path
) -> None:
    weights = {"barely": 0.0006, "not-quite": 0.0004, "sure": 0.75, "not-at-all": 0.0}
    told = kinds_of_service(built(database, tmp_path, weights), service_id(1))
    assert [kind.kind_id for kind in told] == ["sure", "barely"]
    assert [f"{kind.weight:.3f}" for kind in told] == ["0.750", "0.001"]


def test_service_that_is_not_in_the_index_is_not_found(database: Database, tmp_path: Path) -> None:
    snapshot = built(database, tmp_path, {"sure": 1.0})
    with pytest.raises(NotFound):
        kinds_of_service(snapshot, service_id(2))
