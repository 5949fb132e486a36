"""Answers where the model fails: by spelling alone, and saying so."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.embedding.embedding_model import EmbeddingModel
from app.embedding.hashing import HashingEncoder
from app.errors import EmbeddingModelError, Unavailable
from app.main import create_app
from app.settings import Settings
from tests.api.asking import (
    METERS,
    PREFIX,
    RECOMMEND_SERVICE,
    TEXT,
    TEXT_SEARCH,
    assert_refused,
    ids,
    scores,
)

PACKAGES = "/service_packages"
MODEL_FOLDER = "no-model-lies-here"
TEXT_REQUESTS = [
    (TEXT_SEARCH, {"search_text": TEXT}),
    (RECOMMEND_SERVICE, {"life_situation": TEXT}),
    (RECOMMEND_SERVICE, {"life_situation": TEXT, "life_situation_meters": METERS}),
    (PACKAGES, {"life_situation": TEXT}),
]


@pytest.fixture(scope="module")
def modelless_api(
    sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The sample catalogue and its index, with EMBEDDING_MODEL naming an empty folder."""
    folder = tmp_path_factory.mktemp(MODEL_FOLDER)
    changed = sample_settings.model_copy(update={"embedding_model": str(folder)})
    with TestClient(create_app(changed), base_url="http://127.0.0.1:8000") as client:
        yield client


def suggested(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The services of either kind of answer."""
    if "needs" in answer:
        return [service for need in answer["needs"] for service in need["services"]]
    return list(answer["recommended_services"])


@pytest.mark.parametrize(("path", "body"), TEXT_REQUESTS)
def test_text_without_model_is_answered_by_its_spelling(
    modelless_api: TestClient, path: str, body: dict[str, object]
) -> None:
    response = modelless_api.post(path, json=body)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["degraded"] is True
    assert suggested(answer)
    assert all(0 <= score <= 1 for score in scores(suggested(answer)))
    assert MODEL_FOLDER not in response.text


@pytest.mark.parametrize(("path", "body"), TEXT_REQUESTS)
def test_text_with_model_is_not_called_degraded(
    api: TestClient, path: str, body: dict[str, object]
) -> None:
    assert "degraded" not in api.post(path, json=body).json()


@pytest.mark.parametrize("path", [RECOMMEND_SERVICE, PACKAGES])
def test_meters_without_model_are_not_degraded(modelless_api: TestClient, path: str) -> None:
    response = modelless_api.post(path, json={"life_situation_meters": METERS})
    assert response.status_code == 200
    assert "degraded" not in response.json()


@pytest.mark.parametrize("path", [RECOMMEND_SERVICE, PACKAGES])
def test_life_events_without_model_are_not_degraded(
    modelless_api: TestClient, api: TestClient, path: str
) -> None:
    body = {"life_events": ["KE8"]}
    answer = modelless_api.post(path, json=body).json()
    assert "degraded" not in answer
    assert ids(suggested(answer)) == ids(suggested(api.post(path, json=body).json())) != []


@pytest.mark.parametrize("path", [RECOMMEND_SERVICE, PACKAGES])
def test_life_events_are_explained_without_model_by_no_words(
    modelless_api: TestClient, path: str
) -> None:
    body = {"life_events": ["KE8"], "language": "en", "explain": True}
    explanations = [
        service["explanation"] for service in suggested(modelless_api.post(path, json=body).json())
    ]
    assert explanations
    assert not [each for each in explanations if each["description_sentences"]]
    assert not [each for each in explanations if "only the spelling" in each["sentence"]]


@pytest.mark.parametrize(
    "text",
    [
        "vuokra rästissä, pelkään häätöä",
        "vuokra rastissa, pelkaan haatoa",
        "hyran är obetald och jag kan bli vräkt",
        "I cannot pay my rent and I may be evicted",
    ],
)
def test_rent_in_arrears_is_understood_by_its_spelling(
    modelless_api: TestClient, text: str
) -> None:
    first, *_ = suggested(modelless_api.post(TEXT_SEARCH, json={"search_text": text}).json())
    assert first["service_name"].startswith("Asumisneuvonta")


def test_filters_and_limit_hold_without_model(modelless_api: TestClient) -> None:
    filters = {"municipality_codes": ["564"], "include_national_services": False}
    body = {"search_text": TEXT, "service_filters": filters, "limit": 3}
    found = suggested(modelless_api.post(TEXT_SEARCH, json=body).json())
    assert 0 < len(found) <= 3
    assert all(
        "564" in str(service["areas"]) and service["area_type"] != "Nationwide" for service in found
    )
    everything = suggested(modelless_api.post(TEXT_SEARCH, json={"search_text": TEXT}).json())
    assert scores(everything) == sorted(scores(everything), reverse=True)
    unknown = {"search_text": TEXT, "service_filters": {"municipality_codes": ["000"]}}
    assert_refused(
        modelless_api.post(TEXT_SEARCH, json=unknown), "/service_filters/municipality_codes/0"
    )


def test_feedback_and_links_work_without_model(modelless_api: TestClient) -> None:
    answer = modelless_api.post(TEXT_SEARCH, json={"search_text": TEXT}).json()
    feedback = {
        "auroraai_recommendation_id": answer["auroraai_recommendation_id"],
        "service_feedbacks": [{"service_id": ids(suggested(answer))[0], "feedback_score": 1}],
    }
    response = modelless_api.post(f"{PREFIX}/recommendation_feedback", json=feedback)
    assert response.status_code == 200
    reranked = modelless_api.post(TEXT_SEARCH, json={"search_text": TEXT, "rerank": True})
    assert reranked.json()["degraded"] is True


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "kirjoitusasua"), ("sv", "stavning"), ("en", "only the spelling")],
)
@pytest.mark.parametrize("path", [RECOMMEND_SERVICE, PACKAGES])
def test_explanation_says_what_was_compared(
    modelless_api: TestClient, api: TestClient, path: str, language: str, words: str
) -> None:
    body = {"life_situation": TEXT, "language": language, "explain": True}
    answer = modelless_api.post(path, json=body).json()
    assert answer["generated_by"]["embedding_model"] == "lexical"
    explanations = [service["explanation"] for service in suggested(answer)]
    assert all(words in explanation["sentence"] for explanation in explanations)
    assert all(explanation["description_sentences"] == [] for explanation in explanations)
    usual = api.post(path, json=body).json()
    assert usual["generated_by"]["embedding_model"] != "lexical"
    assert words not in str([service["explanation"] for service in suggested(usual)])


def test_danger_comes_first_without_model(modelless_api: TestClient) -> None:
    body = {"life_situation": "Vuokra on rästissä. Mies löi mua eilen."}
    answer = modelless_api.post(PACKAGES, json=body).json()
    assert answer["urgent"] is True
    assert answer["emergency_number"] == "112"
    assert answer["needs"][0]["urgency"] == "urgent"
    assert answer["needs"][0]["clause"] == "Mies löi mua eilen."
    assert answer["needs"][0]["services"]


class Failing(HashingEncoder):
    """A model that was loaded and then encodes no more."""

    error: Exception = RuntimeError()

    def encode_queries(self, _texts):  # type: ignore[no-untyped-def]
        raise self.error


@pytest.fixture(scope="module")
def failing_api(sample_settings: Settings) -> Iterator[TestClient]:
    """The service whose model fails at every text, though it is the one the index was built with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmbeddingModel, "serving_encoder", lambda _self: Failing())
        with TestClient(create_app(sample_settings), base_url="http://127.0.0.1:8000") as client:
            yield client


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    error=st.sampled_from(
        [RuntimeError, MemoryError, OSError, ValueError, EmbeddingModelError, Unavailable]
    ),
    asked=st.sampled_from(TEXT_REQUESTS),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
def test_any_failure_of_the_model_is_a_lexical_answer(
    failing_api: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    asked: tuple[str, dict[str, object]],
    text: str,
) -> None:
    monkeypatch.setattr(Failing, "error", error(MODEL_FOLDER))
    path, body = asked
    told = {field: f"{text} {TEXT}" if value == TEXT else value for field, value in body.items()}
    response = failing_api.post(path, json={**told, "explain": True})
    assert response.status_code == 200, response.text
    assert response.json()["degraded"] is True
    assert MODEL_FOLDER not in response.text


def test_index_of_another_model_is_searched_by_spelling(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is built anew, which here it never is."""
    monkeypatch.setattr(EmbeddingModel, "serving_encoder", lambda _self: HashingEncoder(64))
    with TestClient(create_app(sample_settings)) as client:
        answer = client.post(TEXT_SEARCH, json={"search_text": TEXT}).json()
        ready = client.get("/health/ready")
    assert answer["degraded"] is True
    assert suggested(answer)
    assert ready.status_code == 503
    assert ready.json()["reasons"] == [
        "The search index has not been built with this embedding model yet"
    ]
    assert ready.json()["embedding_model"] == HashingEncoder(64).checksum[:12]
    assert ready.json()["services"] > 0
