"""The only place that knows the phrasebook's file format and how administrators' entries join it.

The phrasebook is an editable asset: JSON Lines, one kind of service a line, with the keys kind,
class, name, summary, utterances, keywords, related and services; name to keywords hold texts by
language, related the weight of other kinds by id and services that of single services.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.domain.language import LANGUAGES, Language, LocalizedList, joined_lists
from app.domain.phrasebook import Kind
from app.errors import CatalogueFileError
from app.json_lines import first_problem, read_json_lines, read_once_each

PhraseSource = Literal["utterance", "keyword", "name"]

SHIPPED_PHRASEBOOK: Final = Path(__file__).parent / "data" / "phrasebook"

_SERVICE_ID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Text = Annotated[str, Field(min_length=1, max_length=1024)]
KindId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Weight = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class _Entry(BaseModel):
    """One line as it stands in the file; surrounding space of texts goes, blank texts are
    refused."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    kind: KindId
    service_class: Annotated[str, Field(alias="class", pattern=r"^P\d+(\.\d+)?$")] = ""
    name: dict[Language, Text] = Field(default_factory=dict)
    summary: dict[Language, Text] = Field(default_factory=dict)
    utterances: dict[Language, tuple[Text, ...]] = Field(default_factory=dict)
    keywords: dict[Language, tuple[Text, ...]] = Field(default_factory=dict)
    related: dict[KindId, Weight] = Field(default_factory=dict)
    services: dict[str, Weight] = Field(default_factory=dict)

    @field_validator("services")
    @classmethod
    def ids_in_lower_case(cls, services: dict[str, float]) -> dict[str, float]:
        """As the catalogue writes them, whatever the case they are given in."""
        for number, service_id in enumerate(services, start=1):
            if not _SERVICE_ID.fullmatch(service_id):
                raise ValueError(
                    f"id {number} is not a service's, such as 5d539a0f-c2cb-4962-b191-ac679f75f28a"
                )
        return {service_id.lower(): weight for service_id, weight in services.items()}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text by which a kind can be found; kind_position counts within the kinds it came from."""

    kind_position: int
    language: Language
    source: PhraseSource
    text: str


def load_phrasebook(directory: Path = SHIPPED_PHRASEBOOK) -> tuple[Kind, ...]:
    """Every kind of the *.jsonl files, in order of file name and line, each complete.

    Raises CatalogueFileError when a file cannot be read, a line is not a valid entry, or a kind
    stands twice or lacks its name or class.
    """
    return merge((), read_once_each(directory, parse_entry, attrgetter("kind_id")))


def read_entries(path: Path) -> tuple[Kind, ...]:
    """The entries of one file, which may be partial (see merge): what is not given is empty.

    All or nothing: raises CatalogueFileError naming the file and each bad line with its reason.
    """
    return read_json_lines(path, parse_entry)


def parse_entry(line: str) -> Kind:
    """One line of a phrasebook file; ValueError with the reason when it is not an entry.

    An entry may leave out everything but its kind: service_class_code is then "" and texts are
    empty. The reason names the place within the entry and never repeats a text.
    """
    try:
        entry = _Entry.model_validate_json(line)
    except ValidationError as error:
        raise ValueError(first_problem(error)) from error
    return Kind(
        kind_id=entry.kind,
        service_class_code=entry.service_class,
        name=entry.name,
        summary=entry.summary,
        utterances=joined_lists(entry.utterances),
        keywords=joined_lists(entry.keywords),
        related=entry.related,
        service_weights=entry.services,
    )


def entry_line(kind: Kind) -> str:
    """The entry as a line of a phrasebook file, which parse_entry reads back."""
    members = {
        "kind": kind.kind_id,
        "class": kind.service_class_code,
        "name": kind.name,
        "summary": kind.summary,
        "utterances": kind.utterances,
        "keywords": kind.keywords,
        "related": kind.related,
        "services": kind.service_weights,
    }
    return json.dumps({key: value for key, value in members.items() if value}, ensure_ascii=False)


def merge(shipped: Sequence[Kind], entries: Iterable[Kind]) -> tuple[Kind, ...]:
    """The shipped kinds with administrators' entries: known kinds keep their place, new ones
    follow.

    Raises CatalogueFileError when a new kind lacks a name or a class.
    """
    kinds = join_entries((*shipped, *entries))
    for kind in kinds:
        if not is_complete(kind):
            raise CatalogueFileError(
                f"kind {kind.kind_id!r} is not in the phrasebook: a new one needs name and class"
            )
    return kinds


def is_complete(kind: Kind) -> bool:
    """Whether it can be matched by itself: it has a name and a class."""
    return bool(kind.name and kind.service_class_code)


def join_entries(entries: Iterable[Kind]) -> tuple[Kind, ...]:
    """One entry for each kind, in order of first appearance.

    A later entry of a kind adds its utterances and keywords after those there are, repeats ignored,
    and replaces the class, the name and summary of each language and the weight of each related kind and
    each service it gives.
    """
    kinds: dict[str, Kind] = {}
    for entry in entries:
        known = kinds.get(entry.kind_id)
        kinds[entry.kind_id] = _merged(known, entry) if known else entry
    return tuple(kinds.values())


def phrases(kinds: Sequence[Kind]) -> list[Phrase]:
    """What each kind is searched by, kind by kind: utterances, keywords, then names.

    Summaries have their say through the kinds' official vectors; beside the phrases they gained nothing on dev.
    """
    found: list[Phrase] = []
    for position, kind in enumerate(kinds):
        by_source: dict[PhraseSource, LocalizedList] = {
            "utterance": kind.utterances,
            "keyword": kind.keywords,
            "name": {language: (text,) for language, text in kind.name.items()},
        }
        found.extend(
            Phrase(position, language, source, text)
            for source, texts in by_source.items()
            for language in LANGUAGES
            for text in texts.get(language, ())
        )
    return found


def _merged(known: Kind, entry: Kind) -> Kind:
    return Kind(
        kind_id=known.kind_id,
        service_class_code=entry.service_class_code or known.service_class_code,
        name={**known.name, **entry.name},
        summary={**known.summary, **entry.summary},
        utterances=joined_lists(known.utterances, entry.utterances),
        keywords=joined_lists(known.keywords, entry.keywords),
        related={**known.related, **entry.related},
        service_weights={**known.service_weights, **entry.service_weights},
    )
