"""Experts' 3X10D profiles of services, read from a CSV file."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from app.domain.catalogue import MeterProfile
from app.domain.meters import METERS
from app.errors import CatalogueFileError

_SERVICE_ID: Final = "service_id"
_VALUE: Final = re.compile(r"0*[01](\.\d*)?|\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was left out; reason holds nothing of it. line counts from 1, header included."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class MeterProfiles:
    """Profiles by service id in the file's order, every meter present."""

    profiles: Mapping[str, MeterProfile] = field(default_factory=dict)
    problems: Sequence[RowProblem] = ()


def read_meters_file(path: Path) -> MeterProfiles:
    """Read a UTF-8 CSV with the columns service_id and one for each meter (0..1), in any order.

    1 says that the service helps with that meter. Further columns are ignored. Files from a Finnish
    spreadsheet, with semicolons and decimal commas, are read too, and so are line breaks in quoted
    fields. Blank lines count for nothing. A row that cannot be used becomes
    a RowProblem. Raises CatalogueFileError when the file is missing, empty, not UTF-8 CSV or lacks
    a column.
    """
    text = _text(path)
    content = text.lstrip()
    blank_lines = text[: -len(content)].count("\n")
    stream = io.StringIO(content, newline="")
    has_semicolons = ";" in stream.readline()
    stream.seek(0)
    reader = csv.DictReader(stream, delimiter=";" if has_semicolons else ",", strict=True)
    profiles: dict[str, MeterProfile] = {}
    problems: list[RowProblem] = []
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        missing = [name for name in (_SERVICE_ID, *METERS) if name not in header]
        if missing:
            raise CatalogueFileError(f"{path}: the header lacks {', '.join(missing)}")
        reader.fieldnames = header
        for row in reader:
            try:
                service_id = _service_id(row)
                if service_id in profiles:
                    raise _RowError("service_id has appeared before")
                profiles[service_id] = {
                    meter: _value(row, meter, has_semicolons) for meter in METERS
                }
            except _RowError as problem:
                problems.append(RowProblem(blank_lines + reader.line_num, str(problem)))
    except csv.Error:
        raise CatalogueFileError(
            f"{path}: line {blank_lines + reader.line_num} is not CSV"
        ) from None
    return MeterProfiles(profiles, tuple(problems))


class _RowError(Exception):
    pass


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except FileNotFoundError:
        raise CatalogueFileError(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise CatalogueFileError(f"{path}: the file is not UTF-8 text") from None
    except OSError as error:
        reason = error.strerror or "input error"
        raise CatalogueFileError(f"{path}: the file cannot be read ({reason})") from error
    if not text.strip():
        raise CatalogueFileError(f"{path}: the file is empty")
    return text


def _service_id(row: Mapping[str, str | None]) -> str:
    try:
        return str(UUID((row[_SERVICE_ID] or "").strip()))
    except ValueError:
        raise _RowError("service_id is not a UUID") from None


def _value(row: Mapping[str, str | None], meter: str, has_decimal_comma: bool) -> float:
    text = (row[meter] or "").strip()
    if has_decimal_comma:
        text = text.replace(",", ".")
    if not _VALUE.fullmatch(text) or float(text) > 1:
        raise _RowError(f"{meter} is not a number between 0 and 1")
    return float(text)
