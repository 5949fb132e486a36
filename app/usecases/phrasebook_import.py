"""Add an administrator's entries to the phrasebook."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from app.domain.phrasebook import Kind
from app.errors import CatalogueFileError
from app.phrasebook import join_entries, load_phrasebook, merge, read_entries
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database


def import_phrasebook(database: Database, files: Sequence[Path]) -> ChangeCounts:
    """Add the entries of all files to those imported before, or none when one is unusable (CatalogueFileError)."""
    given = [entry for path in files for entry in read_entries(path)]
    given_kinds = {entry.kind_id for entry in given}
    with database.open_stores() as stores:
        imported = list(stores.phrasebook.entries())
        known = [entry for entry in imported if entry.kind_id in given_kinds]
        joined = join_entries((*known, *given))
        kinds = merge(load_phrasebook(), joined)
        _refuse_unknown_relations(given, {kind.kind_id for kind in (*kinds, *imported)})
        return stores.phrasebook.put(joined)


def _refuse_unknown_relations(entries: Iterable[Kind], known: Collection[str]) -> None:
    for entry in entries:
        for related in entry.related:
            if related not in known:
                raise CatalogueFileError(
                    f"kind {entry.kind_id!r} is related to {related!r}, which is not in the phrasebook"
                )
