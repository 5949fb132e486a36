"""Store experts' 3X10D profiles from a CSV file."""

from dataclasses import dataclass
from pathlib import Path

from app.catalogue.meters_file import read_meters_file
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class MetersReport:
    """What an import of profiles did; rejections are lines for people."""

    counts: ChangeCounts
    rejections: tuple[str, ...]

    def summary(self) -> str:
        return (
            f"profiles: added {self.counts.added}, updated {self.counts.updated}, "
            f"unchanged {self.counts.unchanged}, rejected {len(self.rejections)}"
        )


def import_meters(database: Database, path: Path) -> MetersReport:
    """Store every usable row; a profile may come before its service. Raises CatalogueFileError."""
    read = read_meters_file(path)
    with database.open_stores() as stores:
        counts = stores.catalogue.put_meter_profiles(read.profiles)
    return MetersReport(
        counts=counts,
        rejections=tuple(
            f"{path}: line {problem.line} rejected: {problem.reason}" for problem in read.problems
        ),
    )
