"""Add an administrator's entries to the phrasebook."""

from collections.abc import Sequence
from pathlib import Path

from app.phrasebook import join_entries, load_phrasebook, merge, read_entries
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database


def import_phrasebook(database: Database, files: Sequence[Path]) -> ChangeCounts:
    """Add the entries of all files to those imported before, or none when one is unusable (CatalogueFileError)."""
    given = [entry for path in files for entry in read_entries(path)]
    given_kinds = {entry.kind_id for entry in given}
    with database.open_stores() as stores:
        known = [entry for entry in stores.phrasebook.entries() if entry.kind_id in given_kinds]
        joined = join_entries((*known, *given))
        merge(load_phrasebook(), joined)
        return stores.phrasebook.put(joined)
