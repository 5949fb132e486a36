"""Every reason is ours: a sentence with the schema's limits and nothing of the value."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictStr, TypeAdapter, ValidationError

from app.reasons import reason


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


def refused(kind: Any, value: object) -> Mapping[str, Any]:
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(kind).validate_python(value)
    error: Mapping[str, Any] = refusal.value.errors()[0]
    return error


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Thing, {}, "Required"),
        (Thing, {"name": "a", "other": 1}, "Unknown field"),
        (Thing, 31337, "Must be an object"),
        (dict[str, int], 31337, "Must be an object"),
        (list[int], 31337, "Must be a list"),
        (str, 31337, "Must be a string"),
        (Annotated[StrictStr, Field(max_length=9)], "31337\ud800", "Must be well-formed Unicode"),
        (bool, 31337, "Must be true or false"),
        (bool, [], "Must be true or false"),
        (int, "31337x", "Must be a whole number"),
        (int, 31337.5, "Must be a whole number"),
        (int, None, "Must be a whole number"),
        (int, "31337" * 1000, "Must be a smaller whole number"),
        (float, "31337x", "Must be a number"),
        (float, [], "Must be a number"),
        (Annotated[float, Field(allow_inf_nan=False)], float("nan"), "Must be a number"),
        (Annotated[int, Field(gt=3)], -31337, "Must be more than 3"),
        (Annotated[int, Field(ge=3)], -31337, "Must be at least 3"),
        (Annotated[int, Field(lt=3)], 31337, "Must be less than 3"),
        (Annotated[int, Field(le=3)], 31337, "Must be at most 3"),
        (Annotated[float, Field(ge=0.1)], -31337, "Must be at least 0.1"),
        (Annotated[float, Field(le=60)], 31337, "Must be at most 60"),
        (Literal["fi", "sv", "en"], 31337, "Must be 'fi', 'sv' or 'en'"),
        (Literal[-1, 1], 31337, "Must be -1 or 1"),
        (
            Annotated[str, Field(pattern="^[a-z]$")],
            "31337",
            "Must have the form that the documentation gives",
        ),
        (Annotated[str, Field(max_length=4)], "31337", "Must have at most 4 characters"),
        (Annotated[str, Field(min_length=6)], "31337", "Must have at least 6 characters"),
        (Annotated[str, Field(min_length=1)], "", "Must not be empty"),
        (Annotated[list[int], Field(max_length=4)], [31337] * 5, "Must have at most 4 entries"),
        (Annotated[list[int], Field(min_length=6)], [31337] * 5, "Must have at least 6 entries"),
        (Annotated[list[int], Field(min_length=1)], [], "Must not be empty"),
        (bytes, 31337, "Not valid"),
    ],
)
def test_reason_tells_what_is_expected_and_nothing_of_the_value(
    kind: Any, value: object, expected: str
) -> None:
    assert reason(refused(kind, value)) == expected


def test_reason_passes_on_what_our_own_validator_says() -> None:
    error = {"type": "value_error", "ctx": {"error": ValueError("Value error, {of} ours")}}
    assert reason(error) == "Value error, {of} ours"
