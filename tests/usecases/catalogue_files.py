"""PTV files for tests of the import: written from whole records, and imported without progress."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.catalogue.codelist_files import load_code_lists
from app.storage.database import Database
from app.usecases.catalogue_import import CatalogueImport
from app.wiring import no_progress
from tests.builders import service_id
from tests.catalogue.ptv_records import ptv_service, text


def make_import(database: Database) -> CatalogueImport:
    return CatalogueImport(database=database, code_lists=load_code_lists(), progress=no_progress)


def numbered_service(number: int, name: str = "Asumisneuvonta", **changes: Any) -> dict[str, Any]:
    """A published service whose id sorts by number and whose name carries it."""
    names = [text("fi", f"{name} {number}")]
    return ptv_service(id=service_id(number), serviceNames=names, **changes)


def write_array(path: Path, records: Iterable[object]) -> Path:
    path.write_text(json.dumps(list(records), ensure_ascii=False), encoding="utf-8")
    return path


def write_lines(path: Path, lines: Iterable[object]) -> Path:
    """JSON Lines; a line given as text stands as it is, broken or not."""
    path.write_text(_lines(lines), encoding="utf-8")
    return path


def write_truncated_gzip(path: Path, records: Iterable[object]) -> Path:
    """The first half of the compressed JSON Lines, as a copy that was interrupted leaves it."""
    whole = gzip.compress(_lines(records).encode())
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _lines(lines: Iterable[object]) -> str:
    written = (
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )
    return "\n".join(written) + "\n"
