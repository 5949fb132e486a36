"""Keeps the answers of an unfinished fetch on disk, so that the next one goes on where it stopped."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlencode

from filelock import FileLock, Timeout

from app.catalogue.ptv_http import Get
from app.errors import CatalogueSourceError

JOURNAL_FILE: Final = "ptv_fetch.journal"
MAX_AGE: Final = timedelta(hours=24)
"""Older answers are thrown away: the catalogue has moved on."""


class AnswerJournal:
    """A file with a line for each answer: its address, a tab and the JSON. The first line names the request.

    Lines are only ever added, so a process that dies leaves whole answers and perhaps a torn one, which is dropped.
    """

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._offsets: dict[str, int] = {}

    def begin(self, request: str, now: datetime) -> None:
        """Take over the answers on disk where they belong to the same request and are recent; else start empty."""
        self._file.seek(0)
        header = self._file.readline()
        if _is_current(header, request, now):
            self._read_offsets(len(header))
        else:
            self._file.truncate(0)
            self._file.seek(0)
            self._file.write(f"{request}\t{now.isoformat()}\n".encode())

    def _read_offsets(self, offset: int) -> None:
        for line in self._file:
            if not line.endswith(b"\n"):
                self._file.truncate(offset)
                break
            self._offsets[line.partition(b"\t")[0].decode("utf-8", "replace")] = offset
            offset += len(line)

    def remembering(self, get: Get) -> Get:
        """The same questions, of which those answered before are answered from the file."""

        def remembered_get(path: str, parameters: Mapping[str, str]) -> object:
            address = f"{path}?{urlencode(parameters)}"
            if address in self._offsets:
                try:
                    return self._stored(address)
                except ValueError:
                    del self._offsets[address]
            answer = get(path, parameters)
            self._store(address, answer)
            return answer

        return remembered_get

    def _stored(self, address: str) -> object:
        self._file.seek(self._offsets[address])
        answer: object = json.loads(self._file.readline().partition(b"\t")[2])
        return answer

    def _store(self, address: str, answer: object) -> None:
        try:
            offset = self._file.seek(0, SEEK_END)
            self._file.write(f"{address}\t{json.dumps(answer)}\n".encode())
            self._file.flush()
        except OSError as error:
            raise _unwritable(self._path, error) from error
        self._offsets[address] = offset

    def discard(self) -> None:
        """Forget everything: what was asked for has arrived."""
        self._path.unlink()


def _is_current(header: bytes, request: str, now: datetime) -> bool:
    stored_request, _, begun_at = header.decode("utf-8", "replace").rstrip("\n").partition("\t")
    try:
        return stored_request == request and now - datetime.fromisoformat(begun_at) < MAX_AGE
    except (ValueError, TypeError):
        return False


@contextmanager
def open_journal(directory: Path, request: str, now: datetime) -> Iterator[AnswerJournal]:
    """The journal of a request, in a folder that is created when missing; one process at a time.

    request is one line that says what is fetched from where. Raises CatalogueSourceError while another process
    fetches, or when the disk refuses.
    """
    path = directory / JOURNAL_FILE
    lock = FileLock(f"{path}.lock")
    with ExitStack() as stack:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            stack.enter_context(lock.acquire(blocking=False))
            journal = AnswerJournal(stack.enter_context(path.open("a+b")), path)
            journal.begin(request, now)
        except Timeout:
            raise CatalogueSourceError(
                "Another process is fetching into the same data folder"
            ) from None
        except OSError as error:
            raise _unwritable(path, error) from error
        yield journal


def _unwritable(path: Path, error: OSError) -> CatalogueSourceError:
    reason = error.strerror or "output error"
    return CatalogueSourceError(f"{path}: what was read cannot be kept ({reason})")
