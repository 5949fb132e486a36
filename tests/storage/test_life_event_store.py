from app.domain.life_events import LifeEvent
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from tests.builders import make_life_event

ADDITION = LifeEvent(life_event_id="moving", utterances={"fi": ("pakut on pakattu",)})


def test_life_event_entries_are_read_back_in_order_of_id(database: Database) -> None:
    complete = make_life_event("a-event", next_kind_ids=("later",))
    with database.open_stores() as stores:
        counts = stores.life_events.put([ADDITION, complete, make_life_event("Z-event")])
    with database.open_stores(read_only=True) as stores:
        entries = list(stores.life_events.entries())
    assert counts == ChangeCounts(added=3)
    assert entries == [make_life_event("Z-event"), complete, ADDITION]


def test_life_event_entry_replaces_the_earlier_one_of_its_id(database: Database) -> None:
    changed = make_life_event(kind_ids=("other",))
    with database.open_stores() as stores:
        stores.life_events.put([make_life_event(), ADDITION])
        counts = stores.life_events.put([changed, ADDITION, make_life_event("new")])
        entries = {entry.life_event_id: entry for entry in stores.life_events.entries()}
    assert counts == ChangeCounts(added=1, updated=1, unchanged=1)
    assert entries[changed.life_event_id] == changed
    assert len(entries) == 3


def test_life_event_change_outdates_the_index_and_repetition_does_not(database: Database) -> None:
    with database.open_stores() as stores:
        stores.life_events.put([ADDITION])
        assert stores.catalogue.version() == 1
        assert stores.life_events.put([ADDITION]) == ChangeCounts(unchanged=1)
        assert stores.life_events.put([]) == ChangeCounts()
        assert stores.catalogue.version() == 1


def test_removed_life_event_is_returned_and_outdates_the_index(database: Database) -> None:
    with database.open_stores() as stores:
        stores.life_events.put([make_life_event(), ADDITION])
        assert stores.life_events.remove(ADDITION.life_event_id) == ADDITION
    with database.open_stores() as stores:
        assert list(stores.life_events.entries()) == [make_life_event()]
        assert stores.catalogue.version() == 2
        assert stores.life_events.remove(ADDITION.life_event_id) is None
        assert stores.catalogue.version() == 2
