"""Query parameters that more than one endpoint takes."""

import re

from pydantic import BeforeValidator


def _is_decimal(value: object) -> object:
    """Python's int() would also take "+1", " 1", "1_0" and digits of other scripts."""
    if not re.fullmatch("-?[0-9]+", str(value)):
        raise ValueError("Input should be a valid integer")
    return value


DECIMAL = BeforeValidator(_is_decimal)
"""Lets an integer through that is written in plain decimal digits."""
