"""Why a value is refused, in our own words."""

from collections.abc import Mapping
from typing import Any, Final

WHOLE_NUMBER: Final = "Must be a whole number"
UUID_OF_VERSION_4: Final = "Must be a UUID of version 4"

_OBJECT: Final = "Must be an object"
_NUMBER: Final = "Must be a number"
_YES_OR_NO: Final = "Must be true or false"
_REASONS: Final[Mapping[str, str]] = {
    "missing": "Required",
    "extra_forbidden": "Unknown field",
    "json_invalid": "Invalid JSON: {error}",
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "list_type": "Must be a list",
    "string_type": "Must be a string",
    "string_unicode": "Must be well-formed Unicode",
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "int_type": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "int_parsing": WHOLE_NUMBER,
    "int_parsing_size": "Must be a smaller whole number",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "greater_than": "Must be more than {gt}",
    "greater_than_equal": "Must be at least {ge}",
    "less_than": "Must be less than {lt}",
    "less_than_equal": "Must be at most {le}",
    "literal_error": "Must be {expected}",
    "string_pattern_mismatch": "Must have the form that the documentation gives",
    "string_too_long": "Must have at most {max_length} characters",
    "too_long": "Must have at most {max_length} entries",
}
_TOO_SHORT: Final[Mapping[str, str]] = {
    "string_too_short": "Must have at least {min_length} characters",
    "too_short": "Must have at least {min_length} entries",
}


def reason(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors as a sentence without its full stop.

    It may name the schema's limits, never the value or its size; what a validator of ours says is passed on.
    """
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(limits["error"])
    if kind in _TOO_SHORT:
        return (
            "Must not be empty" if limits["min_length"] == 1 else _filled(_TOO_SHORT[kind], limits)
        )
    return _filled(_REASONS.get(kind, "Not valid"), limits)


def _filled(sentence: str, limits: Mapping[str, Any]) -> str:
    """Limits of a fractional number are floats, of which whole ones are shown as such."""
    return sentence.format_map(
        {name: str(each).removesuffix(".0") for name, each in limits.items()}
    )
