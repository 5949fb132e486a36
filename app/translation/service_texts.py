"""The only place that knows which texts of a service are translated.

Those that describe: names, descriptions, instructions, conditions and what is said of the charge. Ids, codes,
addresses, telephone numbers, pages, opening hours and the names of organisations stay as the catalogue has them.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from app.domain.catalogue import CatalogueEntry, Service
from app.domain.language import (
    Language,
    LocalizedList,
    LocalizedText,
    NetworkLanguage,
    catalogue_language,
    chosen_language,
)
from app.translation.translator import Translator

SERVICE_TEXTS: Final = ("name", "summary", "description", "user_instruction", "charge_info")
CHANNEL_TEXTS: Final = ("name", "summary", "description")

ORIGINAL: Final[Language] = "fi"
"""What is translated from, where the catalogue has it; otherwise the nearest fallback."""

STAND_IN: Final[Language] = "en"
"""Where the catalogue has no place for a language, its texts take that of the English ones."""

Say = Callable[[Language, str], str]
"""What to put in the place of a text of the given language."""


def has_own_version(service: Service, language: Language) -> bool:
    """Whether the catalogue itself tells of the service in the language: by name, and in the description if any."""
    return language in service.name and (language in service.description or not service.description)


def place_of(target: NetworkLanguage) -> Language:
    """The language under which translated_entry puts its texts; what is not translated is best shown in it too."""
    return catalogue_language(target) or STAND_IN


def translated_entry(
    entry: CatalogueEntry, target: NetworkLanguage, translator: Translator
) -> CatalogueEntry:
    """The entry with every text under place_of(target) in the target language.

    Texts the catalogue has in it are kept. The others go to the translator in one call, or in one for each language
    where the service's texts are not all in the same. Raises what Translator raises.
    """
    wanted: dict[Language, dict[str, None]] = {}

    def note(source: Language, text: str) -> str:
        wanted.setdefault(source, {})[text] = None
        return text

    _said(entry, target, note)
    translations = {
        source: dict(zip(texts, translator.translate(list(texts), source, target), strict=True))
        for source, texts in wanted.items()
    }
    return _said(entry, target, lambda source, text: translations[source][text])


def _said(entry: CatalogueEntry, target: NetworkLanguage, say: Say) -> CatalogueEntry:
    """The entry with say called for each text that is not in the target language yet."""

    def text(texts: LocalizedText) -> LocalizedText:
        source = _source(texts, target)
        return {**texts, place_of(target): say(source, texts[source])} if source else texts

    def text_list(texts: LocalizedList) -> LocalizedList:
        source = _source(texts, target)
        if source is None:
            return texts
        return {**texts, place_of(target): tuple(say(source, each) for each in texts[source])}

    def texts_of(record: object, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: text(getattr(record, name)) for name in names}

    service = entry.service
    return replace(
        entry,
        service=replace(
            service,
            requirements=text_list(service.requirements),
            **texts_of(service, SERVICE_TEXTS),
        ),
        channels=tuple(
            replace(channel, **texts_of(channel, CHANNEL_TEXTS)) for channel in entry.channels
        ),
    )


def _source(texts: LocalizedText | LocalizedList, target: NetworkLanguage) -> Language | None:
    """The language to translate from; None where there is nothing to say, or nothing left to translate."""
    own = catalogue_language(target)
    if own and texts.get(own):
        return None
    return chosen_language(texts, ORIGINAL)
