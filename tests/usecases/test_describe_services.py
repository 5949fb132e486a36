from app.domain.catalogue import Organization
from app.domain.results import DescribedService, RankedService
from app.storage.database import Database
from app.usecases.describe_services import catalogue_entries, describe_services
from tests.builders import channel_id, make_channel, make_service, service_id

OWNER = Organization(organization_id="5e0f1c52-7c1b-4f0e-9b55-0a6b0b1d7a22", name={"fi": "Oulu"})


def ranked(number: int, rank: int) -> RankedService:
    return RankedService(service_id=service_id(number), similarity_score=0.5, rank=rank)


def described(database: Database, *found: RankedService) -> tuple[DescribedService, ...]:
    with database.open_stores(read_only=True) as stores:
        return describe_services(stores, found)


def test_services_come_with_channels_in_their_order_and_their_organisation(
    database: Database,
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_organizations([OWNER])
        stores.catalogue.upsert_channels([make_channel(number) for number in (1, 2, 3)])
        stores.catalogue.upsert_services(
            [
                make_service(
                    1,
                    channel_ids=(channel_id(3), channel_id(9), channel_id(1)),
                    responsible_organization_id=OWNER.organization_id,
                ),
                make_service(2),
            ]
        )
    second, first = described(database, ranked(2, 1), ranked(1, 2))
    assert (second.service.service_id, second.channels, second.organization) == (
        service_id(2),
        (),
        None,
    )
    assert [channel.channel_id for channel in first.channels] == [channel_id(3), channel_id(1)]
    assert first.organization == OWNER
    assert (second.ranked, first.ranked) == (ranked(2, 1), ranked(1, 2))


def test_archived_channel_and_unknown_organisation_are_left_out(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_channels([make_channel(1), make_channel(2)])
        stores.catalogue.archive_channels([channel_id(1)])
        stores.catalogue.upsert_services(
            [
                make_service(
                    1,
                    channel_ids=(channel_id(1), channel_id(2)),
                    responsible_organization_id=OWNER.organization_id,
                )
            ]
        )
    (found,) = described(database, ranked(1, 1))
    assert [channel.channel_id for channel in found.channels] == [channel_id(2)]
    assert found.organization is None


def test_services_that_are_gone_leave_no_gap_in_the_ranks(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(number) for number in (1, 2, 3)])
        stores.catalogue.archive_services([service_id(2)])
    found = described(database, ranked(9, 1), ranked(1, 2), ranked(2, 3), ranked(3, 4))
    assert [item.ranked for item in found] == [ranked(1, 1), ranked(3, 2)]


def test_nothing_found_is_described_by_nothing(database: Database) -> None:
    assert described(database) == ()


def test_entries_keep_the_given_order_and_leave_out_what_is_unknown(database: Database) -> None:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(1), make_service(2)])
        entries = catalogue_entries(stores, [service_id(2), service_id(9), service_id(1)])
    assert list(entries) == [service_id(2), service_id(1)]
    assert entries[service_id(2)].service == make_service(2)
