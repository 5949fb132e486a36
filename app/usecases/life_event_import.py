"""Add an administrator's entries to the life events."""

from collections.abc import Collection, Sequence
from pathlib import Path

from app.life_events import check_references, join_entries, load_life_events, merge, read_entries
from app.phrasebook import is_complete, load_phrasebook
from app.phrasebook import join_entries as join_kinds
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database


def import_life_events(
    database: Database, files: Sequence[Path], ptv_codes: Collection[str]
) -> ChangeCounts:
    """Add the entries of all files to those imported before, or none when one is unusable (CatalogueFileError).

    An entry is unusable too where it names a code that is not among ptv_codes, or a kind that is neither in the shipped
    phrasebook nor among the kinds an administrator added.
    """
    given = [entry for path in files for entry in read_entries(path)]
    given_ids = {entry.life_event_id for entry in given}
    with database.open_stores() as stores:
        kinds = join_kinds((*load_phrasebook(), *stores.phrasebook.entries()))
        check_references(given, {each.kind_id for each in kinds if is_complete(each)}, ptv_codes)
        known = [
            entry for entry in stores.life_events.entries() if entry.life_event_id in given_ids
        ]
        joined = join_entries((*known, *given))
        merge(load_life_events(), joined)
        return stores.life_events.put(joined)
