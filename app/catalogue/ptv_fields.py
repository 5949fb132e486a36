"""The only place that knows how loose PTV's JSON is: what may be null, what is refused, how texts
carry a language.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar, cast

from app.domain.language import LANGUAGES, Language, LocalizedList, LocalizedText

_UUID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_INVISIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\ufeff]")
"""Control characters, which PostgreSQL or JSON refuse, and soft hyphens and zero-width spaces,
which split words.
"""

T = TypeVar("T")


class RecordRejected(Exception):
    """The record cannot be used. reason names the field, never its content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RecordIgnored(RecordRejected):
    """The record is well formed, but of a kind the service does not offer."""


class Fields:
    """One JSON object of PTV, read field by field.

    A field that is absent or null reads as empty, and so does a null in a list. Any other value of
    the wrong type raises RecordRejected with the field's path, such as `serviceNames[1].value`.
    """

    def __init__(self, value: Mapping[str, object], path: str = "") -> None:
        self._value = value
        self._path = path

    def path(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def has(self, name: str) -> bool:
        return name in self._value

    def prose(self, name: str) -> str:
        """The text as its author spaced it, without invisible characters; "" when blank."""
        value = self._value.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RecordRejected(f"{self.path(name)} is not a text")
        if _HALF_CHARACTER.search(value):
            raise RecordRejected(f"{self.path(name)} holds half a character")
        text = _INVISIBLE.sub("", value)
        return "" if text.isspace() else text

    def text(self, name: str) -> str:
        """A short text, such as a code or a name, without surrounding space."""
        return self.prose(name).strip()

    def flag(self, name: str) -> bool:
        value = self._value.get(name)
        if value is not None and not isinstance(value, bool):
            raise RecordRejected(f"{self.path(name)} is not true or false")
        return bool(value)

    def uuid(self, name: str) -> str:
        """The identifier in lower case; "" when there is none."""
        text = self.text(name)
        if text and not _UUID.fullmatch(text):
            raise RecordRejected(f"{self.path(name)} is not a UUID")
        return text.lower()

    def nested(self, name: str) -> "Fields":
        """The object in the field; an empty one when there is none."""
        value = self._value.get(name)
        if value is None:
            return Fields({}, self.path(name))
        if not isinstance(value, dict):
            raise RecordRejected(f"{self.path(name)} is not an object")
        return Fields(value, self.path(name))

    def entries(self, name: str) -> Iterator["Fields"]:
        value = self._value.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            raise RecordRejected(f"{self.path(name)} is not a list")
        for place, member in enumerate(cast(list[object], value)):
            path = f"{self.path(name)}[{place}]"
            if member is None:
                continue
            if not isinstance(member, dict):
                raise RecordRejected(f"{path} is not an object")
            yield Fields(member, path)

    def language(self) -> Language | None:
        """The field `language`; None for the languages the service does not speak, such as Sámi."""
        text = self.text("language")
        return next((language for language in LANGUAGES if language == text), None)

    def localized_text(self, name: str, kind: str | None = None) -> LocalizedText:
        """The first text of each language in a list of {language, value, type}, all of one type."""
        texts: dict[Language, str] = {}
        for entry in self.entries(name):
            language, text, entry_kind = entry.language(), entry.prose("value"), entry.text("type")
            if language and text and kind in (None, entry_kind):
                texts.setdefault(language, text)
        return in_language_order(texts)

    def localized_list(self, name: str) -> LocalizedList:
        """Every different text of each language in a list of {language, value}, in its order."""
        texts: dict[Language, list[str]] = {}
        for entry in self.entries(name):
            language, text = entry.language(), entry.prose("value")
            if language and text:
                texts.setdefault(language, []).append(text)
        return without_repeats(texts)


def in_language_order(texts: Mapping[Language, T]) -> dict[Language, T]:
    return {language: texts[language] for language in LANGUAGES if language in texts}


def without_repeats(texts: Mapping[Language, list[str]]) -> LocalizedList:
    """The lists in language order, each text once, at its first place."""
    return {
        language: tuple(dict.fromkeys(members))
        for language, members in in_language_order(texts).items()
    }
