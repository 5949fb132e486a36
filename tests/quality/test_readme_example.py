"""The README's first question gets the answer that stands below it, from the shipped model over the sample."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.api.asking import TEXT_SEARCH

README = Path(__file__).parents[2] / "README.md"
EXAMPLE = re.compile(r"text_search -H .*?-d '(.+?)'\n(\{.+?\})\n```", re.DOTALL)
SHOWN_TEXT = re.compile(r'"([^"]+?) ?…?"')
SHOWN_SCORE = re.compile(r'"similarity_score": ([\d.]+)')

pytestmark = pytest.mark.slow


def test_example_is_answered_as_shown(shipped_settings: Settings) -> None:
    (asked, shown), *others = EXAMPLE.findall(README.read_text(encoding="utf-8"))
    assert others == []
    with TestClient(create_app(shipped_settings), base_url="http://127.0.0.1:8000") as api:
        answer = api.post(TEXT_SEARCH, json=json.loads(asked)).json()
    text = json.dumps(answer, ensure_ascii=False)
    shown_texts = SHOWN_TEXT.findall(shown)
    assert "Turvakodit väkivaltaa kokeneille" in shown_texts
    assert [each for each in shown_texts if each not in text] == []
    (score,) = SHOWN_SCORE.findall(shown)
    assert str(answer["recommended_services"][0]["similarity_score"]).startswith(score)
