import json

import pytest
from sqlalchemy import Connection, text

from app.domain.clients import ApiClient
from app.domain.feedback import ServiceResponses
from app.domain.insights import KeptSigns, month_of
from app.domain.query import ServiceFilters
from app.domain.results import FoundServices, SituationSigns
from app.storage.database import Database
from app.usecases.remember_recommendation import RememberRecommendation
from tests.builders import (
    make_client,
    make_code_lists,
    make_query,
    make_ranked,
    make_service,
    service_id,
)

CLIENT = make_client()
PERSONAL = "Olen Maija, 131052-308T, puhelin 040 123 4567, ja mies löi taas."
REQUEST = {
    "search_text": PERSONAL,
    "life_situation": PERSONAL,
    "session_id": "istunto-77",
    "limit": 3,
    "service_filters": {"municipality_codes": ["564"]},
}


def found(*numbers: int) -> FoundServices:
    return FoundServices(services=make_ranked(*numbers))


@pytest.fixture
def remember(database: Database) -> RememberRecommendation:
    with database.open_stores() as stores:
        stores.catalogue.upsert_services([make_service(number) for number in (1, 2, 3)])
        stores.clients.add(CLIENT, "hash")
    return RememberRecommendation(
        database=database, store_free_text=False, code_lists=make_code_lists()
    )


def stored_request(connection: Connection) -> dict[str, object]:
    row = connection.execute(text("SELECT request FROM recommendations")).scalar_one()
    content: dict[str, object] = json.loads(row)
    return content


def test_answer_is_stored_with_caller_path_language_and_services(
    remember: RememberRecommendation, database: Database, raw_connection: Connection
) -> None:
    query = make_query(language="sv")
    answer = remember(found(2, 1), query, path="text_search", request=REQUEST, client=CLIENT)
    assert [item.service.service_id for item in answer.services] == [service_id(2), service_id(1)]
    with database.open_stores(read_only=True) as stores:
        stored = stores.recommendations.get(answer.recommendation_id)
    assert stored is not None
    assert (stored.client_id, stored.path, stored.language) == (
        CLIENT.client_id,
        "text_search",
        "sv",
    )
    assert stored.services == make_ranked(2, 1)
    row = raw_connection.execute(text("SELECT * FROM recommendations")).one()
    assert (row.calling_service, row.calling_organisation) == ("Neuvontabotti", "Oulun kaupunki")


def test_request_is_stored_without_text_and_session(
    remember: RememberRecommendation, raw_connection: Connection
) -> None:
    remember(found(1), make_query(), path="recommend_service", request=REQUEST, client=None)
    assert stored_request(raw_connection) == {
        "limit": 3,
        "service_filters": {"municipality_codes": ["564"]},
    }


def test_signs_of_the_situation_are_stored_as_codes(
    remember: RememberRecommendation, database: Database
) -> None:
    signs = SituationSigns(
        kind_ids=("rent", "debt", "care", "job"),
        unsure_kind_ids=frozenset({"debt", "job"}),
        missing_kind_ids=frozenset({"care", "job"}),
        life_events=("KE8", "moving"),
    )
    query = make_query(
        PERSONAL,
        meter_means={"finance": 3.9, "housing": 4.0, "health": 0.0},
        life_event_codes=("KE1", "KE8"),
        filters=ServiceFilters(municipality_codes=frozenset({"564"})),
    )
    answer = FoundServices(services=make_ranked(1), signs=signs)
    remember(answer, query, path="recommend_service", request=REQUEST, client=None)
    with database.open_stores(read_only=True) as stores:
        oldest = stores.insights.oldest_situation()
        assert oldest is not None
        (situation,) = stores.insights.situations(month_of(oldest))
    assert situation.signs == KeptSigns(
        county_code="17",
        kind_ids=("rent", "debt", "care"),
        unsure_kind_ids=frozenset({"debt"}),
        missing_kind_ids=frozenset({"care"}),
        life_events=("KE1", "KE8", "moving"),
        low_meters=("finance", "health"),
    )


def test_text_that_may_be_stored_is_redacted(
    remember: RememberRecommendation, database: Database, raw_connection: Connection
) -> None:
    storing = RememberRecommendation(
        database=database, store_free_text=True, code_lists=make_code_lists()
    )
    storing(found(1), make_query(), path="text_search", request=REQUEST, client=None)
    stored = stored_request(raw_connection)
    assert "session_id" not in stored
    for field in ("search_text", "life_situation"):
        assert "mies löi taas" in str(stored[field])
        assert "131052-308T" not in str(stored[field])
        assert "123 4567" not in str(stored[field])


def test_text_of_the_wrong_type_is_never_stored(database: Database) -> None:
    storing = RememberRecommendation(
        database=database, store_free_text=True, code_lists=make_code_lists()
    )
    assert storing.storable({"search_text": [PERSONAL], "limit": 1}) == {"limit": 1}


def test_answer_without_services_is_stored_too(
    remember: RememberRecommendation, database: Database
) -> None:
    answer = remember(found(), make_query(), path="text_search", request={}, client=None)
    with database.open_stores(read_only=True) as stores:
        stored = stores.recommendations.get(answer.recommendation_id)
    assert stored is not None
    assert stored.services == ()


def test_each_answer_gets_its_own_id(remember: RememberRecommendation) -> None:
    given = [
        remember(found(1), make_query(), path="text_search", request={}, client=None)
        for _ in range(3)
    ]
    ids = [answer.recommendation_id for answer in given]
    assert sorted(set(ids)) == ids


def test_service_archived_since_the_index_was_built_is_neither_shown_nor_stored(
    remember: RememberRecommendation, database: Database
) -> None:
    with database.open_stores() as stores:
        stores.catalogue.archive_services([service_id(1)])
    answer = remember(found(1, 2, 3), make_query(), path="text_search", request={}, client=None)
    with database.open_stores(read_only=True) as stores:
        stored = stores.recommendations.get(answer.recommendation_id)
    assert stored is not None
    assert [(found.service_id, found.rank) for found in stored.services] == [
        (service_id(2), 1),
        (service_id(3), 2),
    ]
    assert tuple(item.ranked for item in answer.services) == stored.services


def test_answer_is_reranked_only_where_the_query_asks_for_it(
    remember: RememberRecommendation, database: Database
) -> None:
    with database.open_stores() as stores:
        stores.responses.add(CLIENT.client_id, {service_id(3): ServiceResponses(helped=1)})

    def stored(rerank: bool, client: ApiClient | None) -> list[tuple[str, int, float]]:
        query = make_query(rerank=rerank)
        answer = remember(found(1, 2, 3), query, path="text_search", request={}, client=client)
        with database.open_stores(read_only=True) as stores:
            recommendation = stores.recommendations.get(answer.recommendation_id)
        assert recommendation is not None
        assert tuple(item.ranked for item in answer.services) == recommendation.services
        return [
            (each.service_id, each.rank, each.similarity_score) for each in recommendation.services
        ]

    by_match = [(service_id(number), number, 1 / number) for number in (1, 2, 3)]
    assert stored(rerank=False, client=CLIENT) == by_match
    assert stored(rerank=True, client=None) == by_match
    assert stored(rerank=True, client=CLIENT) == [
        (service_id(1), 1, 1.0),
        (service_id(3), 2, 1 / 3),
        (service_id(2), 3, 1 / 2),
    ]
