from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from app.catalogue.ptv_api import IDS_PER_REQUEST, PtvApi
from app.catalogue.ptv_http import open_ptv
from app.errors import CatalogueSourceError
from tests.builders import channel_id, service_id
from tests.catalogue.ptv_records import ptv_channel, ptv_service
from tests.catalogue.ptv_server import FakePtv, serving_ptv

SINCE = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
IDS = [service_id(number) for number in range(1, 6)]


@pytest.fixture
def ptv() -> Iterator[FakePtv]:
    services = [ptv_service(id=id_, modified="2024-05-02T08:15:00", areas=[]) for id_ in IDS]
    with serving_ptv(services=services) as served:
        yield served


@pytest.fixture
def api(ptv: FakePtv) -> Iterator[PtvApi]:
    with open_ptv(ptv.base_url, sleep=lambda _: None) as get:
        yield PtvApi(get)


def test_listed_ids_reads_every_page(api: PtvApi, ptv: FakePtv) -> None:
    assert api.listed_ids("service") == frozenset(IDS)
    assert ptv.asked == [f"Service?status=Published&page={page}" for page in (1, 2, 3)]


def test_listed_ids_empty_listing_has_no_items(api: PtvApi) -> None:
    assert api.listed_ids("channel") == frozenset()


def test_listed_ids_since_asks_with_ptvs_form_of_date(api: PtvApi, ptv: FakePtv) -> None:
    ptv.services[3]["modified"] = "2026-11-20T06:30:01"
    assert api.listed_ids("service", since=SINCE) == {IDS[3]}
    assert ptv.asked == ["Service?status=Published&date=2026-11-20T06:30:00&page=1"]


def test_listed_ids_of_removed_records(api: PtvApi, ptv: FakePtv) -> None:
    ptv.removed = {"ServiceChannel Withdrawn": [channel_id(1)]}
    assert api.listed_ids("channel", status="Withdrawn") == {channel_id(1)}
    assert api.listed_ids("channel", status="Archived") == frozenset()


def test_service_ids_in_municipality_include_nationwide_ones(api: PtvApi, ptv: FakePtv) -> None:
    ptv.services[1]["areas"] = [{"municipalities": [{"code": "091"}]}]
    assert api.service_ids_in("091", since=SINCE) == frozenset()
    assert api.service_ids_in("091") == {IDS[1]}
    assert "includeWholeCountry=true" in ptv.asked[0]


def test_records_are_asked_for_a_hundred_at_a_time(api: PtvApi, ptv: FakePtv) -> None:
    ids = [service_id(number) for number in range(1, 2 * IDS_PER_REQUEST + 2)]
    ptv.services = [{"id": id_} for id_ in ids]
    assert [record["id"] for record in api.records("service", ids)] == ids  # type: ignore[index]
    assert len(ptv.asked) == 3


def test_records_of_services_come_with_their_templates(api: PtvApi, ptv: FakePtv) -> None:
    assert len(list(api.records("service", IDS))) == 5
    assert [path.partition("?")[0] for path in ptv.asked] == ["Service/serviceWithGD/list"]


def test_records_come_from_an_interface_without_templates_too(api: PtvApi, ptv: FakePtv) -> None:
    ptv.has_templates = False
    assert len(list(api.records("service", IDS))) == 5
    assert ptv.asked[-1].startswith("Service/list?guids=")


def test_records_leave_out_what_is_not_published(api: PtvApi, ptv: FakePtv) -> None:
    ptv.channels = [ptv_channel(id=channel_id(1))]
    found = list(api.records("channel", [channel_id(1), channel_id(2)]))
    assert found == ptv.channels
    assert list(api.records("channel", [channel_id(2)])) == []
    assert list(api.records("channel", [])) == []


@pytest.mark.parametrize("item", [None, 5, {}, {"id": None}, {"id": "1; drop"}, {"id": ["x"]}])
def test_listed_ids_skip_what_is_no_id(item: object) -> None:
    id_ = service_id(0xABCDEF)
    page = {"pageCount": 1, "itemList": [item, {"id": id_.upper()}]}
    assert PtvApi(lambda _path, _query: page).listed_ids("service") == {id_}


@pytest.mark.parametrize(
    "answer", [[], "page", {"itemList": []}, {"pageCount": "2"}, {"pageCount": 1, "itemList": "x"}]
)
def test_listed_ids_of_another_form_are_an_error(answer: Any) -> None:
    with pytest.raises(CatalogueSourceError, match="page of ids"):
        PtvApi(lambda _path, _query: answer).listed_ids("service")


def test_listed_ids_where_nothing_is_are_an_error() -> None:
    with pytest.raises(CatalogueSourceError, match="is the base URL right"):
        PtvApi(lambda _path, _query: None).listed_ids("service")


def test_records_of_another_form_are_an_error() -> None:
    def get(_path: str, _query: Mapping[str, str]) -> object:
        return {"message": "maintenance"}

    with pytest.raises(CatalogueSourceError, match="a list"):
        list(PtvApi(get).records("service", IDS))
