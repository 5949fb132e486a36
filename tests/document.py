"""The OpenAPI document as the code describes it, made once for all tests that read it."""

from functools import cache
from typing import Any

from app.main import create_app


@cache
def described() -> dict[str, Any]:
    """Shared, so it must not be changed."""
    return create_app().openapi()
