import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.index.build_directory import current_build_id
from app.index.snapshot_files import read_manifest
from app.storage.database import Database
from app.usecases.catalogue_info import CatalogueInfo, catalogue_info
from tests.builders import make_channel, make_local_service, make_service, service_id
from tests.usecases.small_index import make_build_index, profile, store

MODEL = "hashing (0123456789ab)"


@pytest.fixture
def info(database: Database, tmp_path: Path) -> CatalogueInfo:
    """Two services in three languages and one in Finnish alone, one of them archived; a channel; an index."""
    finnish = make_local_service(3, name={"fi": "Velkaneuvonta"})
    store(
        database,
        [make_service(1), make_service(2), finnish],
        {service_id(1): profile(finance=1)},
    )
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1)])
        stores.catalogue.archive_services([service_id(2)])
    make_build_index(database, tmp_path / "index").rebuild()
    return catalogue_info(database, MODEL, tmp_path / "index")


def test_info_as_json_counts_the_catalogue_and_describes_model_and_index(
    info: CatalogueInfo, tmp_path: Path
) -> None:
    content = json.loads(json.dumps(info.as_json()))
    counts = content["catalogue"]
    assert counts["services"] == 2
    assert counts["archived_services"] == 1
    assert counts["sample_services"] == 0
    assert counts["with_expert_profile"] == 1
    assert counts["by_language"] == {"fi": 2, "sv": 1, "en": 1}
    assert counts["by_area_type"] == {"Nationwide": 1, "LimitedType": 1}
    assert counts["by_channel_type"] == {"EChannel": 1}
    assert content["embedding_model"] == MODEL
    index = content["index"]
    assert index["build_id"] == current_build_id(tmp_path / "index")
    assert (index["services"], index["kinds"], index["expert_profiles"]) == (2, 1, 1)
    folder = tmp_path / "index" / index["build_id"]
    sizes = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    assert index["bytes"] == sizes > 0


def test_info_age_is_counted_from_the_build(info: CatalogueInfo) -> None:
    assert info.manifest is not None
    built_at = info.manifest.created_at
    later = CatalogueInfo(
        counts=info.counts,
        embedding_model=MODEL,
        manifest=info.manifest,
        index_bytes=info.index_bytes,
        now=built_at + timedelta(hours=2),
    )
    assert "2 hours ago" in later.as_text()


def test_info_as_text_says_one_fact_a_line(info: CatalogueInfo) -> None:
    lines = info.as_text().splitlines()
    assert lines[0] == "services           2 (1 archived)"
    assert "by language        en 1, fi 2, sv 1" in lines
    assert "by channel type    EChannel 1" in lines
    assert f"embedding model    {MODEL}" in lines
    assert "SAMPLE" not in info.as_text()


def test_info_before_anything_was_imported(database: Database, tmp_path: Path) -> None:
    empty = catalogue_info(database, MODEL, tmp_path / "index")
    assert empty.manifest is None
    assert empty.as_json()["index"] is None
    assert empty.as_text().endswith("index              none yet")
    assert not (tmp_path / "index").exists()


def test_info_marks_sample_data(database: Database, tmp_path: Path) -> None:
    store(database, [make_service(1, is_sample=True), make_service(2)])
    lines = catalogue_info(database, MODEL, tmp_path / "index").as_text().splitlines()
    assert lines[0] == "services           2, 1 of them SAMPLE DATA (0 archived)"


def test_info_of_an_index_with_a_damaged_manifest_says_there_is_none(
    info: CatalogueInfo, database: Database, tmp_path: Path
) -> None:
    build_id = read_manifest(tmp_path / "index").build_id
    (tmp_path / "index" / build_id / "manifest.json").write_text("", encoding="utf-8")
    assert catalogue_info(database, MODEL, tmp_path / "index").manifest is None
