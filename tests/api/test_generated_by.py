from datetime import datetime

from fastapi.testclient import TestClient

from app import __version__
from tests.api.asking import RECOMMEND_SERVICE, TEXT_SEARCH


def test_answer_says_what_made_it_when_asked_to_explain(api: TestClient) -> None:
    ready = api.get("/health/ready").json()
    for path, body in (
        (TEXT_SEARCH, {"search_text": "velka"}),
        (RECOMMEND_SERVICE, {"life_situation_meters": {"finance": [1]}}),
    ):
        assert "generated_by" not in api.post(path, json=body).json()
        answer = api.post(path, json={**body, "explain": True}).json()
        assert answer["generated_by"] == {
            "service": "Revontuli",
            "version": __version__,
            "embedding_model": ready["embedding_model"],
            "catalogue_version": ready["catalogue_version"],
            "index_built_at": answer["generated_by"]["index_built_at"],
            "automated": True,
        }
        assert datetime.fromisoformat(answer["generated_by"]["index_built_at"]).tzinfo
