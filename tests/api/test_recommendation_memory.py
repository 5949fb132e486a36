"""What remains of a request: who asked and what was suggested, never what the person said."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select

from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.storage.recommendation_store import StoredRecommendation
from app.storage.tables.recommendations import recommendations
from app.usecases.api_clients import ApiClients
from tests.api.asking import METERS, RECOMMEND_SERVICE, TEXT_SEARCH

MARKER = "Mxqzv7Kaisa"
PERSONAL = (
    f"olen {MARKER}, tunnus 131052-308T, puhelin 040 123 4567, posti {MARKER}.mallinen@example.org"
)
MASKED = f"olen {MARKER}, tunnus [hetu], puhelin [phone], posti [email]"


@pytest.fixture(scope="module")
def remembering_api(sample_settings: Settings) -> Iterator[TestClient]:
    """The service with STORE_FREE_TEXT."""
    settings = sample_settings.model_copy(update={"store_free_text": True})
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def database(sample_settings: Settings) -> Iterator[Database]:
    opened = Database(sample_settings.resolved_database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stored_row(sample_settings: Settings) -> Iterator[Callable[[int], dict[str, Any]]]:
    """Reads every column of a stored recommendation, its request decoded."""
    engine = create_engine(sample_settings.resolved_database_url)

    def read(recommendation_id: int) -> dict[str, Any]:
        wanted = select(recommendations).where(recommendations.c.id == recommendation_id)
        with engine.connect() as connection:
            row = dict(connection.execute(wanted).mappings().one())
        return {**row, "request": json.loads(row["request"])}

    yield read
    engine.dispose()


def ask(api: TestClient, path: str, **fields: object) -> dict[str, Any]:
    response = api.post(path, json=fields)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def remembered(database: Database, answer: dict[str, Any]) -> StoredRecommendation:
    with database.open_stores(read_only=True) as stores:
        found = stores.recommendations.get(answer["auroraai_recommendation_id"])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "fields", "language"),
    [
        (TEXT_SEARCH, {"search_text": "vuokra", "language": "sv", "limit": 7}, "sv"),
        (TEXT_SEARCH, {"search_text": "rent", "language": "de"}, "fi"),
        (RECOMMEND_SERVICE, {"life_situation_meters": METERS, "language": "en"}, "en"),
        (RECOMMEND_SERVICE, {"life_events": ["KE8"]}, "fi"),
    ],
)
def test_recommendation_is_remembered_as_it_was_given(
    api: TestClient, database: Database, path: str, fields: dict[str, Any], language: str
) -> None:
    answer = ask(api, path, **fields)
    stored = remembered(database, answer)
    assert stored.path == path.rpartition("/")[2]
    assert stored.language == language
    assert stored.client_id is None
    assert [
        (service.service_id, service.rank, service.similarity_score) for service in stored.services
    ] == [
        (service["service_id"], service["rank"], service["similarity_score"])
        for service in answer["recommended_services"]
    ]


def test_empty_answer_is_remembered(api: TestClient, database: Database) -> None:
    filters = {"service_classes": ["http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P1"]}
    nowhere = {**filters, "target_groups": ["KR3"], "funding_type": ["MarketFunded"]}
    answer = ask(api, TEXT_SEARCH, search_text="vuokra", service_filters=nowhere)
    assert answer["recommended_services"] == []
    assert remembered(database, answer).services == ()


def test_refused_request_is_not_remembered(api: TestClient, database: Database) -> None:
    before = ask(api, TEXT_SEARCH, search_text="vuokra")["auroraai_recommendation_id"]
    api.post(TEXT_SEARCH, json={"search_text": "vuokra", "limit": 0})
    after = ask(api, TEXT_SEARCH, search_text="vuokra")["auroraai_recommendation_id"]
    assert after == before + 1


def test_recommendation_names_the_calling_client(
    secured_api: TestClient,
    api_clients: ApiClients,
    stored_row: Callable[[int], dict[str, Any]],
) -> None:
    issued = api_clients.add_client("Muistava botti", "Oulun kaupunki")
    pair = f"{issued.client.client_id}:{issued.client_secret}".encode()
    response = secured_api.post(
        TEXT_SEARCH,
        json={"search_text": "vuokra"},
        headers={"Authorization": "Basic " + b64encode(pair).decode()},
    )
    row = stored_row(response.json()["auroraai_recommendation_id"])
    assert row["client_id"] == issued.client.client_id
    assert row["calling_service"] == "Muistava botti"
    assert row["calling_organisation"] == "Oulun kaupunki"


def test_stored_request_has_neither_text_nor_session_nor_age(
    api: TestClient, stored_row: Callable[[int], dict[str, Any]]
) -> None:
    kept: dict[str, object] = {
        "life_situation_meters": METERS,
        "life_events": ["KE8"],
        "limit": 3,
        "service_filters": {"municipality_codes": ["564"]},
    }
    dropped = {"life_situation": PERSONAL, "session_id": MARKER, "age": 34}
    answer = ask(api, RECOMMEND_SERVICE, **kept, **dropped)
    assert stored_row(answer["auroraai_recommendation_id"])["request"] == kept
    answer = ask(api, TEXT_SEARCH, search_text=PERSONAL, limit=3)
    assert stored_row(answer["auroraai_recommendation_id"])["request"] == {"limit": 3}


def test_text_and_session_are_in_no_file_of_the_service(
    api: TestClient, sample_settings: Settings
) -> None:
    marker = "Zqvx9Ainoa"
    ask(api, TEXT_SEARCH, search_text=f"{marker} ei jaksa")
    ask(api, RECOMMEND_SERVICE, life_situation=f"{marker} ei jaksa", session_id=marker)
    files = [path for path in Path(sample_settings.data_dir).rglob("*") if path.is_file()]
    assert any(path.name.startswith("revontuli.db") for path in files)
    assert not [path for path in files if marker.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("path", "field"), [(TEXT_SEARCH, "search_text"), (RECOMMEND_SERVICE, "life_situation")]
)
def test_stored_text_is_redacted_where_texts_are_stored(
    remembering_api: TestClient,
    stored_row: Callable[[int], dict[str, Any]],
    path: str,
    field: str,
) -> None:
    answer = ask(remembering_api, path, **{field: PERSONAL})
    row = stored_row(answer["auroraai_recommendation_id"])
    assert row["request"] == {field: MASKED}


def test_session_is_not_stored_where_texts_are(
    remembering_api: TestClient, stored_row: Callable[[int], dict[str, Any]]
) -> None:
    answer = ask(remembering_api, RECOMMEND_SERVICE, life_situation="vuokra", session_id=MARKER)
    row = stored_row(answer["auroraai_recommendation_id"])
    assert row["request"] == {"life_situation": "vuokra"}


def test_text_with_nul_characters_is_stored_where_texts_are(
    remembering_api: TestClient, stored_row: Callable[[int], dict[str, Any]]
) -> None:
    answer = ask(remembering_api, TEXT_SEARCH, search_text="vuokra\x00velka")
    row = stored_row(answer["auroraai_recommendation_id"])
    assert row["request"] == {"search_text": "vuokra\x00velka"}


@pytest.mark.parametrize("path", [TEXT_SEARCH, RECOMMEND_SERVICE])
def test_log_of_a_request_holds_nothing_of_the_person(
    remembering_api: TestClient, service_log: Callable[[], str], path: str
) -> None:
    field = "search_text" if path == TEXT_SEARCH else "life_situation"
    session = {} if path == TEXT_SEARCH else {"session_id": MARKER}
    ask(remembering_api, path, **{field: PERSONAL}, **session)
    log = service_log()
    assert "duration_seconds" in log
    for personal in (MARKER, "131052-308T", "040 123 4567", "example.org", "[hetu]"):
        assert personal not in log
