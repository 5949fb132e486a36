import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from app.catalogue.service_text import service_passages
from app.domain.meters import METERS
from app.domain.phrasebook import Kind
from app.embedding.hashing import HashingEncoder
from app.embedding.meter_profiler import MeterProfiler
from app.errors import EmbeddingModelError
from app.index.build_directory import current_build_id
from app.index.snapshot_files import read_manifest, read_snapshot
from app.storage.database import Database
from app.usecases.build_index import BuildIndex
from tests.builders import make_channel, make_kind, make_local_service, make_service, service_id
from tests.usecases.small_index import CountingEncoder, make_build_index, profile, store


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def build_index(database: Database, tmp_path: Path, encoder: CountingEncoder) -> BuildIndex:
    return make_build_index(database, tmp_path / "index", encoder=encoder)


def test_index_holds_every_live_service_with_all_its_passages(
    build_index: BuildIndex, database: Database
) -> None:
    services = [make_service(1), make_local_service(2, "564"), make_service(3)]
    store(database, services, {service_id(2): profile(finance=0.7)})
    with database.open_stores() as stores:
        stores.catalogue.archive_services([service_id(3)])
        version_name = stores.catalogue.version_name()
    assert build_index.bring_up_to_date()
    snapshot = read_snapshot(build_index.directory)
    assert snapshot.service_ids == (service_id(1), service_id(2))
    passage_count = sum(len(service_passages(service)) for service in services[:2])
    assert snapshot.service_index.vector_count == passage_count
    assert snapshot.facets.is_nationwide.tolist() == [True, False]
    assert snapshot.has_expert_profile.tolist() == [False, True]
    assert snapshot.profiles[1, METERS.index("finance")] == 0.7
    assert not snapshot.profiles[0].any()
    assert snapshot.kind_ids == ("debt-counselling",)
    assert {phrase.text for phrase in snapshot.phrases} >= {"velat", "Velkaneuvonta"}
    assert snapshot.versions.catalogue_version == version_name
    assert snapshot.versions.model_checksum == HashingEncoder().checksum


def test_index_that_is_current_is_not_built_and_loads_no_model(
    build_index: BuildIndex, database: Database, encoder: CountingEncoder
) -> None:
    store(database, [make_service(1)])
    assert build_index.bring_up_to_date()
    asked = encoder.times
    build_id = current_build_id(build_index.directory)
    assert not build_index.bring_up_to_date()
    assert encoder.times == asked
    assert current_build_id(build_index.directory) == build_id


def test_index_rebuild_builds_in_any_case(build_index: BuildIndex, database: Database) -> None:
    store(database, [make_service(1)])
    build_index.bring_up_to_date()
    before = current_build_id(build_index.directory)
    build_index.rebuild()
    assert current_build_id(build_index.directory) != before
    assert not build_index.bring_up_to_date()


def test_index_is_outdated_by_services_profiles_and_phrasebook_but_not_by_channels(
    build_index: BuildIndex, database: Database
) -> None:
    store(database, [make_service(1)])
    build_index.bring_up_to_date()
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1)])
    assert not build_index.bring_up_to_date()
    store(database, [make_service(2)])
    assert build_index.bring_up_to_date()
    store(database, [], {service_id(1): profile(health=1)})
    assert build_index.bring_up_to_date()
    with database.open_stores() as stores:
        stores.phrasebook.put([make_kind("parking-permits")])
    assert build_index.bring_up_to_date()
    assert read_snapshot(build_index.directory).kind_ids == ("debt-counselling", "parking-permits")
    with database.open_stores() as stores:
        stores.catalogue.archive_services([service_id(2)])
    assert build_index.bring_up_to_date()
    assert read_snapshot(build_index.directory).service_ids == (service_id(1),)


@pytest.mark.parametrize(
    "change",
    [
        {"encoder_checksum": lambda: "another model"},
        {"profiler_checksum": lambda: "a profiler"},
        {"shipped_kinds_checksum": lambda: "another phrasebook"},
    ],
    ids=["model", "meter profiler", "shipped phrasebook"],
)
def test_index_is_outdated_by_another(
    build_index: BuildIndex, database: Database, change: dict[str, object]
) -> None:
    store(database, [make_service(1)])
    build_index.bring_up_to_date()
    changed = replace(build_index, **change)
    assert changed.bring_up_to_date()
    assert not changed.bring_up_to_date()
    assert build_index.bring_up_to_date()


def test_index_with_a_damaged_manifest_is_built_anew(
    build_index: BuildIndex, database: Database
) -> None:
    store(database, [make_service(1)])
    build_index.bring_up_to_date()
    folder = build_index.directory / str(current_build_id(build_index.directory))
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert build_index.bring_up_to_date()
    assert read_snapshot(build_index.directory).service_ids == (service_id(1),)


def test_index_of_an_empty_catalogue_holds_the_phrasebook_alone(build_index: BuildIndex) -> None:
    assert build_index.bring_up_to_date()
    counts = read_manifest(build_index.directory).counts
    assert (counts["services"], counts["service_vectors"], counts["kinds"]) == (0, 0, 1)


def test_index_profiles_without_an_expert_are_predicted(
    build_index: BuildIndex, database: Database
) -> None:
    """A profiler that always says one half shows which profiles are its own."""
    profiler = MeterProfiler(
        weights=np.zeros((10, 256), dtype=np.float32),
        bias=np.full(10, 0.5, dtype=np.float32),
        link="identity",
    )
    store(database, [make_service(1), make_service(2)], {service_id(1): profile(family=1)})
    replace(build_index, profiler=lambda: profiler, profiler_checksum=lambda: "p").rebuild()
    profiles = read_snapshot(build_index.directory).profiles
    assert profiles[0].tolist() == [1.0 if meter == "family" else 0.0 for meter in METERS]
    assert profiles[1].tolist() == [0.5] * 10


def test_index_build_without_a_model_leaves_the_old_one(
    build_index: BuildIndex, database: Database
) -> None:
    store(database, [make_service(1)])
    build_index.bring_up_to_date()
    before = current_build_id(build_index.directory)
    store(database, [make_service(2)])

    def no_model() -> HashingEncoder:
        raise EmbeddingModelError("There is no model")

    with pytest.raises(EmbeddingModelError):
        replace(build_index, encoder=no_model).bring_up_to_date()
    assert current_build_id(build_index.directory) == before
    assert read_snapshot(build_index.directory).service_ids == (service_id(1),)


def test_index_wanted_by_many_at_once_is_built_once(
    build_index: BuildIndex, database: Database
) -> None:
    store(database, [make_service(number) for number in range(1, 20)])
    built: list[bool] = []
    threads = [
        threading.Thread(target=lambda: built.append(build_index.bring_up_to_date()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(built) == [False, False, False, True]


def test_entry_whose_kind_is_no_longer_shipped_is_left_out_with_a_warning(
    build_index: BuildIndex, database: Database
) -> None:
    store(database, [make_service(1)])
    stale = Kind(
        kind_id="no-longer-shipped", service_class_code="", name={}, keywords={"fi": ("sana",)}
    )
    with database.open_stores() as stores:
        stores.phrasebook.put([stale])
    with capture_logs() as logs:
        assert build_index.bring_up_to_date()
    assert read_snapshot(build_index.directory).kind_ids == ("debt-counselling",)
    assert [(event["event"], event["kind"]) for event in logs] == [
        ("phrasebook_entry_unused", "no-longer-shipped")
    ]
