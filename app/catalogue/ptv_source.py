"""The only place that reads catalogue files from disk: which bytes are a record, not what a record
means.

A file holds one JSON object, an array, an id → object map, a page of the PTV API (`itemList`) or
JSON Lines, as such or compressed with gzip or xz; the first bytes tell, not the name. JSON Lines
are read line by line, so that a catalogue of any size needs the memory of its longest line; the
other forms are read whole.
"""

import gzip
import json
import lzma
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, cast

from app.catalogue.ptv_record_kind import KIND_BY_FIELD
from app.errors import CatalogueFileError

_GZIP_MAGIC: Final = b"\x1f\x8b"
_XZ_MAGIC: Final = b"\xfd7zXZ\x00"
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_LINES_SUFFIXES: Final = frozenset({".jsonl", ".ndjson"})
_PEEKED_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record as JSON gave it, from the file or source `origin`.

    position counts from 1: the line of JSON Lines, otherwise the place in the document. It is None
    where origin names the record itself.
    """

    position: int | None
    origin: str
    value: object


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A line of JSON Lines that is not JSON; the lines after it are still read."""

    position: int
    origin: str
    reason: str


def read_catalogue_file(path: Path) -> Iterator[RawRecord | BrokenRecord]:
    """Yield the records of a catalogue file in its order.

    Raises CatalogueFileError, with one line that names the file, when it is missing, empty,
    truncated, not UTF-8 or not JSON. JSON Lines are streamed, so a truncated archive is noticed
    only after the records before the cut: keep nothing until the iteration has ended.
    """
    try:
        with path.open("rb") as file:
            yield from _records(_lines(_decompressed(file), path), path)
    except FileNotFoundError:
        raise CatalogueFileError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise CatalogueFileError(f"{path}: this is a folder, not a file") from None
    except PermissionError:
        raise CatalogueFileError(f"{path}: the file may not be read") from None
    except EOFError:
        raise CatalogueFileError(
            f"{path}: the compressed file ends too early; was it copied completely?"
        ) from None
    except (gzip.BadGzipFile, lzma.LZMAError, zlib.error):
        raise CatalogueFileError(f"{path}: the compressed file is damaged") from None
    except OSError as error:
        raise CatalogueFileError(
            f"{path}: the file cannot be read ({error.strerror or 'input error'})"
        ) from error


def _decompressed(file: BinaryIO) -> BinaryIO:
    start = file.read(len(_XZ_MAGIC))
    file.seek(0)
    if start.startswith(_GZIP_MAGIC):
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if start == _XZ_MAGIC:
        return cast(BinaryIO, lzma.LZMAFile(file))
    return file


def _lines(stream: Iterable[bytes], path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank, decoded one by one so that an error can name its line."""
    for number, line in enumerate(stream, start=1):
        try:
            text = (line.removeprefix(_UTF8_BOM) if number == 1 else line).decode("utf-8").rstrip()
        except UnicodeDecodeError:
            raise CatalogueFileError(f"{path}: line {number} is not UTF-8 text") from None
        if text.strip():
            yield number, text


def _records(lines: Iterator[tuple[int, str]], path: Path) -> Iterator[RawRecord | BrokenRecord]:
    peeked = list(islice(lines, _PEEKED_LINES))
    if not peeked:
        raise CatalogueFileError(f"{path}: the file is empty")
    if _is_json_lines(path, [text for _, text in peeked]):
        return _line_records(chain(peeked, lines), str(path))
    return _document_records(chain(peeked, lines), path)


def _is_json_lines(path: Path, first_lines: list[str]) -> bool:
    """JSON Lines by name, or because one of several lines is a whole object and not indented.

    An array with an object a line begins with a bracket, and its objects end in commas.
    """
    if _LINES_SUFFIXES & set(path.suffixes):
        return True
    if len(first_lines) == 1 or first_lines[0].lstrip().startswith("["):
        return False
    return any(line.startswith("{") and line != "{}" and _is_json(line) for line in first_lines)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _line_records(
    lines: Iterable[tuple[int, str]], origin: str
) -> Iterator[RawRecord | BrokenRecord]:
    for number, text in lines:
        try:
            yield RawRecord(number, origin, json.loads(text))
        except json.JSONDecodeError as error:
            yield BrokenRecord(number, origin, f"not JSON: {error.msg} at character {error.colno}")
        except (ValueError, RecursionError):
            yield BrokenRecord(
                number, origin, "not JSON that can be read: too deep or too large a number"
            )


def _document_records(lines: Iterable[tuple[int, str]], path: Path) -> Iterator[RawRecord]:
    numbers, texts = zip(*lines, strict=True)
    try:
        document = json.loads("\n".join(texts))
    except json.JSONDecodeError as error:
        line = numbers[min(error.lineno, len(numbers)) - 1]
        raise CatalogueFileError(f"{path}: line {line} is not JSON: {error.msg}") from None
    except (ValueError, RecursionError):
        raise CatalogueFileError(
            f"{path}: the JSON is too deep or holds too large a number"
        ) from None
    for position, value in enumerate(_members(document, path), start=1):
        yield RawRecord(position, str(path), value)


def _is_map_of_records(document: dict[str, object]) -> bool:
    values = document.values()
    return all(isinstance(value, dict) for value in values) or any(
        isinstance(value, dict) and value.keys() & KIND_BY_FIELD.keys() for value in values
    )


def _members(document: object, path: Path) -> Iterable[object]:
    if isinstance(document, list):
        return cast(list[object], document)
    if isinstance(document, dict):
        if document.keys() & KIND_BY_FIELD.keys():
            return [document]
        if isinstance(document.get("itemList"), list):
            return cast(list[object], document["itemList"])
        if _is_map_of_records(document):
            return [
                {"id": key, **value} if isinstance(value, dict) else value
                for key, value in document.items()
            ]
    raise CatalogueFileError(
        f"{path}: the file holds neither PTV records nor a list or map of them"
    )
