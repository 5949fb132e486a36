"""The only place that reads the JSON Lines files people write for us, of which every line must be right."""

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from app.errors import CatalogueFileError
from app.reasons import reason

MAX_REPORTED_PROBLEMS: Final = 20

T = TypeVar("T")


def read_json_lines(path: Path, parse: Callable[[str], T]) -> tuple[T, ...]:
    """What parse makes of each line that is not blank, in their order.

    parse raises ValueError, whose message is the reason and must not repeat a person's text. All or nothing: raises
    CatalogueFileError when the file cannot be opened or is not UTF-8, or naming its bad lines, 20 at most, and how many
    more there are.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise CatalogueFileError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CatalogueFileError(f"{path}: cannot be read as UTF-8 text") from error
    parsed: list[T] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                parsed.append(parse(line))
            except ValueError as error:
                problems.append(f"{path}: line {number}: {first_problem(error)}")
    if problems:
        unreported = len(problems) - MAX_REPORTED_PROBLEMS
        more = [f"and {unreported} more"] if unreported > 0 else []
        raise CatalogueFileError("\n".join(problems[:MAX_REPORTED_PROBLEMS] + more))
    return tuple(parsed)


def read_once_each(
    directory: Path, parse: Callable[[str], T], id_of: Callable[[T], str]
) -> list[T]:
    """What parse makes of the lines of all *.jsonl files of a folder, in order of file name and line.

    Raises CatalogueFileError as read_json_lines does, and when there is nothing to read or an id stands twice.
    """
    parsed = [each for path in json_lines_files(directory) for each in read_json_lines(path, parse)]
    if not parsed:
        raise CatalogueFileError(f"{directory}: no entries found")
    repeated = [id_ for id_, times in Counter(map(id_of, parsed)).items() if times > 1]
    if repeated:
        raise CatalogueFileError(f"{directory}: these stand twice: {', '.join(repeated)}")
    return parsed


def json_lines_files(directory: Path) -> list[Path]:
    """The *.jsonl files of a folder, in the order in which they are read."""
    return sorted(directory.glob("*.jsonl"))


def files_checksum(directory: Path) -> str:
    """SHA-256 (hex) over the names and bytes of a folder's *.jsonl files: tells whether they changed without parsing.

    Raises CatalogueFileError when a file cannot be read.
    """
    digest = hashlib.sha256()
    for path in json_lines_files(directory):
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise CatalogueFileError(f"{path}: {error.strerror}") from error
        digest.update(f"{path.name}\0{content}\n".encode())
    return digest.hexdigest()


def first_problem(error: ValueError) -> str:
    """Of pydantic's errors the place within the value and what is wrong there, without the value; else the message."""
    if not isinstance(error, ValidationError):
        return str(error)
    problem = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(step) for step in problem["loc"])
    why = reason(problem)
    return f"{place}: {why}" if place else why
