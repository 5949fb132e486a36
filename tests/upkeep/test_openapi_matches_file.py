import json
from pathlib import Path

from app.api.openapi_30 import openapi_30
from app.main import create_app

OPENAPI_FOLDER = Path(__file__).parents[2] / "openapi"


def test_published_openapi_file_equals_the_code() -> None:
    published = json.loads((OPENAPI_FOLDER / "openapi.json").read_text(encoding="utf-8"))
    assert published == create_app().openapi(), "run `make openapi` and commit the change"


def test_published_openapi_30_file_equals_the_code() -> None:
    published = json.loads((OPENAPI_FOLDER / "openapi-3.0.json").read_text(encoding="utf-8"))
    assert published == openapi_30(create_app().openapi()), (
        "run `make openapi` and commit the change"
    )
