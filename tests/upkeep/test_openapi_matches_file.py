import json
from pathlib import Path

from app.main import create_app

OPENAPI_FILE = Path(__file__).parents[2] / "openapi" / "openapi.json"


def test_published_openapi_file_equals_the_code() -> None:
    published = json.loads(OPENAPI_FILE.read_text(encoding="utf-8"))
    assert published == create_app().openapi(), "run `make openapi` and commit the change"
