"""JSON into the types of answers.py, by their annotations alone."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from revontuli_client.errors import UnexpectedAnswer

T = TypeVar("T")


def decode(answer_type: type[T], value: object) -> T:
    """The value as the type. Unknown fields are passed over; raises UnexpectedAnswer where a known one does not fit."""
    decoded: T = _decoded(answer_type, value, "")
    return decoded


def _decoded(wanted: Any, value: object, pointer: str) -> Any:
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        return _one_of(arguments, value, pointer)
    if origin is tuple and isinstance(value, list):
        return tuple(
            _decoded(arguments[0], each, f"{pointer}/{position}")
            for position, each in enumerate(value)
        )
    if origin is Mapping and isinstance(value, dict):
        return {
            name: _decoded(arguments[1], each, f"{pointer}/{name}") for name, each in value.items()
        }
    if origin is Literal and value in arguments:
        return value
    if is_dataclass(wanted) and isinstance(value, dict):
        return wanted(**_fields(wanted, value, pointer))  # type: ignore[operator]
    if wanted is float and type(value) is int:
        return float(value)
    if wanted is type(value):
        return value
    raise UnexpectedAnswer(f"The answer does not fit at {pointer or '/'}")


def _one_of(alternatives: tuple[Any, ...], value: object, pointer: str) -> Any:
    """The first that fits; what lies deepest in the last one is the fault that is told."""
    for alternative in alternatives[:-1]:
        try:
            return _decoded(alternative, value, pointer)
        except UnexpectedAnswer:
            continue
    return _decoded(alternatives[-1], value, pointer)


def _fields(wanted: Any, value: dict[str, object], pointer: str) -> dict[str, object]:
    hints = _hints(wanted)
    return {
        each.name: _decoded(hints[each.name], value.get(each.name), f"{pointer}/{each.name}")
        for each in fields(wanted)
        if each.name in value or _is_required(each)
    }


def _is_required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


@cache
def _hints(wanted: Any) -> dict[str, Any]:
    return get_type_hints(wanted)
