"""Life events that a request names by code."""

from pathlib import Path

from app.domain.query import Query
from app.index.snapshot_files import read_snapshot
from app.storage.database import Database
from app.usecases.seen_life_events import seen_life_events
from tests.builders import make_code_lists, make_life_event, make_service
from tests.usecases.small_index import make_build_index, store


def test_code_means_each_of_its_events_and_one_without_any_stands_for_itself(
    database: Database, tmp_path: Path
) -> None:
    events = (
        make_life_event("pregnancy", ptv_codes=("KE1",)),
        make_life_event("first-child", ptv_codes=("KE1",)),
        make_life_event(),
    )
    store(database, [make_service()])
    make_build_index(database, tmp_path / "index", life_events=events).rebuild()
    query = Query(life_event_codes=("KE1", "KE8"))
    seen = seen_life_events(query, read_snapshot(tmp_path / "index"), [], make_code_lists())
    assert {each.life_event_id for each in seen[:2]} == {"pregnancy", "first-child"}
    assert [each.life_event_id for each in seen[2:]] == ["KE8"]
    assert {each.confidence for each in seen} == {1.0}
