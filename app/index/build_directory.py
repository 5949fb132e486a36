"""Builds of the index side by side on disk: which one is current, and how a new one takes over.

index/
├── build.lock                      held by the one process that builds
├── current                         the id of the build that readers open
├── 20261121T201500Z-9f3c02aa/      the current build
└── 20261120T030000Z-1b77d04e/      the one before, for readers that are opening it right now
"""

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from app.errors import SnapshotError

_POINTER: Final = "current"
_LOCK: Final = "build.lock"
_UNFINISHED: Final = ".unfinished-"
_BUILD_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


def new_build_id(created_at: datetime) -> str:
    """Sorts by time (UTC, to the second); the random part tells builds of one second apart."""
    return f"{created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def current_build_id(directory: Path) -> str | None:
    """The build that readers should have open; None before the first. One small read.

    Raises SnapshotError when the pointer is damaged.
    """
    try:
        build_id = (directory / _POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError("The pointer to the current index build cannot be read") from error
    if not _BUILD_ID.fullmatch(build_id):
        raise SnapshotError("The pointer to the current index build is damaged")
    return build_id


@contextmanager
def exclusive_build(directory: Path, timeout_seconds: float = 600) -> Iterator[None]:
    """Let one process at a time build; may be entered again by the thread that holds it.

    Whoever had to wait should look at the current build first: it may be what was wanted. Raises
    SnapshotError when another process still builds after timeout_seconds, or the directory cannot
    be written. The operating system frees the lock of a process that died.
    """
    lock = FileLock(directory / _LOCK, is_singleton=True)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=timeout_seconds)
    except Timeout as error:
        raise SnapshotError("Another process is still building the index") from error
    except OSError as error:
        raise SnapshotError(f"The index cannot be built there: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


def publish_build(directory: Path, build_id: str, write_files: Callable[[Path], None]) -> None:
    """Let write_files fill a new build's folder, then make that build the current one.

    Until the very last step, which is atomic, readers keep finding the old build, whatever happens
    to this process. Everything is on disk (fsync) before it counts. The build before the new one is
    kept, older ones and unfinished ones are removed. Raises SnapshotError when the disk refuses, be
    it as an OSError or as FAISS puts it, a RuntimeError.
    """
    with exclusive_build(directory):
        previous = _intact_build_id(directory)
        _remove_all_but(directory, {previous})
        unfinished = directory / f"{_UNFINISHED}{build_id}"
        try:
            unfinished.mkdir()
            write_files(unfinished)
            _sync_folder(unfinished)
            unfinished.rename(directory / build_id)
            _point_to(directory, build_id)
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SnapshotError(f"The index build cannot be written: {reason}") from error
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        _remove_all_but(directory, {previous, build_id})


def _intact_build_id(directory: Path) -> str | None:
    """As current_build_id, but a damaged pointer is no reason not to build anew."""
    try:
        return current_build_id(directory)
    except SnapshotError:
        return None


def _point_to(directory: Path, build_id: str) -> None:
    pointer = directory / f"{_UNFINISHED}{_POINTER}"
    pointer.write_text(f"{build_id}\n", encoding="ascii")
    _sync(pointer)
    _sync(directory)
    pointer.replace(directory / _POINTER)
    _sync(directory)


def _remove_all_but(directory: Path, kept: set[str | None]) -> None:
    for path in directory.iterdir():
        is_build = path.name.startswith(_UNFINISHED) or _BUILD_ID.fullmatch(path.name)
        if is_build and path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
