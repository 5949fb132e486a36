"""Translate what a person writes, for a search in Finnish, and what the catalogue says, for the person."""

from dataclasses import dataclass
from typing import Final

from app.domain.catalogue import CatalogueEntry
from app.domain.language import Language, NetworkLanguage, catalogue_language
from app.errors import NotFound
from app.privacy import redact
from app.storage.database import OpenStores
from app.translation.service_texts import has_own_version, place_of, translated_entry
from app.translation.translator import Translator
from app.usecases.describe_services import catalogue_entries

SEARCH_LANGUAGE: Final = "fi"
"""The one language that every service of the catalogue can be found in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceVersion:
    """A service whose texts in the language asked for stand under shown_language.

    The two are the same unless the catalogue does not know the language.
    """

    entry: CatalogueEntry
    shown_language: Language
    is_machine_translated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The stories under /translation, where a translator is configured. Both raise what Translator raises."""

    translator: Translator
    open_stores: OpenStores

    def of_search_text(self, text: str, source: NetworkLanguage) -> str:
        """The text in Finnish; Finnish stays as it is and is sent nowhere.

        The translator gets the text redacted, so the marks stand in the answer.
        """
        if source == SEARCH_LANGUAGE:
            return text
        (translation,) = self.translator.translate([redact(text)], source, SEARCH_LANGUAGE)
        return translation

    def of_service(self, service_id: str, target: NetworkLanguage) -> ServiceVersion:
        """The catalogue's own version where it has one; otherwise every text it lacks in the language is translated.

        Catalogue texts are public and go out as they are: redaction would take the telephone numbers that people are
        meant to call. Raises NotFound for a service that is unknown or archived.
        """
        with self.open_stores(read_only=True) as stores:
            entry = catalogue_entries(stores, [service_id]).get(service_id)
        if entry is None:
            raise NotFound("There is no such service")
        own_language = catalogue_language(target)
        if own_language and has_own_version(entry.service, own_language):
            return ServiceVersion(
                entry=entry, shown_language=own_language, is_machine_translated=False
            )
        return ServiceVersion(
            entry=translated_entry(entry, target, self.translator),
            shown_language=place_of(target),
            is_machine_translated=True,
        )
