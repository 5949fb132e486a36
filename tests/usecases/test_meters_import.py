from pathlib import Path

import pytest

from app.domain.meters import METERS
from app.errors import CatalogueFileError
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from app.usecases.meters_import import import_meters
from tests.builders import make_service, service_id
from tests.usecases.small_index import profile

HEADER = ",".join(("service_id", *METERS))


def write_profiles(path: Path, *rows: str) -> Path:
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def row(number: int, working_studying: str = "1") -> str:
    return ",".join((service_id(number), working_studying, *["0"] * 9))


def test_profiles_are_added_updated_and_left_as_they_are(
    database: Database, tmp_path: Path
) -> None:
    import_meters(database, write_profiles(tmp_path / "first.csv", row(1), row(2)))
    second = write_profiles(tmp_path / "second.csv", row(1), row(2, "0.5"), row(3))
    report = import_meters(database, second)
    assert report.counts == ChangeCounts(added=1, updated=1, unchanged=1)
    assert report.rejections == ()
    assert report.summary() == "profiles: added 1, updated 1, unchanged 1, rejected 0"
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.meter_profiles() == {
            service_id(number): profile(working_studying=value)
            for number, value in ((1, 1.0), (2, 0.5), (3, 1.0))
        }


def test_bad_rows_are_reported_by_line_and_the_rest_imported(
    database: Database, tmp_path: Path
) -> None:
    rows = (row(1), row(2, "1.5"), "Maijan palvelu" + row(3)[36:], row(1), row(4))
    path = write_profiles(tmp_path / "mixed.csv", *rows)
    report = import_meters(database, path)
    assert report.counts == ChangeCounts(added=2)
    assert list(report.rejections) == [
        f"{path}: line 3 rejected: working_studying is not a number between 0 and 1",
        f"{path}: line 4 rejected: service_id is not a UUID",
        f"{path}: line 5 rejected: service_id has appeared before",
    ]
    assert report.summary().endswith("rejected 3")


def test_profile_may_come_before_its_service(database: Database, tmp_path: Path) -> None:
    import_meters(database, write_profiles(tmp_path / "early.csv", row(1)))
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1)])
        assert stores.catalogue.counts().with_expert_profile == 1


def test_profiles_outdate_the_index_only_when_they_differ(
    database: Database, tmp_path: Path
) -> None:
    file = write_profiles(tmp_path / "meters.csv", row(1))

    def version_after_import() -> str:
        import_meters(database, file)
        with database.open_stores(read_only=True) as stores:
            return stores.catalogue.version_name()

    assert version_after_import() == version_after_import()


@pytest.mark.parametrize(
    "content",
    [b"", b"service_id,family\n", b"\xff\xfe\x00"],
    ids=["empty", "no meters", "not text"],
)
def test_file_that_cannot_be_used_stores_nothing(
    database: Database, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    with pytest.raises(CatalogueFileError, match=r"bad\.csv"):
        import_meters(database, file)
    with pytest.raises(CatalogueFileError, match="no such file"):
        import_meters(database, tmp_path / "missing.csv")
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.meter_profiles() == {}
