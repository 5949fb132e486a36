"""The published document, made once for all tests that read it."""

from functools import cache
from typing import Any

from app.main import create_app


@cache
def published() -> dict[str, Any]:
    """Not to be changed."""
    return create_app().openapi()
