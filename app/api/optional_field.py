"""Fields that may be left out but not be null."""

from typing import Any


def not_given() -> Any:
    """Default factory: the field reads as None where it was left out, a type that a caller cannot send."""
