"""Load the sample catalogue that ships with the service, so that a newcomer has something to ask."""

from pathlib import Path
from typing import Final

from app.storage.database import Database
from app.usecases.catalogue_import import CatalogueImport
from app.usecases.meters_import import import_meters

SAMPLE_CATALOGUE: Final = Path(__file__).parent.parent / "data" / "sample_catalogue"
SAMPLE_METERS: Final = SAMPLE_CATALOGUE / "meters.csv"


def load_sample_when_empty(database: Database, import_catalogue: CatalogueImport) -> bool:
    """Import the sample services, channels, organisations and profiles, unless there is a catalogue already.

    Returns whether it was loaded.
    """
    with database.open_stores(read_only=True) as stores:
        if not stores.catalogue.is_empty():
            return False
    import_catalogue(sorted(SAMPLE_CATALOGUE.glob("*.jsonl")), is_sample=True)
    import_meters(database, SAMPLE_METERS)
    return True
