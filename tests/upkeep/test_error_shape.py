"""Every deliberate error has a status and a stable code, and the tree at the top of app/errors.py shows it."""

import re
from collections.abc import Iterator

import pytest

from app import errors
from app.errors import AppError

CODE = re.compile(r"[a-z]+(-[a-z]+)*")
TREE_LINE = re.compile(r"^[│├└─ ]*(?P<name>[A-Z]\w+)(?: +(?P<status>\d{3}) +(?P<code>\S+))?", re.M)


def error_classes(base: type[AppError] = AppError) -> Iterator[type[AppError]]:
    yield base
    for derived in base.__subclasses__():
        yield from error_classes(derived)


ERRORS = [error for error in error_classes() if error.__module__ == errors.__name__]


def drawn() -> dict[str, tuple[str | None, str | None]]:
    """Name → status and code of each class in the tree of the module's docstring."""
    tree = (errors.__doc__ or "").split("\n\n")[1]
    return {match["name"]: (match["status"], match["code"]) for match in TREE_LINE.finditer(tree)}


@pytest.mark.parametrize("error", ERRORS)
def test_error_has_status_code_and_title(error: type[AppError]) -> None:
    assert 400 <= error.status < 600
    assert CODE.fullmatch(error.code)
    assert error.title
    assert error().detail == error.title


def test_error_codes_are_unique() -> None:
    codes = [error.code for error in ERRORS]
    assert len(set(codes)) == len(codes)


def test_every_error_is_drawn_in_the_tree() -> None:
    assert set(drawn()) == {error.__name__ for error in ERRORS}


@pytest.mark.parametrize("error", ERRORS)
def test_error_is_drawn_with_its_status_and_code(error: type[AppError]) -> None:
    status, code = drawn()[error.__name__]
    if status is not None:
        assert (int(status), code) == (error.status, error.code)


def test_errors_are_defined_in_one_place() -> None:
    assert [error for error in error_classes() if error.__module__.startswith("app.")] == ERRORS
