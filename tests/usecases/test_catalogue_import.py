import json
import lzma
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import CatalogueFileError
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database, Stores
from app.storage.documents import Documents
from app.usecases.catalogue_import import BATCH_RECORDS, CatalogueImport, ImportReport
from app.usecases.sample_catalogue import load_sample_when_empty
from tests.builders import channel_id, service_id
from tests.catalogue.ptv_records import ptv_channel, ptv_organization, ptv_service, text
from tests.usecases.catalogue_files import (
    make_import,
    numbered_service,
    write_array,
    write_lines,
    write_truncated_gzip,
)

SECRET = "Kielletty sisältö 0401234567"


@pytest.fixture
def import_files(database: Database) -> CatalogueImport:
    return make_import(database)


def live_service_ids(database: Database) -> list[str]:
    with database.open_stores(read_only=True) as stores:
        return [service.service_id for service in stores.catalogue.iter_services()]


def catalogue_version(database: Database) -> int:
    with database.open_stores(read_only=True) as stores:
        return stores.catalogue.version()


def test_import_counts_added_updated_unchanged_and_archived(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    first = [numbered_service(1), numbered_service(2), numbered_service(3)]
    import_files([write_array(tmp_path / "first.json", first)])
    second = [
        numbered_service(1),
        numbered_service(2, "Uusi nimi"),
        numbered_service(3, publishingStatus="Archived"),
        numbered_service(4),
    ]
    report = import_files([write_array(tmp_path / "second.json", second)])
    assert report.counts == {"service": ChangeCounts(added=1, updated=1, unchanged=1, archived=1)}
    assert report.rejections == []
    assert live_service_ids(database) == [service_id(number) for number in (1, 2, 4)]
    with database.open_stores(read_only=True) as stores:
        stored = stores.catalogue.services([service_id(2)])[service_id(2)]
    assert stored.name == {"fi": "Uusi nimi 2"}


def test_import_of_the_same_file_again_changes_nothing(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    file = write_array(tmp_path / "services.json", [numbered_service(1), numbered_service(2)])
    import_files([file])
    version = catalogue_version(database)
    assert import_files([file]).counts == {"service": ChangeCounts(unchanged=2)}
    assert catalogue_version(database) == version


def test_import_serialises_nothing_while_other_writers_wait(
    import_files: CatalogueImport,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_writing = False
    serialised_while_writing: list[bool] = []

    @contextmanager
    def watched_stores(*, read_only: bool = False) -> Iterator[Stores]:
        nonlocal is_writing
        with open_stores(read_only=read_only) as stores:
            is_writing = not read_only
            yield stores
            is_writing = False

    def watched_writing(documents: Documents[Any], record: object) -> str:
        serialised_while_writing.append(is_writing)
        return written(documents, record)

    open_stores, written = database.open_stores, Documents.written
    monkeypatch.setattr(database, "open_stores", watched_stores)
    monkeypatch.setattr(Documents, "written", watched_writing)
    records = [numbered_service(1), ptv_channel(), ptv_organization()]
    import_files([write_array(tmp_path / "all.json", records)])
    assert serialised_while_writing == [False] * 3


def test_import_sees_what_another_one_changed_after_it_had_read_its_files(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    """The record of the slow import was unchanged as it was read; it ends later, so its word counts."""
    slow_file = write_array(tmp_path / "slow.json", [numbered_service(1), numbered_service(2)])
    quick_file = write_array(
        tmp_path / "quick.json",
        [numbered_service(1, "Toisen nimi"), numbered_service(2, publishingStatus="Archived")],
    )
    import_files([slow_file])

    @contextmanager
    def quick_import_at_the_end(_label: str, _total: int | None) -> Iterator[Callable[[int], None]]:
        yield lambda _step: None
        import_files([quick_file])

    report = replace(import_files, progress=quick_import_at_the_end)([slow_file])
    assert report.counts == {"service": ChangeCounts(updated=2)}
    with database.open_stores(read_only=True) as stores:
        names = [service.name["fi"] for service in stores.catalogue.iter_services()]
        assert stores.catalogue.version() == 4
    assert names == ["Asumisneuvonta 1", "Asumisneuvonta 2"]


def test_import_every_third_record_broken_reports_each_and_takes_the_rest(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    breakages: list[Callable[[int], object]] = [
        lambda _: f'{{"serviceNames": "{SECRET}"',
        lambda _: [SECRET],
        lambda _: {"name": SECRET},
        lambda _: ptv_service(id=SECRET),
        lambda number: ptv_service(id=service_id(number), serviceNames=[text("fi", None)]),
        lambda number: ptv_service(id=service_id(number), serviceNames=SECRET),
        lambda number: numbered_service(number, areaType=SECRET),
        lambda number: numbered_service(number, fundingType=SECRET),
    ]
    lines = [
        breakages[number // 3 % len(breakages)](number)
        if number % 3 == 0
        else numbered_service(number)
        for number in range(1, 31)
    ]
    report = import_files([write_lines(tmp_path / "thirds.jsonl", lines)])
    assert report.counts == {"service": ChangeCounts(added=20)}
    assert live_service_ids(database) == [service_id(n) for n in range(1, 31) if n % 3]
    places = [rejection.partition(" rejected: ")[0] for rejection in report.rejections]
    file = tmp_path / "thirds.jsonl"
    assert places == [f"{file}: record {number}" for number in range(3, 31, 3)]
    for rejection in report.rejections:
        reason = rejection.partition(" rejected: ")[2]
        assert reason
        assert "\n" not in rejection
        assert SECRET not in rejection
        assert "0401234567" not in rejection
    assert len({rejection.partition(" rejected: ")[2] for rejection in report.rejections}) == 8
    assert "rejected 10" in report.summary()
    assert SECRET not in report.summary()


def test_import_positions_in_an_array_count_from_one(
    import_files: CatalogueImport, tmp_path: Path
) -> None:
    records = [numbered_service(1), {}, numbered_service(2), None]
    report = import_files([write_array(tmp_path / "array.json", records)])
    assert [rejection.partition(": ")[2] for rejection in report.rejections] == [
        "record 2 rejected: the record is neither a service, a service channel nor an organisation",
        "record 4 rejected: the record is not a JSON object",
    ]


def test_strict_import_with_one_rejection_imports_nothing(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    import_files([write_array(tmp_path / "before.json", [numbered_service(1)])])
    version = catalogue_version(database)
    channels = write_array(tmp_path / "channels.json", [ptv_channel()])
    broken = write_array(tmp_path / "broken.json", [numbered_service(2), {"id": SECRET}])
    report = import_files([channels, broken], strict=True)
    assert report.is_refused
    assert len(report.rejections) == 1
    assert report.counts == {}
    assert live_service_ids(database) == [service_id(1)]
    assert catalogue_version(database) == version
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.counts().channels == 0


def test_strict_import_without_rejections_imports_all(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    report = import_files(
        [write_array(tmp_path / "services.json", [numbered_service(1)])], strict=True
    )
    assert not report.is_refused
    assert live_service_ids(database) == [service_id(1)]


def test_import_truncated_archive_writes_nothing(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    import_files([write_array(tmp_path / "before.json", [numbered_service(1)])])
    version = catalogue_version(database)
    noise = random.Random(7)
    records = [
        numbered_service(number, name=f"Palvelu {noise.getrandbits(512):x}")
        for number in range(2, 2 * BATCH_RECORDS)
    ]
    truncated = write_truncated_gzip(tmp_path / "truncated.jsonl.gz", records)
    with pytest.raises(CatalogueFileError, match="ends too early"):
        import_files([truncated])
    assert live_service_ids(database) == [service_id(1)]
    assert catalogue_version(database) == version


def test_import_unusable_second_file_leaves_the_first_out_too(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    good = write_array(tmp_path / "good.json", [numbered_service(1)])
    for bad in (b"", b"\xff\xfe{}", b"[{}", b"42"):
        (tmp_path / "bad.json").write_bytes(bad)
        with pytest.raises(CatalogueFileError, match=r"bad\.json"):
            import_files([good, tmp_path / "bad.json"])
    with pytest.raises(CatalogueFileError, match="no such file"):
        import_files([good, tmp_path / "missing.json"])
    assert live_service_ids(database) == []
    assert catalogue_version(database) == 0


def test_import_reads_services_channels_and_organisations_in_any_order(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    mixed = write_lines(
        tmp_path / "mixed.jsonl", [ptv_channel(), ptv_service(), ptv_organization()]
    )
    by_id = {channel_id(1): ptv_channel(id=channel_id(1))}
    mapped = tmp_path / "channels.json.xz"
    mapped.write_bytes(lzma.compress(json.dumps(by_id).encode()))
    report = import_files([mixed, mapped])
    assert report.counts == {
        "service": ChangeCounts(added=1),
        "channel": ChangeCounts(added=2),
        "organization": ChangeCounts(added=1),
    }
    assert report.summary().splitlines()[:4] == [
        "channels: added 2, updated 0, unchanged 0, archived 0",
        "organizations: added 1, updated 0, unchanged 0, archived 0",
        "services: added 1, updated 0, unchanged 0, archived 0",
        "total: added 4, updated 0, unchanged 0, archived 0, rejected 0",
    ]
    with database.open_stores(read_only=True) as stores:
        (service,) = stores.catalogue.iter_services()
        owner = service.responsible_organization_id
        assert owner is not None
        assert stores.catalogue.channels(service.channel_ids).keys() == set(service.channel_ids)
        assert stores.catalogue.organizations([owner]).keys() == {owner}


def test_import_same_id_twice_keeps_the_later_record(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    first = write_array(
        tmp_path / "first.json", [numbered_service(1, "Vanha"), numbered_service(1, "Uudempi")]
    )
    second = write_array(tmp_path / "second.json", [numbered_service(1, "Uusin")])
    for files, name in (([first], "Uudempi 1"), ([first, second], "Uusin 1")):
        import_files(files)
        with database.open_stores(read_only=True) as stores:
            (service,) = stores.catalogue.iter_services()
        assert service.name == {"fi": name}


@pytest.mark.parametrize("is_archived_last", [True, False])
def test_import_record_and_its_archiving_in_one_file_count_in_their_order(
    import_files: CatalogueImport, database: Database, tmp_path: Path, is_archived_last: bool
) -> None:
    published = numbered_service(1)
    archived = numbered_service(1, publishingStatus="Withdrawn")
    records = [published, archived] if is_archived_last else [archived, published]
    import_files([write_array(tmp_path / "both.json", records)])
    assert live_service_ids(database) == ([] if is_archived_last else [service_id(1)])


def test_import_record_that_was_never_here_and_is_archived_adds_nothing(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    gone = [
        numbered_service(1, publishingStatus="Archived"),
        ptv_channel(publishingStatus="Deleted"),
        ptv_organization(publishingStatus="Archived"),
    ]
    report = import_files([write_array(tmp_path / "gone.json", gone)])
    assert sum(counts.changed for counts in report.counts.values()) == 0
    assert catalogue_version(database) == 0


def test_import_channel_types_not_offered_are_ignored_rather_than_rejected(
    import_files: CatalogueImport, tmp_path: Path
) -> None:
    channels = [ptv_channel(serviceChannelType="Chat"), ptv_channel()]
    report = import_files([write_array(tmp_path / "channels.json", channels)], strict=True)
    assert not report.is_refused
    assert report.ignored.total() == 1
    assert "ignored 1: channels of this type are not offered" in report.summary()


def test_import_codes_that_no_list_knows_are_left_out_and_counted(
    import_files: CatalogueImport, database: Database, tmp_path: Path
) -> None:
    service = numbered_service(
        1,
        serviceClasses=[{"code": "P1.1"}, {"code": "P99"}],
        targetGroups=[{"code": "KR9"}],
        lifeEvents=[],
    )
    report = import_files([write_array(tmp_path / "service.json", [service])])
    assert report.unknown_code_count == 2
    assert "left out 2 codes" in report.summary()
    with database.open_stores(read_only=True) as stores:
        (stored,) = stores.catalogue.iter_services()
    assert stored.service_class_codes == ("P1.1",)
    assert stored.target_group_codes == ()


class TestSampleCatalogue:
    """The sample stays until something real takes its place."""

    @pytest.fixture
    def import_real(
        self, import_files: CatalogueImport, tmp_path: Path
    ) -> Callable[[object], ImportReport]:
        sample = write_array(tmp_path / "sample.json", [numbered_service(90), numbered_service(91)])
        import_files([sample], is_sample=True)
        return lambda record: import_files([write_array(tmp_path / "real.json", [record])])

    def test_sample_is_dropped_by_the_first_real_service(
        self, database: Database, import_real: Callable[[object], ImportReport]
    ) -> None:
        report = import_real(numbered_service(1))
        assert report.replaced_sample_services == 2
        assert "removed 2 sample services" in report.summary()
        assert live_service_ids(database) == [service_id(1)]

    @pytest.mark.parametrize(
        "record",
        [
            ptv_channel(),
            ptv_organization(),
            numbered_service(1, publishingStatus="Archived"),
            numbered_service(1, areaType="Moon"),
        ],
        ids=["channel", "organisation", "archived service", "rejected service"],
    )
    def test_sample_stays_while_there_is_no_real_service(
        self,
        database: Database,
        import_real: Callable[[object], ImportReport],
        record: dict[str, object],
    ) -> None:
        assert import_real(record).replaced_sample_services == 0
        assert live_service_ids(database) == [service_id(90), service_id(91)]

    def test_sample_record_imported_as_real_is_kept(
        self, database: Database, import_real: Callable[[object], ImportReport]
    ) -> None:
        assert import_real(numbered_service(90)).replaced_sample_services == 1
        assert live_service_ids(database) == [service_id(90)]

    def test_sample_is_not_loaded_over_a_real_catalogue(
        self,
        database: Database,
        import_files: CatalogueImport,
        import_real: Callable[[object], ImportReport],
    ) -> None:
        import_real(numbered_service(1))
        assert not load_sample_when_empty(database, import_files)
        assert live_service_ids(database) == [service_id(1)]
