"""With the shipped model over HTTP: what people write in a chat finds what the same words in a letter do."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.ranking.courtesies import ASKS_THE_WAY
from app.settings import Settings
from tests.api.asking import TEXT_SEARCH

pytestmark = pytest.mark.slow

UNSURE = 0.4
"""No service of the sample gives advice on everything; those that give some are far from good enough."""


@pytest.fixture(scope="module")
def shipped_api(shipped_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(shipped_settings), base_url="http://127.0.0.1:8000") as client:
        yield client


def suggested(api: TestClient, text: str) -> list[tuple[str, float]]:
    """Names and scores, best first."""
    response = api.post(TEXT_SEARCH, json={"search_text": text})
    assert response.status_code == 200, response.text
    return [
        (each["service_name"], each["similarity_score"])
        for each in response.json()["recommended_services"]
    ]


@pytest.mark.parametrize(
    ("chat", "letter"),
    [
        ("Moi! jäin työttömäks!!", "jäin työttömäksi"),
        ("Hyvää päivää, lapsi ei viihdy koulus. Kiitos avusta!", "lapsi ei viihdy koulussa."),
        ("hej, jag är gravid", "jag är gravid"),
        ("Hi there! I lost my job. Best regards, Sam", "I lost my job."),
    ],
)
def test_chat_finds_what_a_letter_does(shipped_api: TestClient, chat: str, letter: str) -> None:
    assert suggested(shipped_api, chat) == suggested(shipped_api, letter)


@pytest.mark.parametrize(
    "text", ["hei", "Moi!", "Hello", "God morgon", "Terve!", "🙂", "Mistä saan apua?"]
)
def test_who_only_greets_asks_the_way_and_is_answered_unsurely(
    shipped_api: TestClient, text: str
) -> None:
    answer = suggested(shipped_api, text)
    assert answer == suggested(shipped_api, ASKS_THE_WAY)
    assert all(score < UNSURE for _, score in answer)


def test_who_only_greets_is_given_no_reason_of_ours(shipped_api: TestClient) -> None:
    response = shipped_api.post(TEXT_SEARCH, json={"search_text": "Moi!", "explain": True})
    for service in response.json()["recommended_services"]:
        explanation = service["explanation"]
        assert "clause" not in explanation or not explanation["clause"]
        assert "Moi" not in explanation["sentence"]
