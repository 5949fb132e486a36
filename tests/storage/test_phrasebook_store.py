from app.domain.phrasebook import Kind
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from tests.builders import make_kind

ADDITION = Kind(
    kind_id="employment-services",
    service_class_code="",
    name={},
    keywords={"fi": ("työkkäri",)},
)


def test_phrasebook_entries_are_read_back_in_order_of_kind(database: Database) -> None:
    with database.open_stores() as stores:
        counts = stores.phrasebook.put([ADDITION, make_kind("a-kind"), make_kind("Z-kind")])
    with database.open_stores(read_only=True) as stores:
        entries = list(stores.phrasebook.entries())
    assert counts == ChangeCounts(added=3)
    assert entries == [make_kind("Z-kind"), make_kind("a-kind"), ADDITION]


def test_phrasebook_entry_replaces_the_earlier_one_for_its_kind(database: Database) -> None:
    changed = make_kind(keywords={"fi": ("perintä",)})
    with database.open_stores() as stores:
        stores.phrasebook.put([make_kind(), ADDITION])
        counts = stores.phrasebook.put([changed, ADDITION, make_kind("new")])
        entries = {entry.kind_id: entry for entry in stores.phrasebook.entries()}
    assert counts == ChangeCounts(added=1, updated=1, unchanged=1)
    assert entries[changed.kind_id] == changed
    assert len(entries) == 3


def test_phrasebook_change_outdates_the_index_and_repetition_does_not(database: Database) -> None:
    with database.open_stores() as stores:
        stores.phrasebook.put([ADDITION])
        assert stores.catalogue.version() == 1
        assert stores.phrasebook.put([ADDITION]) == ChangeCounts(unchanged=1)
        assert stores.phrasebook.put([]) == ChangeCounts()
        assert stores.catalogue.version() == 1


def test_phrasebook_removed_entry_is_returned_and_outdates_the_index(database: Database) -> None:
    with database.open_stores() as stores:
        stores.phrasebook.put([make_kind(), ADDITION])
        assert stores.phrasebook.remove(ADDITION.kind_id) == ADDITION
    with database.open_stores() as stores:
        assert list(stores.phrasebook.entries()) == [make_kind()]
        assert stores.catalogue.version() == 2
        assert stores.phrasebook.remove(ADDITION.kind_id) is None
        assert stores.catalogue.version() == 2
