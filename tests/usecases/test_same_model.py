from dataclasses import replace
from pathlib import Path

import pytest
import structlog.testing

from app.embedding.hashing import HashingEncoder
from app.errors import Unavailable
from app.index.snapshot_files import read_snapshot
from app.storage.database import Database
from app.usecases.same_model import require_same_model
from tests.builders import make_service
from tests.usecases.small_index import make_build_index, store


def test_index_of_another_model_is_refused_and_logged_once(
    database: Database, tmp_path: Path
) -> None:
    store(database, [make_service(1)])
    make_build_index(database, tmp_path).rebuild()
    snapshot = read_snapshot(tmp_path)
    with structlog.testing.capture_logs() as logs:
        require_same_model(HashingEncoder(), snapshot)
        assert logs == []
        for _ in range(3):
            with pytest.raises(Unavailable):
                require_same_model(HashingEncoder(64), snapshot)
        assert [entry["event"] for entry in logs] == ["index_of_another_model"]
        with pytest.raises(Unavailable):
            require_same_model(HashingEncoder(64), replace(snapshot, build_id="the next"))
    assert [entry["build_id"] for entry in logs] == [snapshot.build_id, "the next"]
