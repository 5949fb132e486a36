from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from app.domain.clients import ApiClient
from app.domain.results import RankedService
from app.storage.database import Database, Stores
from app.storage.tables.recommendations import recommendations, recommended_services
from tests.builders import make_client, service_id

PATH = "/service-recommender/v1/text_search"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CLIENT = make_client()


def ranked(*numbers: int) -> list[RankedService]:
    return [
        RankedService(service_id=service_id(number), similarity_score=1 / (rank + 2), rank=rank)
        for rank, number in enumerate(numbers, start=1)
    ]


def add(stores: Stores, *numbers: int, client: ApiClient | None = None) -> int:
    return stores.recommendations.add(
        client=client,
        path=PATH,
        language="sv",
        request={"limit": 5},
        services=ranked(*numbers),
    )


def test_recommendation_is_read_back_in_order_of_rank(database: Database) -> None:
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
        recommendation_id = add(stores, 9, 3, 7, client=CLIENT)
    with database.open_stores(read_only=True) as stores:
        stored = stores.recommendations.get(recommendation_id)
    assert stored is not None
    assert stored.recommendation_id == recommendation_id > 0
    assert stored.services == tuple(ranked(9, 3, 7))
    assert (stored.client_id, stored.path, stored.language) == (CLIENT.client_id, PATH, "sv")
    assert datetime.now(UTC) - stored.created_at < timedelta(minutes=1)


def test_recommendation_row_keeps_the_caller_and_the_request(
    database: Database, raw_connection: Connection
) -> None:
    with database.open_stores() as stores:
        stores.clients.add(CLIENT, "hash")
        stores.recommendations.add(
            client=CLIENT,
            path=PATH,
            language="fi",
            request={"limit": 5, "session_id": "a\x00b\ud800ä", "service_filters": None},
            services=[],
        )
    row = raw_connection.execute(select(recommendations)).one()
    assert row.calling_organisation == "Oulun kaupunki"
    assert row.calling_service == "Neuvontabotti"
    assert row.request == '{"limit":5,"service_filters":null,"session_id":"a\\u0000b?ä"}'


def test_recommendation_without_services_is_remembered(database: Database) -> None:
    with database.open_stores() as stores:
        recommendation_id = add(stores)
        stored = stores.recommendations.get(recommendation_id)
    assert stored is not None
    assert stored.services == ()
    assert stored.client_id is None


@pytest.mark.parametrize("unknown", [0, -1, 12_345, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**40])
def test_recommendation_unknown_id_of_any_size_is_none(database: Database, unknown: int) -> None:
    with database.open_stores() as stores:
        add(stores, 1)
        assert stores.recommendations.get(unknown) is None


def test_recommendation_with_a_service_twice_is_refused_whole(database: Database) -> None:
    with pytest.raises(IntegrityError), database.open_stores() as stores:
        add(stores, 1, 1)
    with database.open_stores(read_only=True) as stores:
        assert stores.recommendations.get(1) is None


def test_recommendation_of_an_unknown_client_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.open_stores() as stores:
        add(stores, 1, client=CLIENT)


def test_delete_older_than_deletes_only_older_ones_with_their_services(
    database_url: str, raw_connection: Connection
) -> None:
    moments = [NOON - timedelta(days=2), NOON - timedelta(days=1), NOON]
    clock = iter(moments)
    database = Database(database_url, clock=lambda: next(clock))
    with database.open_stores() as stores:
        ids = [add(stores, 1, 2) for _ in moments]
    with database.open_stores() as stores:
        assert stores.recommendations.delete_older_than(moments[1], at_most=10) == 1
        assert stores.recommendations.delete_older_than(moments[1], at_most=10) == 0
        assert [stores.recommendations.get(i) is None for i in ids] == [True, False, False]
    database.close()
    left = raw_connection.execute(select(recommended_services.c.recommendation_id)).scalars()
    assert set(left) == set(ids[1:])


def test_delete_older_than_takes_the_oldest_first_and_no_more_than_asked(
    database_url: str, raw_connection: Connection
) -> None:
    moments = [NOON + timedelta(hours=hours) for hours in (3, 1, 2)]
    clock = iter(moments)
    database = Database(database_url, clock=lambda: next(clock))
    with database.open_stores() as stores:
        ids = [add(stores, 1) for _ in moments]
        assert stores.recommendations.delete_older_than(NOON + timedelta(days=1), at_most=2) == 2
        assert stores.recommendations.delete_older_than(NOON + timedelta(days=1), at_most=0) == 0
    database.close()
    assert raw_connection.execute(select(recommendations.c.id)).scalars().all() == ids[:1]


def test_recommendation_id_is_never_given_twice(database: Database) -> None:
    with database.open_stores() as stores:
        ids = [add(stores, 1) for _ in range(3)]
    with database.open_stores() as stores:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert stores.recommendations.delete_older_than(tomorrow, at_most=10) == len(ids)
    with database.open_stores() as stores:
        assert add(stores, 1) > max(ids)
