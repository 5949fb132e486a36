from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.catalogue.ptv_http import Get, open_ptv
from app.errors import CatalogueSourceError
from app.storage.change_counts import ChangeCounts
from app.storage.database import Database
from app.usecases.catalogue_fetch import MANY_COUNT, CatalogueFetch, FetchRequest
from app.usecases.catalogue_import import ImportReport
from app.usecases.sample_catalogue import load_sample_when_empty
from app.wiring import no_progress
from tests.builders import channel_id, service_id
from tests.catalogue.ptv_records import ptv_channel, ptv_organization, text
from tests.catalogue.ptv_server import FakePtv, serving_ptv, status
from tests.usecases.catalogue_files import make_import, numbered_service, write_array

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
BEFORE, AFTER = "2026-11-01T00:00:00", "2026-11-20T10:00:00"
ORGANIZATION = "00000001-0000-4000-a000-000000000000"
GUIDS = "guids="

Fetch = Callable[..., ImportReport]


def area_of(municipality_code: str) -> dict[str, Any]:
    return {"type": "Municipality", "municipalities": [{"code": municipality_code}]}


def service(number: int, *channel_numbers: int, **changes: Any) -> dict[str, Any]:
    links = [{"serviceChannel": {"id": channel_id(each)}} for each in channel_numbers]
    organizations = [{"organization": {"id": ORGANIZATION}, "roleType": "Responsible"}]
    fields = {
        "areas": [area_of("091")],
        "serviceChannels": links,
        "organizations": organizations,
        "modified": BEFORE,
    }
    return numbered_service(number, **{**fields, **changes})


def channel(number: int, **changes: Any) -> dict[str, Any]:
    return ptv_channel(**{"id": channel_id(number), "modified": BEFORE, **changes})


@pytest.fixture
def ptv() -> Iterator[FakePtv]:
    """Three services, of which the first two share channel 1."""
    with serving_ptv(
        services=[service(1, 1), service(2, 1, 2), service(3)],
        channels=[channel(1), channel(2), channel(3)],
        organizations=[ptv_organization(id=ORGANIZATION)],
    ) as served:
        yield served


def quick_ptv(base_url: str) -> AbstractContextManager[Get]:
    return open_ptv(base_url, sleep=lambda _: None)


@pytest.fixture
def fetch_catalogue(database: Database, tmp_path: Path) -> CatalogueFetch:
    return CatalogueFetch(
        open_stores=database.open_stores,
        import_catalogue=make_import(database),
        directory=tmp_path / "data",
        open_ptv=quick_ptv,
        progress=no_progress,
        now=lambda: NOW,
    )


@pytest.fixture
def fetch(fetch_catalogue: CatalogueFetch, ptv: FakePtv) -> Fetch:
    def run(*, allow_many_archived: bool = False, **request: Any) -> ImportReport:
        ptv.asked.clear()
        return fetch_catalogue(
            FetchRequest(base_url=ptv.base_url, **request), allow_many_archived=allow_many_archived
        )

    return run


def live(database: Database) -> tuple[set[str], set[str]]:
    with database.open_stores(read_only=True) as stores:
        return set(stores.catalogue.live_service_ids()), set(stores.catalogue.live_channel_ids())


def services(*numbers: int) -> set[str]:
    return {service_id(number) for number in numbers}


def channels(*numbers: int) -> set[str]:
    return {channel_id(number) for number in numbers}


def test_fetch_imports_services_with_their_channels_and_organisations(
    fetch: Fetch, database: Database
) -> None:
    report = fetch()
    assert report.counts == {
        "service": ChangeCounts(added=3),
        "channel": ChangeCounts(added=2),
        "organization": ChangeCounts(added=1),
    }
    assert live(database) == (services(1, 2, 3), channels(1, 2))
    with database.open_stores(read_only=True) as stores:
        assert stores.catalogue.organizations([ORGANIZATION])


def test_fetch_again_finds_everything_unchanged(fetch: Fetch) -> None:
    fetch()
    assert all(counts.changed == 0 for counts in fetch().counts.values())


def test_fetch_everything_archives_what_ptv_publishes_no_more(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    del ptv.services[1], ptv.channels[1]
    ptv.services.append(service(4, 3))
    report = fetch()
    assert report.counts["service"] == ChangeCounts(added=1, unchanged=2, archived=1)
    assert report.counts["channel"] == ChangeCounts(added=1, unchanged=1, archived=1)
    assert live(database) == (services(1, 3, 4), channels(1, 3))


def test_fetch_keeps_a_service_that_the_shifting_list_missed(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    ptv.page_size = 100
    page = ptv._page
    ptv._page = lambda ids, query: page(ids[:-1], query)  # type: ignore[method-assign]
    assert fetch().counts["service"] == ChangeCounts(unchanged=3)
    assert live(database)[0] == services(1, 2, 3)


def test_fetch_archives_a_service_that_is_listed_without_a_record(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    del ptv.services[0]
    ptv.nameless = [service_id(1)]
    assert fetch().counts["service"] == ChangeCounts(unchanged=2, archived=1)
    assert live(database)[0] == services(2, 3)


def test_fetch_reports_a_record_it_cannot_use_and_does_not_archive_it(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    ptv.services[0]["serviceChannels"] = "Kielletty sisältö"
    report = fetch()
    assert report.rejections == [
        f"PTV service {service_id(1)} rejected: serviceChannels is not a list"
    ]
    assert live(database) == (services(1, 2, 3), channels(1, 2))


def test_fetch_of_a_municipality_asks_for_its_services_alone(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    ptv.services[1]["areas"] = [area_of("564")]
    ptv.services[2]["areas"] = [area_of("853")]
    fetch(municipality_codes=("091",))
    assert live(database)[0] == services(1)
    fetch(municipality_codes=("091", "564"))
    assert live(database)[0] == services(1, 2)


def test_fetch_of_a_municipality_leaves_the_others_services_in_use(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    ptv.services[1]["areas"] = ptv.services[2]["areas"] = [area_of("564")]
    report = fetch(municipality_codes=("091",))
    assert report.counts["service"].archived == 0
    assert live(database)[0] == services(1, 2, 3)


def test_fetch_since_reads_only_what_changed(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    ptv.services[1] = service(2, 1, keywords=[], modified=AFTER)
    ptv.channels[0] = channel(1, modified=AFTER, serviceChannelNames=[text("fi", "Uusi kanava")])
    ptv.channels[2] = channel(3, modified=AFTER)
    report = fetch(since=SINCE)
    assert report.counts["service"] == ChangeCounts(updated=1)
    assert report.counts["channel"] == ChangeCounts(updated=1)
    assert live(database) == (services(1, 2, 3), channels(1, 2))
    assert not any(GUIDS in asked and service_id(3) in asked for asked in ptv.asked)


def test_fetch_since_archives_what_ptv_archived_or_withdrew(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    del ptv.services[:2], ptv.channels[1]
    ptv.removed = {
        "Service Archived": [service_id(1), service_id(9)],
        "Service Withdrawn": [service_id(2)],
        "ServiceChannel Archived": [channel_id(2)],
    }
    report = fetch(since=SINCE)
    assert report.counts["service"] == ChangeCounts(archived=2)
    assert report.counts["channel"] == ChangeCounts(archived=1)
    assert live(database) == (services(3), channels(1))
    assert not any(service_id(9) in asked for asked in ptv.asked), "it was never ours"


def test_fetch_since_keeps_a_service_that_was_archived_and_published_again(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    ptv.removed = {"Service Archived": [service_id(1)]}
    assert fetch(since=SINCE).counts["service"] == ChangeCounts(unchanged=1)
    assert live(database)[0] == services(1, 2, 3)


def test_fetch_since_nothing_changed_does_nothing(fetch: Fetch) -> None:
    fetch()
    assert fetch(since=SINCE).counts == {}


def test_fetch_of_a_catalogue_without_services_is_refused(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    fetch()
    ptv.services.clear()
    with pytest.raises(CatalogueSourceError, match="lists no service at all"):
        fetch(allow_many_archived=True)
    assert live(database)[0] == services(1, 2, 3)


def test_fetch_refuses_to_archive_many_unless_told_to(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    ptv.page_size = 1000
    numbers = range(1, 5 * MANY_COUNT)
    ptv.services = [service(number) for number in numbers]
    fetch()
    del ptv.services[: MANY_COUNT + 1]
    with pytest.raises(CatalogueSourceError, match=r"51 of the 249 .+--allow-many-archived"):
        fetch()
    assert live(database)[0] == services(*numbers)
    answered = list(ptv.asked)
    report = fetch(allow_many_archived=True)
    assert not set(ptv.asked) & set(answered)
    assert report.counts["service"] == ChangeCounts(unchanged=198, archived=51)


def test_fetch_refuses_to_archive_many_channels_unless_told_to(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    numbers = range(1, MANY_COUNT + 2)
    ptv.services[0] = service(1, *numbers)
    ptv.channels = [channel(number) for number in numbers]
    fetch()
    ptv.channels.clear()
    with pytest.raises(CatalogueSourceError, match="51 of the 51 stored channels"):
        fetch()
    assert live(database)[1] == channels(*numbers)
    assert fetch(allow_many_archived=True).counts["channel"].archived == 51


def test_fetch_archives_up_to_a_fifth_without_being_told(fetch: Fetch, ptv: FakePtv) -> None:
    ptv.page_size = 1000
    ptv.services = [service(number) for number in range(1, 5 * MANY_COUNT + 6)]
    fetch()
    del ptv.services[: MANY_COUNT + 1]
    assert fetch().counts["service"].archived == MANY_COUNT + 1


def test_fetch_that_broke_off_goes_on_where_it_stopped(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    ptv.faults = [None, None, None, *[status(503)] * 6]
    with pytest.raises(CatalogueSourceError, match="ServiceChannel/list answers 503"):
        fetch()
    assert live(database) == (set(), set())
    assert [path.partition("?")[0] for path in ptv.asked[:3]] == [
        "Service",
        "Service",
        "Service/serviceWithGD/list",
    ]
    report = fetch()
    assert [path.partition("?")[0] for path in ptv.asked] == [
        "ServiceChannel/list",
        "Organization/list",
    ]
    assert report.counts["service"] == ChangeCounts(added=3)
    assert live(database) == (services(1, 2, 3), channels(1, 2))


def test_fetch_that_ended_is_not_gone_on_with(fetch: Fetch, ptv: FakePtv) -> None:
    fetch()
    first = list(ptv.asked)
    fetch()
    assert ptv.asked == first


def test_fetch_with_another_request_does_not_take_over_answers(fetch: Fetch, ptv: FakePtv) -> None:
    ptv.faults = [None, None, None, status(400)]
    with pytest.raises(CatalogueSourceError):
        fetch()
    fetch(since=SINCE)
    assert ptv.asked[0].startswith("Service?status=Published&date=")


def test_fetch_stores_everything_in_one_transaction_after_the_reading(
    fetch_catalogue: CatalogueFetch, ptv: FakePtv, database: Database
) -> None:
    asked_at_writing: list[int] = []
    open_stores = database.open_stores

    def watched(*, read_only: bool = False) -> Any:
        if not read_only:
            asked_at_writing.append(len(ptv.asked))
        return open_stores(read_only=read_only)

    database.open_stores = watched  # type: ignore[method-assign,assignment]
    fetch_catalogue(FetchRequest(base_url=ptv.base_url))
    assert asked_at_writing == [len(ptv.asked)]


def test_fetch_replaces_the_sample_and_asks_ptv_nothing_about_it(
    fetch: Fetch, ptv: FakePtv, database: Database
) -> None:
    load_sample_when_empty(database, make_import(database))
    report = fetch()
    assert report.replaced_sample_services > 100
    assert live(database) == (services(1, 2, 3), channels(1, 2))
    assert sum(GUIDS in asked for asked in ptv.asked) == 3


def test_fetch_archives_what_was_imported_from_a_file_and_ptv_does_not_publish(
    fetch: Fetch, database: Database, tmp_path: Path
) -> None:
    make_import(database)([write_array(tmp_path / "old.json", [numbered_service(8)])])
    assert fetch().counts["service"] == ChangeCounts(added=3, archived=1)
    assert live(database)[0] == services(1, 2, 3)


def test_fetch_request_line_tells_requests_apart() -> None:
    request = FetchRequest(base_url="http://a", municipality_codes=("091", "564"))
    turned = replace(request, municipality_codes=("564", "091"))
    others = [
        replace(request, base_url="http://b"),
        replace(request, municipality_codes=("091",)),
        replace(request, since=SINCE),
    ]
    assert turned.as_line() == request.as_line()
    assert len({request.as_line(), *(other.as_line() for other in others)}) == 4
    assert "\n" not in request.as_line()
