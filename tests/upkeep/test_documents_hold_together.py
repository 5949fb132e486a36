"""README, model card and decision records: no placeholder is left and no link is dead."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "models" / "README.md",
    ROOT / "clients" / "python" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
PLACEHOLDER = re.compile(r"^[A-Z][A-Z_]{4,}$|TODO|TBD", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document_has_no_placeholder_and_no_dead_link(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert PLACEHOLDER.findall(text) == []
    dead = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert dead == []


def test_readme_shows_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text
