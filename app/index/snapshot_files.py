"""Writes a snapshot to disk and reads it back, checking every byte."""

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from zipfile import BadZipFile

import numpy as np
from pydantic import TypeAdapter

from app.domain.life_events import LifeEvent
from app.errors import SnapshotError
from app.index.accented_words import AccentedWords
from app.index.build_directory import current_build_id, new_build_id, publish_build
from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.index.service_filter import ServiceFacets
from app.index.snapshot import IndexedPhrase, Snapshot, SnapshotVersions
from app.index.spoken_endings import SpokenEndings

FORMAT_VERSION: Final = 8
"""Raised with every change that an older reader would misunderstand."""

_MANIFEST: Final = "manifest.json"
_NAMES: Final = "names.json"
_ARRAYS: Final = "arrays.npz"
_FACETS: Final = "facets.npz"
_SERVICE_INDEX: Final = "services"
_PHRASE_INDEX: Final = "phrases"
_LIFE_EVENT_INDEX: Final = "life_events"
_LEXICAL_INDEX: Final = "words"
_ARRAY_FIELDS: Final = (
    "spoken_vectors",
    "profiles",
    "has_expert_profile",
    "kind_vectors",
    "kind_centroids",
    "kind_map_indptr",
    "kind_map_indices",
    "kind_map_weights",
    "kind_relation_indptr",
    "kind_relation_indices",
    "kind_relation_weights",
    "life_event_centroids",
    "life_event_kinds",
)
_READ_ERRORS: Final = (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile)

_LIFE_EVENTS: Final = TypeAdapter(tuple[LifeEvent, ...])

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotManifest:
    """What is in a build, readable without opening it. checksums is file name → SHA-256 (hex)."""

    build_id: str
    versions: SnapshotVersions
    created_at: datetime
    counts: Mapping[str, int]
    checksums: Mapping[str, str]


def write_snapshot(directory: Path, snapshot: Snapshot) -> str:
    """Write a new build and make it current; returns its id. Raises SnapshotError on a disk error.

    A process that dies half-way leaves the old build current. Takes `exclusive_build`, which the
    caller should already hold since before it read what the snapshot is made from.
    """
    build_id = new_build_id(snapshot.created_at)
    publish_build(directory, build_id, lambda folder: _write_files(folder, build_id, snapshot))
    return build_id


def read_manifest(directory: Path) -> SnapshotManifest:
    """The current build's manifest. Raises SnapshotError when there is none or it is damaged."""
    return _read_current(directory, _read_manifest)


def read_snapshot(directory: Path) -> Snapshot:
    """The current build, every file checked against its checksum.

    Raises SnapshotError when there is none, a file is missing or damaged, or the format is another.
    """
    return _read_current(directory, _read_files)


def _write_files(folder: Path, build_id: str, snapshot: Snapshot) -> None:
    snapshot.service_index.save(folder / _SERVICE_INDEX)
    snapshot.phrase_index.save(folder / _PHRASE_INDEX)
    snapshot.life_event_index.save(folder / _LIFE_EVENT_INDEX)
    snapshot.lexical_index.save(folder / _LEXICAL_INDEX)
    np.savez(folder / _FACETS, allow_pickle=False, **snapshot.facets.to_arrays())
    arrays = {name: getattr(snapshot, name) for name in _ARRAY_FIELDS}
    np.savez(folder / _ARRAYS, allow_pickle=False, **arrays)
    names = {
        "service_ids": snapshot.service_ids,
        "kind_ids": snapshot.kind_ids,
        "phrases": {
            name: [getattr(phrase, name) for phrase in snapshot.phrases]
            for name in IndexedPhrase._fields
        },
        "life_events": _LIFE_EVENTS.dump_python(snapshot.life_events, mode="json"),
        "accented_words": dict(snapshot.accented_words.spelling),
        "spoken_endings": dict(snapshot.spoken_endings.written),
    }
    _write_json(folder / _NAMES, names)
    manifest = {
        "format_version": FORMAT_VERSION,
        "build_id": build_id,
        "created_at": snapshot.created_at.isoformat(),
        "versions": asdict(snapshot.versions),
        "counts": snapshot.counts,
        "checksums": {
            path.relative_to(folder).as_posix(): _checksum(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    _write_json(folder / _MANIFEST, manifest, indent=2)


def _read_current(directory: Path, read: Callable[[Path], T]) -> T:
    """Read the current build, or the newest when that one vanishes as newer ones come."""
    build_id = current_build_id(directory)
    while build_id is not None:
        try:
            return read(directory / build_id)
        except SnapshotError:
            newer = current_build_id(directory)
            if newer == build_id:
                raise
            build_id = newer
    raise SnapshotError("No index has been built yet")


def _read_manifest(folder: Path) -> SnapshotManifest:
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        format_version = content["format_version"]
        if format_version != FORMAT_VERSION:
            raise SnapshotError(
                f"The index build {folder.name} has format {format_version}, not {FORMAT_VERSION}"
            )
        return SnapshotManifest(
            build_id=content["build_id"],
            versions=SnapshotVersions(**content["versions"]),
            created_at=datetime.fromisoformat(content["created_at"]),
            counts=dict(content["counts"]),
            checksums=dict(content["checksums"]),
        )
    except _READ_ERRORS as error:
        raise _damaged(folder, _MANIFEST, error) from error


def _read_files(folder: Path) -> Snapshot:
    manifest = _read_manifest(folder)
    for name, expected in manifest.checksums.items():
        try:
            is_intact = _checksum(folder / name) == expected
        except OSError as error:
            raise _damaged(folder, name, error) from error
        if not is_intact:
            raise SnapshotError(f"The index build {folder.name} is damaged: {name} has changed")
    try:
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        arrays = _read_arrays(folder / _ARRAYS)
        service_ids, kind_ids = tuple(names["service_ids"]), tuple(names["kind_ids"])
        life_events = _LIFE_EVENTS.validate_python(names["life_events"])
        phrases = _phrases(**names["phrases"])
        return Snapshot(
            build_id=manifest.build_id,
            versions=manifest.versions,
            created_at=manifest.created_at,
            service_ids=service_ids,
            service_index=FaissIndex.load(folder / _SERVICE_INDEX, len(service_ids)),
            facets=ServiceFacets.from_arrays(_read_arrays(folder / _FACETS)),
            kind_ids=kind_ids,
            phrase_index=FaissIndex.load(folder / _PHRASE_INDEX, len(kind_ids)),
            phrases=phrases,
            life_events=life_events,
            life_event_index=FaissIndex.load(folder / _LIFE_EVENT_INDEX, len(life_events)),
            lexical_index=LexicalIndex.load(
                folder / _LEXICAL_INDEX, len(phrases) + len(service_ids)
            ),
            accented_words=AccentedWords(dict(names["accented_words"])),
            spoken_endings=SpokenEndings(dict(names["spoken_endings"])),
            **{name: arrays[name] for name in _ARRAY_FIELDS},
        )
    except _READ_ERRORS as error:
        raise _damaged(folder, "a file", error) from error


def _phrases(language: list[str], source: list[str], text: list[str]) -> tuple[IndexedPhrase, ...]:
    """From columns, which are read sooner than rows; languages and sources are a few words, each kept once."""
    columns = zip(map(sys.intern, language), map(sys.intern, source), text, strict=True)
    return tuple(map(IndexedPhrase._make, columns))


def _read_arrays(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


def _write_json(path: Path, content: object, indent: int | None = None) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(folder: Path, name: str, error: Exception) -> SnapshotError:
    return SnapshotError(
        f"The index build {folder.name} is damaged: {name} cannot be read ({type(error).__name__})"
    )
