"""What translates: the protocol every engine keeps."""

from collections.abc import Sequence
from typing import Protocol

from app.domain.language import NetworkLanguage


class Translator(Protocol):
    """Safe to share between threads.

    Neither the texts nor their translations are stored or logged; whoever hands a person's words over has redacted
    them.
    """

    def translate(
        self, texts: Sequence[str], source: NetworkLanguage, target: NetworkLanguage
    ) -> list[str]:
        """One translation for each text, in the same order; none of the texts is blank, nor any translation.

        Raises TranslatorUnavailable when the engine cannot be reached, is too slow or answers with something else, and
        Overloaded when it has enough to do already. Its message names no host and repeats no text.
        """
        ...
