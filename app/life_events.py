"""The only place that knows the life events' file format and how administrators' entries join the shipped ones.

JSON Lines like the phrasebook's, one life event a line, with the keys life_event, codes, name, utterances, kinds and
next_kinds; name and utterances hold texts by language.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.domain.language import LANGUAGES, Language, LocalizedList, joined_lists
from app.domain.life_events import LifeEvent
from app.errors import CatalogueFileError
from app.json_lines import read_json_lines, read_once_each

SHIPPED_LIFE_EVENTS: Final = Path(__file__).parent / "data" / "life_events"

_ID_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Id = Annotated[str, Field(pattern=_ID_PATTERN, max_length=100)]
Code = Annotated[str, Field(pattern=r"^KE\d{1,3}(\.\d{1,3})?$")]
Text = Annotated[str, Field(min_length=1, max_length=1024)]


class _Entry(BaseModel):
    """One line as it stands in the file; surrounding space of texts goes, blank texts are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)

    life_event: Id
    codes: tuple[Code, ...] = ()
    name: dict[Language, Text] = Field(default_factory=dict)
    utterances: dict[Language, tuple[Text, ...]] = Field(default_factory=dict)
    kinds: tuple[Id, ...] = ()
    next_kinds: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class LifeEventText:
    """One text by which a life event can be recognised; life_event_position counts within the events it came from."""

    life_event_position: int
    is_name: bool
    text: str


def load_life_events(directory: Path = SHIPPED_LIFE_EVENTS) -> tuple[LifeEvent, ...]:
    """Every life event of the *.jsonl files, in order of file name and line.

    Raises CatalogueFileError when a file cannot be read, a line is not a valid entry, or an event stands twice or lacks
    its name or kinds. Whether the kinds exist is for check_references to say.
    """
    return merge((), read_once_each(directory, parse_entry, attrgetter("life_event_id")))


def read_entries(path: Path) -> tuple[LifeEvent, ...]:
    """The entries of one file, which may be partial (see join_entries): what is not given is empty.

    All or nothing: raises CatalogueFileError naming the file and each bad line with its reason.
    """
    return read_json_lines(path, parse_entry)


def parse_entry(line: str) -> LifeEvent:
    """One line of a file; ValueError with the place and reason when it is not an entry."""
    entry = _Entry.model_validate_json(line)
    return LifeEvent(
        life_event_id=entry.life_event,
        ptv_codes=_once(entry.codes),
        name=entry.name,
        utterances=joined_lists(entry.utterances),
        kind_ids=_once(entry.kinds),
        next_kind_ids=_once(entry.next_kinds),
    )


def entry_line(event: LifeEvent) -> str:
    """The entry as a line of a file, which parse_entry reads back."""
    members = {
        "life_event": event.life_event_id,
        "codes": event.ptv_codes,
        "name": event.name,
        "utterances": event.utterances,
        "kinds": event.kind_ids,
        "next_kinds": event.next_kind_ids,
    }
    return json.dumps({key: value for key, value in members.items() if value}, ensure_ascii=False)


def merge(shipped: Sequence[LifeEvent], entries: Iterable[LifeEvent]) -> tuple[LifeEvent, ...]:
    """The shipped life events with administrators' entries: known ones keep their place, new ones follow.

    Raises CatalogueFileError when a new life event lacks a name or kinds.
    """
    events = join_entries((*shipped, *entries))
    for event in events:
        if not is_complete(event):
            raise CatalogueFileError(
                f"life event {event.life_event_id!r} is not there yet: a new one needs name and kinds"
            )
    return events


def is_complete(event: LifeEvent) -> bool:
    """Whether it can be recognised and leads somewhere."""
    return bool(event.name and event.kind_ids)


def join_entries(entries: Iterable[LifeEvent]) -> tuple[LifeEvent, ...]:
    """One entry for each life event, in order of first appearance.

    A later entry adds its utterances after those there are, repeats ignored, and replaces the name of each language it
    gives, the codes, the kinds and what comes next.
    """
    events: dict[str, LifeEvent] = {}
    for entry in entries:
        known = events.get(entry.life_event_id)
        events[entry.life_event_id] = _merged(known, entry) if known else entry
    return tuple(events.values())


def check_references(
    events: Iterable[LifeEvent], kind_ids: Collection[str], ptv_codes: Collection[str]
) -> None:
    """Raises CatalogueFileError where a life event names a kind or a code that there is not."""
    for event in events:
        for things, known, named in (
            ("kinds of the phrasebook", kind_ids, (*event.kind_ids, *event.next_kind_ids)),
            ("codes of PTV's list", ptv_codes, event.ptv_codes),
        ):
            unknown = [each for each in named if each not in known]
            if unknown:
                raise CatalogueFileError(
                    f"life event {event.life_event_id!r}: no {things}: {', '.join(unknown)}"
                )


def with_kinds_of(event: LifeEvent, kind_ids: Collection[str]) -> LifeEvent:
    """The life event without the kinds that are no longer in the phrasebook."""
    return replace(
        event,
        kind_ids=tuple(each for each in event.kind_ids if each in kind_ids),
        next_kind_ids=tuple(each for each in event.next_kind_ids if each in kind_ids),
    )


def life_event_texts(events: Sequence[LifeEvent]) -> list[LifeEventText]:
    """What each life event is recognised by, event by event: utterances, then names."""
    return [
        LifeEventText(position, is_name, text)
        for position, event in enumerate(events)
        for is_name, texts in ((False, event.utterances), (True, _as_list(event)))
        for language in LANGUAGES
        for text in texts.get(language, ())
    ]


def _as_list(event: LifeEvent) -> LocalizedList:
    return {language: (text,) for language, text in event.name.items()}


def _merged(known: LifeEvent, entry: LifeEvent) -> LifeEvent:
    return LifeEvent(
        life_event_id=known.life_event_id,
        ptv_codes=entry.ptv_codes or known.ptv_codes,
        name={**known.name, **entry.name},
        utterances=joined_lists(known.utterances, entry.utterances),
        kind_ids=entry.kind_ids or known.kind_ids,
        next_kind_ids=entry.next_kind_ids or known.next_kind_ids,
    )


def _once(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
