import json
from pathlib import Path

import numpy as np
import pytest

from app.domain.query import ServiceFilters
from app.errors import SnapshotError
from app.index import snapshot_files
from app.index.build_directory import current_build_id
from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.index.service_filter import ServiceFacets
from app.index.snapshot_files import read_manifest, read_snapshot, write_snapshot
from tests.builders import make_code_lists
from tests.index.snapshots import VERSIONS, make_snapshot

BUILD_FILES = (
    "manifest.json",
    "names.json",
    "arrays.npz",
    "facets.npz",
    "services/vectors.faiss",
    "services/owners.npy",
    "phrases/vectors.faiss",
    "phrases/owners.npy",
    "life_events/vectors.faiss",
    "life_events/owners.npy",
    "words/runs.npy",
    *(
        f"words/{table}_{array}.npy"
        for table in ("words_of_runs", "texts_of_words")
        for array in ("indptr", "wholes", "shares", "weights")
    ),
)


def test_snapshot_reads_back_as_it_was_written(tmp_path: Path) -> None:
    written = make_snapshot()

    build_id = write_snapshot(tmp_path, written)
    read = read_snapshot(tmp_path)

    assert read.build_id == build_id == current_build_id(tmp_path)
    for name in ("versions", "created_at", "service_ids", "kind_ids", "phrases", "counts"):
        assert getattr(read, name) == getattr(written, name)
    for name in ("profiles", "has_expert_profile"):
        assert np.array_equal(getattr(read, name), getattr(written, name))
    for name in (
        "spoken_vectors",
        "kind_vectors",
        "kind_centroids",
        "kind_map_indptr",
        "kind_map_indices",
        "kind_map_weights",
        "kind_relation_indptr",
        "kind_relation_indices",
        "kind_relation_weights",
    ):
        assert getattr(read, name).dtype == getattr(written, name).dtype
        assert np.array_equal(getattr(read, name), getattr(written, name))
    query = np.array([0.6, 0, 0.8, 0], dtype=np.float32)
    for index in ("service_index", "phrase_index", "life_event_index"):
        before, after = getattr(written, index), getattr(read, index)
        everyone = np.arange(before.owner_count)
        assert after.vector_count == before.vector_count > 0
        assert np.array_equal(after.score(query, everyone), before.score(query, everyone))
    assert read.accented_words == written.accented_words
    assert read.spoken_endings == written.spoken_endings
    near = read.lexical_index.nearest("maksaa", 5)
    assert near.positions.tolist() == [0]
    assert near.scores == written.lexical_index.nearest("maksaa", 5).scores
    oulu = ServiceFilters(municipality_codes=frozenset({"564"}), include_national=False)
    mask = read.facets.allowed(oulu)
    assert mask is not None
    assert mask.tolist() == [False, True]


def test_snapshot_of_an_empty_catalogue_reads_back(tmp_path: Path) -> None:
    none = np.empty((0, 4), dtype=np.float32)
    empty = make_snapshot(
        service_ids=(),
        service_index=FaissIndex.build(none, np.empty(0, dtype=np.int32), 0),
        facets=ServiceFacets.build([], make_code_lists()),
        spoken_vectors=none,
        profiles=np.empty((0, 10)),
        has_expert_profile=np.empty(0, dtype=bool),
        kind_map_indptr=np.zeros(3, dtype=np.int64),
        kind_map_indices=np.empty(0, dtype=np.int32),
        kind_map_weights=np.empty(0, dtype=np.float32),
        lexical_index=LexicalIndex.build(["en pysty maksamaan", "hyreslägenhet"]),
    )

    write_snapshot(tmp_path, empty)

    assert read_snapshot(tmp_path).counts["services"] == 0


def test_manifest_says_what_the_build_was_made_from(tmp_path: Path) -> None:
    build_id = write_snapshot(tmp_path, make_snapshot())

    manifest = read_manifest(tmp_path)

    assert manifest.build_id == build_id
    assert manifest.versions == VERSIONS
    assert manifest.created_at == make_snapshot().created_at
    assert manifest.counts["services"] == 2
    assert sorted(manifest.checksums) == sorted(set(BUILD_FILES) - {"manifest.json"})


def test_snapshot_before_the_first_build_is_an_error(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SnapshotError, match="No index has been built"):
            read_snapshot(directory)
        with pytest.raises(SnapshotError, match="No index has been built"):
            read_manifest(directory)


@pytest.mark.parametrize("name", BUILD_FILES)
@pytest.mark.parametrize("damage", ["missing", "emptied", "truncated", "one bit flipped"])
def test_snapshot_with_a_damaged_file_is_refused(tmp_path: Path, name: str, damage: str) -> None:
    file = tmp_path / write_snapshot(tmp_path, make_snapshot()) / name
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    elif damage == "emptied":
        file.write_bytes(b"")
    elif damage == "truncated":
        file.write_bytes(content[: len(content) // 2])
    else:
        middle = len(content) // 2
        flipped = bytes([content[middle] ^ 0x80])
        file.write_bytes(content[:middle] + flipped + content[middle + 1 :])

    with pytest.raises(SnapshotError):
        read_snapshot(tmp_path)


def test_snapshot_whose_folder_is_gone_is_refused(tmp_path: Path) -> None:
    build_id = write_snapshot(tmp_path, make_snapshot())
    (tmp_path / build_id).rename(tmp_path / "moved")

    with pytest.raises(SnapshotError, match="damaged"):
        read_snapshot(tmp_path)


def test_snapshot_of_another_format_is_refused(tmp_path: Path) -> None:
    file = tmp_path / write_snapshot(tmp_path, make_snapshot()) / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format_version": 99}))

    for read in (read_snapshot, read_manifest):
        with pytest.raises(SnapshotError, match="format 99"):
            read(tmp_path)


def test_snapshot_that_is_replaced_while_it_is_read_gives_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_id = write_snapshot(tmp_path, make_snapshot())
    new_ids: list[str] = []

    def read_after_two_more_builds(folder: Path) -> object:
        if not new_ids:
            new_ids.append(write_snapshot(tmp_path, make_snapshot()))
            new_ids.append(write_snapshot(tmp_path, make_snapshot()))
        return read_files(folder)

    read_files = snapshot_files._read_files
    monkeypatch.setattr(snapshot_files, "_read_files", read_after_two_more_builds)

    assert read_snapshot(tmp_path).build_id == new_ids[-1]
    assert not (tmp_path / old_id).exists()


def test_snapshot_error_names_no_path(tmp_path: Path) -> None:
    file = tmp_path / write_snapshot(tmp_path, make_snapshot()) / "names.json"
    file.unlink()

    with pytest.raises(SnapshotError) as caught:
        read_snapshot(tmp_path)

    assert str(tmp_path) not in str(caught.value)
