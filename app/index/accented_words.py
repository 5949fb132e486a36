"""How words with å, ä and ö are spelt, for what was written without them: on a foreign keyboard or in a hurry."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

_WORD: Final = re.compile(r"[^\W\d_]+")
_ACCENTED: Final = re.compile("[åäöÅÄÖ]")


@dataclass(frozen=True, slots=True)
class AccentedWords:
    """spelling is plain word → the word as it is spelt, both in small letters."""

    spelling: Mapping[str, str]

    @classmethod
    def build(cls, texts: Iterable[str]) -> Self:
        """From texts that are spelt as they should be; of words that look alike without accents the most common."""
        counts = Counter(_WORD.findall(_composed("\n".join(texts)).casefold()))
        spellings: dict[str, list[str]] = defaultdict(list)
        for word in sorted(counts):
            spellings[_plain(word)].append(word)
        best = {plain: max(words, key=counts.__getitem__) for plain, words in spellings.items()}
        return cls({plain: word for plain, word in best.items() if word != plain})

    def missing_in(self, text: str) -> Self:
        """Those that may be restored in parts of the text: none where it has an accent anywhere."""
        return type(self)({}) if _ACCENTED.search(_composed(text)) else self

    def restored(self, text: str) -> str:
        """The text with the accents of its known words; a text that has any keeps what it has.

        Each letter comes back as one character with its accent, as the model knows it.
        """
        composed = _composed(text)
        if _ACCENTED.search(composed):
            return composed
        return _WORD.sub(
            lambda found: self.spelling.get(found.group().casefold(), found.group()), composed
        )


def _plain(word: str) -> str:
    return word if word.isascii() else word.replace("å", "a").replace("ä", "a").replace("ö", "o")


def _composed(text: str) -> str:
    """Some keyboards and files write an accent as a character of its own after the letter."""
    return unicodedata.normalize("NFC", text)
