import json
from pathlib import Path

import pytest

from app.domain.life_events import LifeEvent
from app.errors import CatalogueFileError, NotFound
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from app.usecases.life_event_import import import_life_events
from app.usecases.life_event_removal import remove_life_event
from tests.builders import make_kind, make_life_event
from tests.usecases.catalogue_files import write_lines

CODES = {"KE4", "KE9"}
OWN = {
    "life_event": "own-event",
    "codes": ["KE9"],
    "name": {"fi": "Oma tapahtuma"},
    "kinds": ["notification-of-move"],
}


def test_import_reports_added_updated_and_unchanged_events(
    database: Database, tmp_path: Path
) -> None:
    first = write_lines(
        tmp_path / "first.jsonl", [{"life_event": "moving", "utterances": {"fi": ["pakut"]}}]
    )
    assert import_life_events(database, [first], CODES) == ChangeCounts(added=1)
    assert import_life_events(database, [first], CODES) == ChangeCounts(unchanged=1)
    more = {"life_event": "moving", "utterances": {"fi": ["muuttoauto"]}}
    second = write_lines(tmp_path / "second.jsonl", [more, OWN])
    assert import_life_events(database, [second], CODES) == ChangeCounts(added=1, updated=1)
    with database.open_stores(read_only=True) as stores:
        moving, own = stores.life_events.entries()
    assert moving == LifeEvent(life_event_id="moving", utterances={"fi": ("pakut", "muuttoauto")})
    assert own.kind_ids == ("notification-of-move",)


def test_event_may_lead_to_a_kind_that_an_administrator_added(
    database: Database, tmp_path: Path
) -> None:
    file = write_lines(tmp_path / "own.jsonl", [{**OWN, "kinds": ["own-kind"]}])
    with pytest.raises(CatalogueFileError, match="own-kind"):
        import_life_events(database, [file], CODES)
    with database.open_stores() as stores:
        stores.phrasebook.put([make_kind("own-kind")])
    assert import_life_events(database, [file], CODES) == ChangeCounts(added=1)


@pytest.mark.parametrize(
    "bad_line",
    [
        "{",
        json.dumps({**OWN, "life_event": "Bad Event"}),
        json.dumps({"life_event": "new-without-kinds", "name": {"fi": "salainen sana"}}),
        json.dumps({**OWN, "kinds": ["unheard-of"], "name": {"fi": "salainen sana"}}),
        json.dumps({**OWN, "next_kinds": ["unheard-of"]}),
        json.dumps({**OWN, "codes": ["KE99"]}),
    ],
    ids=["not JSON", "ill-formed id", "no kinds", "unknown kind", "unknown next", "unknown code"],
)
def test_one_bad_entry_means_that_nothing_is_imported(
    database: Database, tmp_path: Path, bad_line: str
) -> None:
    good = write_lines(tmp_path / "good.jsonl", [OWN])
    bad = tmp_path / "bad.jsonl"
    bad.write_text(bad_line + "\n", encoding="utf-8")
    with pytest.raises(CatalogueFileError) as refusal:
        import_life_events(database, [good, bad], CODES)
    assert "salainen sana" not in refusal.value.detail
    with database.open_stores(read_only=True) as stores:
        assert list(stores.life_events.entries()) == []
        assert stores.catalogue.version() == 0


def test_removed_entry_is_returned_and_one_that_is_not_there_not_found(database: Database) -> None:
    with database.open_stores() as stores:
        stores.life_events.put([make_life_event()])
    assert remove_life_event(database, "debts") == make_life_event()
    with pytest.raises(NotFound):
        remove_life_event(database, "debts")
