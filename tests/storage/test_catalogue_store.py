from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from app.domain.catalogue import Organization, Service
from app.domain.meters import METERS
from app.storage.catalogue_records import SERVICES
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from app.storage.record_table import BATCH_RECORDS
from app.storage.tables.catalogue import services
from tests.builders import (
    channel_id,
    make_channel,
    make_local_service,
    make_service,
    service_id,
)

NOW = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def fixed_database(migrated_url: str) -> Iterator[Database]:
    opened = Database(migrated_url, clock=lambda: NOW)
    yield opened
    opened.close()


def make_organization(number: int = 1, **changes: object) -> Organization:
    fields: dict[str, object] = {
        "organization_id": f"{number:08x}-0000-4000-a000-000000000000",
        "name": {"fi": f"Virasto {number}"},
        "organization_type": "State",
    }
    return Organization(**{**fields, **changes})


def profile(value: float) -> dict[str, float]:
    return dict.fromkeys(METERS, value)


def version(database: Database) -> int:
    with database.open_stores(read_only=True) as stores:
        return stores.catalogue.version()


def test_catalogue_new_database_is_empty_at_version_zero(database: Database) -> None:
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.is_empty()
        assert stores.catalogue.version() == 0
        assert list(stores.catalogue.iter_services()) == []
        assert stores.catalogue.services([]) == {}


def test_upsert_services_reports_added_updated_and_unchanged(database: Database) -> None:
    with database.open_stores() as stores:
        first = stores.catalogue.upsert_services([make_service(1), make_service(2)])
    changed = make_service(2, charge_type="Chargeable")
    with database.open_stores() as stores:
        second = stores.catalogue.upsert_services([make_service(1), changed, make_service(3)])
        stored = stores.catalogue.services([service_id(2)])
    assert first == ChangeCounts(added=2)
    assert second == ChangeCounts(added=1, updated=1, unchanged=1)
    assert stored == {service_id(2): changed}


def test_upsert_services_identical_again_changes_nothing(database: Database) -> None:
    records = [make_service(number) for number in range(BATCH_RECORDS + 7)]
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(records)
    before = version(database)
    with database.open_stores() as stores:
        counts = stores.catalogue.upsert_services(iter(records))
    assert counts == ChangeCounts(unchanged=len(records))
    assert version(database) == before == 1


def test_upsert_services_same_id_twice_keeps_the_last(database: Database) -> None:
    last = make_service(1, charge_type="Chargeable")
    with database.open_stores() as stores:
        counts = stores.catalogue.upsert_services([make_service(1), last])
        assert stores.catalogue.services([service_id(1)]) == {service_id(1): last}
    assert counts == ChangeCounts(added=1)


def test_archived_service_is_kept_but_not_read(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1), make_service(2)])
        counts = stores.catalogue.archive_services([service_id(1), service_id(99)])
        again = stores.catalogue.archive_services([service_id(1)])
        live = [service.service_id for service in stores.catalogue.iter_services()]
        found = stores.catalogue.services([service_id(1), service_id(2)])
        archived = stores.catalogue.counts().archived_services
    assert counts == ChangeCounts(archived=1)
    assert again == ChangeCounts()
    assert live == list(found) == [service_id(2)]
    assert archived == 1


def test_service_that_another_process_changes_or_archives_is_not_shown_from_memory(
    database: Database, raw_connection: Connection
) -> None:
    def read() -> dict[str, Service]:
        with database.open_stores(read_only=True) as stores:
            return stores.catalogue.services([service_id(1), service_id(2)])

    def another_process_sets(**columns: object) -> None:
        statement = update(services).where(services.c.id == service_id(1)).values(**columns)
        raw_connection.execute(statement)
        raw_connection.commit()

    first, second, changed = make_service(1), make_service(2), make_service(1, charge_type="Other")
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([first, second])
    assert read() == {service_id(1): first, service_id(2): second}

    prepared = SERVICES.prepared(changed)
    another_process_sets(document=prepared.document, content_hash=prepared.content_hash)
    assert read() == {service_id(1): changed, service_id(2): second}

    another_process_sets(is_archived=True)
    assert read() == {service_id(2): second}


def test_service_read_before_is_not_made_from_its_document_again(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1)])
        (first,) = stores.catalogue.services([service_id(1)]).values()
    with database.open_stores(read_only=True) as stores:
        (second,) = stores.catalogue.services([service_id(1)]).values()
    assert first is second


def test_live_ids_leave_out_archived_records_and_the_sample(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(
            [make_service(1), make_service(2), make_service(3, is_sample=True)]
        )
        stores.catalogue.upsert_channels([make_channel(1), make_channel(2, is_sample=True)])
        stores.catalogue.archive_services([service_id(2)])
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.live_service_ids() == {service_id(1)}
        assert stores.catalogue.live_channel_ids() == {channel_id(1)}


def test_archived_service_that_comes_back_counts_as_updated(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1)])
        stores.catalogue.archive_services([service_id(1)])
        assert stores.catalogue.is_empty()
        assert stores.catalogue.upsert_services([make_service(1)]) == ChangeCounts(updated=1)
        assert service_id(1) in stores.catalogue.services([service_id(1)])


def test_channels_and_organizations_follow_the_same_rules(database: Database) -> None:
    channels = [make_channel(1), make_channel(2)]
    organizations = [make_organization(1), make_organization(2)]
    with database.open_stores() as stores:
        catalogue = stores.catalogue
        assert catalogue.upsert_channels(channels) == ChangeCounts(added=2)
        assert catalogue.upsert_channels(channels) == ChangeCounts(unchanged=2)
        assert catalogue.archive_channels([channel_id(1)]) == ChangeCounts(archived=1)
        assert catalogue.channels([channel_id(1), channel_id(2)]) == {channel_id(2): channels[1]}
        assert catalogue.upsert_organizations(organizations) == ChangeCounts(added=2)
        ids = [owner.organization_id for owner in organizations]
        assert catalogue.archive_organizations(ids[:1]) == ChangeCounts(archived=1)
        assert catalogue.organizations(ids) == {ids[1]: organizations[1]}


def test_version_rises_for_services_and_profiles_but_not_for_channels(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1)])
        stores.catalogue.upsert_organizations([make_organization(1)])
    assert version(database) == 0
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1)])
    assert version(database) == 1
    with database.open_stores() as stores:
        stores.catalogue.put_meter_profiles({service_id(1): profile(0.5)})
    assert version(database) == 2
    with database.open_stores() as stores:
        stores.catalogue.archive_services([service_id(1)])
    assert version(database) == 3


def test_version_name_tells_databases_of_the_same_version_apart(
    fixed_database: Database, tmp_path: Path
) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}", clock=lambda: NOW.replace(second=1))
    other.upgrade()
    names = []
    for opened in (fixed_database, other):
        with opened.open_stores() as stores:
            assert stores.catalogue.version_name() == "0@never"
            stores.catalogue.upsert_services([make_service(1)])
            names.append(stores.catalogue.version_name())
    other.close()
    assert names == [
        "1@2026-11-21T12:00:00.123456+00:00",
        "1@2026-11-21T12:00:01.123456+00:00",
    ]


def test_iter_services_is_in_order_of_id_over_many_batches(database: Database) -> None:
    numbers = [(number * 7919) % 1_201 for number in range(1_201)]
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(make_service(number) for number in numbers)
    with database.open_stores(read_only=True) as stores:
        ids = [service.service_id for service in stores.catalogue.iter_services()]
    assert ids == sorted(service_id(number) for number in numbers)


def test_services_more_ids_than_one_statement_takes_are_all_found(database: Database) -> None:
    ids = [service_id(number) for number in range(3 * BATCH_RECORDS)]
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(make_service(number) for number in range(len(ids)))
        assert stores.catalogue.services(ids).keys() == set(ids)


def test_meter_profiles_are_replaced_one_by_one(database: Database) -> None:
    with database.open_stores() as stores:
        first = stores.catalogue.put_meter_profiles(
            {service_id(1): profile(0.25), service_id(2): profile(1.0)}
        )
        second = stores.catalogue.put_meter_profiles(
            {service_id(2): profile(0.1), service_id(3): profile(0), service_id(1): profile(0.25)}
        )
        stored = stores.catalogue.meter_profiles()
    assert first == ChangeCounts(added=2)
    assert second == ChangeCounts(added=1, updated=1, unchanged=1)
    assert stored == {
        service_id(1): profile(0.25),
        service_id(2): profile(0.1),
        service_id(3): profile(0.0),
    }
    assert version(database) == 2


def test_delete_sample_leaves_the_real_catalogue(database: Database) -> None:
    with database.open_stores() as stores:
        catalogue = stores.catalogue
        catalogue.upsert_services([make_service(1, is_sample=True), make_service(2)])
        catalogue.upsert_channels([make_channel(1, is_sample=True), make_channel(2)])
        sample_owner = make_organization(1, is_sample=True)
        catalogue.upsert_organizations([sample_owner, make_organization(2)])
        catalogue.put_meter_profiles({service_id(1): profile(1), service_id(2): profile(1)})
        before = catalogue.version()
        assert catalogue.counts().is_sample
        assert catalogue.delete_sample() == 1
        assert catalogue.version() == before + 1
        assert catalogue.delete_sample() == 0
        assert catalogue.version() == before + 1
        assert not catalogue.counts().is_sample
        assert [service.service_id for service in catalogue.iter_services()] == [service_id(2)]
        assert catalogue.channels([channel_id(1), channel_id(2)]).keys() == {channel_id(2)}
        assert catalogue.organizations([sample_owner.organization_id]) == {}
        assert catalogue.meter_profiles().keys() == {service_id(2)}


def test_service_collection_ids_come_from_live_services_only(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services(
            [
                make_service(1, service_collection_ids=("a", "b")),
                make_service(2, service_collection_ids=("b", "c")),
                make_service(3, service_collection_ids=("d",)),
                make_service(4),
            ]
        )
        stores.catalogue.archive_services([service_id(3)])
        assert stores.catalogue.service_collection_ids() == {"a", "b", "c"}


def test_counts_tell_what_the_catalogue_holds(fixed_database: Database) -> None:
    with fixed_database.open_stores() as stores:
        catalogue = stores.catalogue
        catalogue.upsert_services(
            [
                make_service(1, service_class_codes=("P2.3", "P4")),
                make_service(2, name={"fi": "Neuvonta"}, service_class_codes=("P4",)),
                make_local_service(3, is_sample=True),
                make_service(4),
            ]
        )
        catalogue.archive_services([service_id(4)])
        catalogue.upsert_channels(
            [make_channel(1), make_channel(2, channel_type="Phone"), make_channel(3)]
        )
        catalogue.upsert_organizations([make_organization(1)])
        catalogue.put_meter_profiles({service_id(1): profile(1), service_id(4): profile(1)})
        counts = catalogue.counts()
    assert (counts.services, counts.archived_services, counts.sample_services) == (3, 1, 1)
    assert (counts.channels, counts.organizations, counts.with_expert_profile) == (3, 1, 1)
    assert counts.by_language == {"fi": 3, "sv": 2, "en": 2}
    assert counts.by_area_type == {"Nationwide": 2, "LimitedType": 1}
    assert counts.by_service_class == {"P2.3": 1, "P4": 2}
    assert counts.by_channel_type == {"EChannel": 2, "Phone": 1}
    assert (counts.version, counts.updated_at) == (3, NOW)
