"""The only place that knows the files of what tells a need from small talk, and danger from anything else.

JSON Lines, edited by hand and reviewed: `small_talk.jsonl` holds what people say around their need, a phrase a line;
`asking.jsonl` how they ask for help, whatever they need it with;
`urgent_signs.jsonl` a danger a line, the more pressing ones first, with its phrases by language
(see app.ranking.urgency).
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.domain.language import LANGUAGES, Language
from app.domain.urgent_signs import UrgentSign
from app.json_lines import read_json_lines

SHIPPED_NEED_SIGNS: Final = Path(__file__).parent / "data" / "needs"

Text = Annotated[str, Field(min_length=1, max_length=1024)]
KindId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


class _Phrase(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    language: Language
    text: Text


class _Sign(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    sign: KindId
    kind: KindId
    services: Annotated[tuple[tuple[KindId, ...], ...], Field(min_length=1)]
    recognised_by: tuple[KindId, ...]
    phrases: dict[Language, tuple[Text, ...]]
    harmless: dict[Language, tuple[Text, ...]]


@cache
def load_small_talk() -> tuple[str, ...]:
    """The shipped phrases that tell of no need, in three languages; those that ask for help are among them."""
    small_talk = read_json_lines(SHIPPED_NEED_SIGNS / "small_talk.jsonl", _phrase)
    return (*small_talk, *(text for texts in load_asking().values() for text in texts))


@cache
def load_asking() -> dict[Language, tuple[str, ...]]:
    """The shipped phrases that ask for help and do not say with what, by language."""
    phrases = read_json_lines(SHIPPED_NEED_SIGNS / "asking.jsonl", _Phrase.model_validate_json)
    return {
        language: tuple(each.text for each in phrases if each.language == language)
        for language in LANGUAGES
    }


@cache
def load_urgent_signs() -> tuple[UrgentSign, ...]:
    """The shipped signs of danger, the more pressing first."""
    return read_json_lines(SHIPPED_NEED_SIGNS / "urgent_signs.jsonl", _urgent_sign)


def _phrase(line: str) -> str:
    return _Phrase.model_validate_json(line).text


def _urgent_sign(line: str) -> UrgentSign:
    entry = _Sign.model_validate_json(line)
    return UrgentSign(
        sign=entry.sign,
        kind_id=entry.kind,
        service_kind_ids=entry.services,
        recognised_by=entry.recognised_by,
        phrases=tuple(phrase for texts in entry.phrases.values() for phrase in texts),
        harmless=tuple(phrase for texts in entry.harmless.values() for phrase in texts),
    )
