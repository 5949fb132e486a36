import json
from pathlib import Path

from app.api.openapi_30 import openapi_30
from tests.document import described

OPENAPI_FOLDER = Path(__file__).parents[2] / "openapi"


def test_published_openapi_file_equals_the_code() -> None:
    published = json.loads((OPENAPI_FOLDER / "openapi.json").read_text(encoding="utf-8"))
    assert published == described(), "run `make openapi` and commit the change"


def test_published_openapi_30_file_equals_the_code() -> None:
    published = json.loads((OPENAPI_FOLDER / "openapi-3.0.json").read_text(encoding="utf-8"))
    assert published == openapi_30(described()), "run `make openapi` and commit the change"
