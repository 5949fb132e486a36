"""The only place that knows the service's languages and how texts fall back from one to another."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, TypeVar

Language = Literal["fi", "sv", "en"]

NetworkLanguage = Literal["en", "de", "fr", "et", "da", "no", "uk", "ru", "fi", "sv"]
"""A language of the network's interface: a caller may ask in it, and have texts translated from and into it."""

LANGUAGES: Final[tuple[Language, ...]] = ("fi", "sv", "en")
"""In order of fallback."""

LocalizedText = Mapping[Language, str]
"""Text by language; a language without text is absent, never blank."""

LocalizedList = Mapping[Language, tuple[str, ...]]
"""Texts by language; a language without any is absent."""

T = TypeVar("T")


def catalogue_language(language: NetworkLanguage) -> Language | None:
    """The same language, where the catalogue can have texts in it."""
    return next((known for known in LANGUAGES if known == language), None)


@cache
def fallback_order(preferred: Language) -> tuple[Language, ...]:
    """The preferred language first, then the others in the order fi, sv, en."""
    return (preferred, *(language for language in LANGUAGES if language != preferred))


def chosen_language(texts: Mapping[Language, T], preferred: Language) -> Language | None:
    """The language whose version is shown to someone who prefers `preferred`; None when there is no text at all."""
    if texts.get(preferred):
        return preferred
    return next((language for language in fallback_order(preferred) if texts.get(language)), None)


def localized(texts: LocalizedText, preferred: Language) -> str:
    """The text in the preferred language or the nearest fallback; "" when there is none."""
    language = chosen_language(texts, preferred)
    return texts[language] if language else ""


def joined_lists(*lists: LocalizedList) -> LocalizedList:
    """The texts of each language from all lists in turn, each text once."""
    joined = {
        language: tuple(dict.fromkeys(text for texts in lists for text in texts.get(language, ())))
        for language in LANGUAGES
    }
    return {language: texts for language, texts in joined.items() if texts}


def localized_list(texts: LocalizedList, preferred: Language) -> tuple[str, ...]:
    """The texts in the preferred language or the nearest fallback that has any."""
    language = chosen_language(texts, preferred)
    return texts[language] if language else ()
