"""The only place that knows the layout of the training files under the data folder."""

import csv
import gzip
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Title:
    """A library title with the YSO concepts ("p1234") librarians gave it."""

    language: str
    text: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Concept:
    """A thesaurus concept; labels and synonyms by language, of which any may be missing."""

    concept_id: str
    labels: dict[str, str]
    synonyms: dict[str, list[str]]


@dataclass(frozen=True)
class OfficialText:
    """One service or class, put by its authority in several languages and lengths."""

    variants: list[str] = field(default_factory=list)


def open_text(path: Path) -> TextIO:
    """Open plain, .gz or .xz UTF-8 text for reading."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with open_text(path) as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def read_titles(path: Path, language: str) -> list[Title]:
    titles = []
    with open_text(path) as lines:
        for line in lines:
            text, _, concepts = line.rstrip("\n").partition("\t")
            titles.append(Title(language, text, tuple(concepts.split())))
    return titles


def read_concepts(path: Path) -> list[Concept]:
    return [
        Concept(record["uri"].rsplit("/", 1)[-1], record["label"], record.get("alt", {}))
        for record in read_json_lines(path)
    ]


def read_general_descriptions(path: Path) -> list[OfficialText]:
    """PTV's national service templates: name, summary, description in the languages they have."""
    return [
        OfficialText(
            [
                text
                for part in ("name", "summary", "description")
                for text in record.get(part, {}).values()
                if text
            ]
        )
        for record in read_json_lines(path)
    ]


def read_service_classes(path: Path) -> list[OfficialText]:
    """PTV's service classes (*palveluluokka*): name and description in three languages."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = [*LANGUAGES, *(f"description_{language}" for language in LANGUAGES)]
    return [OfficialText([row[column] for column in columns if row[column]]) for row in rows]
