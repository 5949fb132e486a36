import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.errors import SnapshotError
from app.index.build_directory import (
    current_build_id,
    exclusive_build,
    new_build_id,
    publish_build,
)
from app.index.snapshot_files import read_snapshot, write_snapshot
from tests.index.snapshots import make_snapshot

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PROJECT_ROOT = Path(__file__).parents[2]
SPAWN = multiprocessing.get_context("spawn")


def write_word(folder: Path) -> None:
    (folder / "word").write_text("tuki")


def test_build_id_is_utc_time_and_never_the_same_twice() -> None:
    in_helsinki = NOON.astimezone(timezone(timedelta(hours=2)))

    ids = {new_build_id(in_helsinki) for _ in range(50)}

    assert len(ids) == 50
    assert all(re.fullmatch(r"20261121T120000Z-[0-9a-f]{8}", build_id) for build_id in ids)


def test_publish_makes_the_new_build_current(tmp_path: Path) -> None:
    directory = tmp_path / "data" / "index"
    assert current_build_id(directory) is None

    publish_build(directory, new_build_id(NOON), write_word)
    build_id = current_build_id(directory)

    assert build_id is not None
    assert (directory / build_id / "word").read_text() == "tuki"


def test_publish_keeps_the_previous_build_and_removes_older_ones(tmp_path: Path) -> None:
    ids = [new_build_id(NOON) for _ in range(4)]

    for build_id in ids:
        publish_build(tmp_path, build_id, write_word)

    assert current_build_id(tmp_path) == ids[-1]
    builds = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert builds == set(ids[-2:])


def test_publish_that_fails_midway_leaves_the_old_build_current(tmp_path: Path) -> None:
    old_id = new_build_id(NOON)
    publish_build(tmp_path, old_id, write_word)
    (tmp_path / ".unfinished-by-a-killed-process").mkdir()

    def disk_is_full(folder: Path) -> None:
        write_word(folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(SnapshotError, match="No space left"):
        publish_build(tmp_path, new_build_id(NOON), disk_is_full)

    assert current_build_id(tmp_path) == old_id
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [old_id]


WRITE_WITH_SMALL_FILES_ONLY = """
import resource, sys
from pathlib import Path
import numpy as np
from app.errors import SnapshotError
from app.index.faiss_index import FaissIndex
from app.index.snapshot_files import write_snapshot
from tests.index.snapshots import make_snapshot
directory, vector_count, limit = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
vectors, owners = np.zeros((vector_count, 4), np.float32), np.zeros(vector_count, np.int32)
snapshot = make_snapshot(service_index=FaissIndex.build(vectors, owners, 2))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    write_snapshot(directory, snapshot)
except SnapshotError as error:
    print(error.detail)
"""


@pytest.mark.parametrize(
    ("vector_count", "limit_bytes"),
    [(100, 1_000), (50_000, 400_000), (50_000, 799_000), (2, 100), (2, 3_000)],
    ids=[
        "vectors that one buffer holds",
        "vectors that many buffers hold",
        "the last of the vectors",
        "the vectors' owners",
        "the services' facets",
    ],
)
def test_full_disk_leaves_the_old_build_current(
    tmp_path: Path, vector_count: int, limit_bytes: int
) -> None:
    old_id = write_snapshot(tmp_path, make_snapshot())
    arguments = [str(tmp_path), str(vector_count), str(limit_bytes)]
    child = subprocess.run(
        [sys.executable, "-c", WRITE_WITH_SMALL_FILES_ONLY, *arguments],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.stdout.startswith("The index build cannot be written: ")
    assert (child.stderr, child.returncode) == ("", 0)
    assert read_snapshot(tmp_path).build_id == old_id
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [old_id]


@pytest.mark.parametrize("pointer", ["", "../../etc", "20261121T120000Z", "\u00e4", "x" * 9999])
def test_damaged_pointer_is_an_error(tmp_path: Path, pointer: str) -> None:
    (tmp_path / "current").write_text(pointer, encoding="utf-8")

    with pytest.raises(SnapshotError, match="pointer"):
        current_build_id(tmp_path)


def test_damaged_pointer_is_repaired_by_the_next_build(tmp_path: Path) -> None:
    publish_build(tmp_path, new_build_id(NOON), write_word)
    (tmp_path / "current").write_text("")
    new_id = new_build_id(NOON)

    publish_build(tmp_path, new_id, write_word)

    assert current_build_id(tmp_path) == new_id


def _build_until_killed(directory: Path, has_started: Path) -> None:
    def never_finish(folder: Path) -> None:
        write_word(folder)
        has_started.touch()
        time.sleep(60)

    publish_build(directory, new_build_id(NOON), never_finish)


def test_killed_builder_leaves_the_old_build_current_and_the_way_free(tmp_path: Path) -> None:
    directory, has_started = tmp_path / "index", tmp_path / "started"
    old_id = write_snapshot(directory, make_snapshot())
    builder = SPAWN.Process(target=_build_until_killed, args=(directory, has_started))
    builder.start()
    _wait_for(has_started)

    assert builder.pid is not None
    os.kill(builder.pid, signal.SIGKILL)
    builder.join()

    assert read_snapshot(directory).build_id == old_id
    new_id = write_snapshot(directory, make_snapshot())
    assert read_snapshot(directory).build_id == new_id
    folders = {path.name for path in directory.iterdir() if path.is_dir()}
    assert folders == {old_id, new_id}


def test_second_builder_is_refused_while_another_process_builds(tmp_path: Path) -> None:
    directory, has_started = tmp_path / "index", tmp_path / "started"
    builder = SPAWN.Process(target=_build_until_killed, args=(directory, has_started))
    builder.start()
    _wait_for(has_started)

    try:
        with (
            pytest.raises(SnapshotError, match="Another process"),
            exclusive_build(directory, timeout_seconds=0.1),
        ):
            pass
    finally:
        builder.kill()
        builder.join()


def test_directory_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")

    with (
        pytest.raises(SnapshotError, match="cannot be built"),
        exclusive_build(tmp_path / "data" / "index"),
    ):
        pass


def _write_one_snapshot(directory: Path) -> None:
    write_snapshot(directory, make_snapshot())


def test_two_processes_that_build_at_once_take_turns(tmp_path: Path) -> None:
    builders = [SPAWN.Process(target=_write_one_snapshot, args=(tmp_path,)) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()

    assert [builder.exitcode for builder in builders] == [0, 0]
    assert read_snapshot(tmp_path).build_id == current_build_id(tmp_path)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_exclusive_build_keeps_threads_apart_but_lets_its_own_in_again(tmp_path: Path) -> None:
    most_at_once, inside = 0, 0

    def build() -> None:
        nonlocal most_at_once, inside
        with exclusive_build(tmp_path), exclusive_build(tmp_path):
            inside += 1
            most_at_once = max(most_at_once, inside)
            time.sleep(0.02)
            inside -= 1

    threads = [threading.Thread(target=build) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most_at_once == 1


def test_readers_find_a_whole_snapshot_while_builds_follow_each_other(tmp_path: Path) -> None:
    write_snapshot(tmp_path, make_snapshot())
    is_over = threading.Event()
    seen: list[str] = []
    failures: list[Exception] = []

    def read_all_the_time() -> None:
        while not is_over.is_set():
            try:
                seen.append(read_snapshot(tmp_path).build_id)
            except SnapshotError as error:
                failures.append(error)

    reader = threading.Thread(target=read_all_the_time)
    reader.start()
    for _ in range(20):
        write_snapshot(tmp_path, make_snapshot())
    is_over.set()
    reader.join()

    assert failures == []
    assert len(set(seen)) > 1


def _wait_for(file: Path, timeout_seconds: float = 60) -> None:
    deadline = time.monotonic() + timeout_seconds
    while not file.exists():
        assert time.monotonic() < deadline, "the other process did not start"
        time.sleep(0.02)
