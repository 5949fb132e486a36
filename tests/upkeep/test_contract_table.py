"""The tables of docs/contract-tests.md and docs/reference-faults.md name tests that exist, and forget none."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
CONTRACT_TESTS = ROOT / "docs" / "contract-tests.md"
DOCUMENTS = [CONTRACT_TESTS, ROOT / "docs" / "reference-faults.md"]
HEADS = ("| fact |", "| fault |")
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


@cache
def defined_in(file: Path) -> frozenset[str]:
    """The names of the test functions that a file defines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(each.name for each in functions if each.name.startswith("test_"))


def named_in(document: Path) -> set[tuple[str, str]]:
    return set(NAMED.findall(document.read_text(encoding="utf-8")))


def rows_of(document: Path) -> list[str]:
    """The rows of its tables, without their heads."""
    lines = document.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith(HEADS)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_named_test_exists(document: Path) -> None:
    named = named_in(document)
    assert named
    missing = {
        f"{file}::{test}"
        for file, test in named
        if not (TESTS / file).exists() or test not in defined_in(TESTS / file)
    }
    assert missing == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_row_names_a_test(document: Path) -> None:
    rows = rows_of(document)
    assert len(rows) > 10
    assert [row for row in rows if not NAMED.search(row)] == []


def test_every_contract_test_is_named() -> None:
    defined = {
        (str(file.relative_to(TESTS)), test)
        for file in (TESTS / "network").glob("test_*.py")
        for test in defined_in(file)
    }
    named = set().union(*(named_in(document) for document in DOCUMENTS))
    assert defined - named == set()
