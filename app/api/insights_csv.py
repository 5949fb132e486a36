"""The situational picture as a table for spreadsheets, in which no cell is taken for a formula."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from app.api.insight_names import InsightNames
from app.usecases.insights import SituationalPicture

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
COLUMNS: Final = (
    "month",
    "wellbeing_service_county_code",
    "wellbeing_service_county",
    "client_id",
    "client",
    "measure",
    "code",
    "name",
    "service_class",
    "situations",
)

Row = tuple[str | int, ...]


def insights_csv(picture: SituationalPicture, names: InsightNames) -> str:
    """One row for each figure of each cell, for pivot tables; as RFC 4180 has it."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows([_shown(cell) for cell in row] for row in _rows(picture, names))
    return written.getvalue()


def _rows(picture: SituationalPicture, names: InsightNames) -> Iterator[Row]:
    for each in picture.figures:
        yield (
            each.month,
            each.county_code,
            names.county(each.county_code),
            each.client_id,
            names.client(each.client_id),
            each.figure.measure,
            each.figure.code,
            names.figure(each.figure),
            each.figure.within,
            each.situations,
        )


def _shown(cell: str | int) -> str | int:
    """A text that a spreadsheet would calculate gets an apostrophe, which shows it as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
