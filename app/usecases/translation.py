"""Translate what a person writes, for a search in Finnish."""

from dataclasses import dataclass
from typing import Final

from app.domain.language import NetworkLanguage
from app.privacy import redact
from app.translation.translator import Translator

SEARCH_LANGUAGE: Final = "fi"
"""The one language that every service of the catalogue can be found in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The stories under /translation, where a translator is configured."""

    translator: Translator

    def of_search_text(self, text: str, source: NetworkLanguage) -> str:
        """The text in Finnish; Finnish stays as it is and is sent nowhere.

        The translator gets the text with identifiers redacted, so their marks stand in the answer. Raises what
        Translator raises.
        """
        if source == SEARCH_LANGUAGE:
            return text
        (translation,) = self.translator.translate([redact(text)], source, SEARCH_LANGUAGE)
        return translation
