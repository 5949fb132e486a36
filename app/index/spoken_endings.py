"""How Finnish words are written whose ends were written as they are spoken: *koulus* for *koulussa*.

Speech drops the last sounds of many endings (*loppuheitto*), and its partitives end in a long vowel.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from app.domain.language import Language

RARELY: Final = 0.3
"""A spoken form up to so much as common as the written one is completed; a commoner one (*kauppaa*) is its own word.

That also takes some real words for spoken ones (*hakee* for *hakea*), which changes little: both are of one word. Those
in -ks may be ever so common, for hardly any other Finnish word ends so.
"""

MIN_SPOKEN_CHARS: Final = 4
"""Shorter ones (*mis*, *täl*) say little and look like words of other languages."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_DROPPED: Final = re.compile(
    r"(?<=[ki]s)i$"  # työttömäksi, pitäisi
    r"|(?<=s)s[aä]$|(?<=l)l[aä]$|(?<=[sl]t)[aä]$"  # koulussa, meillä, kodista, keneltä
    r"|(?<=n[uy])t$"  # maksanut
    r"|(?<=aa|ee|ii|oo|uu|yy|ää|öö)n$"  # kouluun
)
_LENGTHENED: Final = re.compile(r"([ieouyö])[aä]$")
"""Apua is spoken apuu."""


@dataclass(frozen=True, slots=True)
class SpokenEndings:
    """written is spoken form → the word as it is written, both in small letters."""

    written: Mapping[str, str]

    @classmethod
    def build(cls, texts: Iterable[tuple[Language, str]]) -> Self:
        """From texts in all languages; of words that are spoken alike the most common."""
        counts: Counter[str] = Counter()
        finnish: Counter[str] = Counter()
        for language, text in texts:
            words = _WORD.findall(text.casefold())
            counts.update(words)
            if language == "fi":
                finnish.update(words)
        best: dict[str, str] = {}
        for word, count in sorted(finnish.items()):
            spoken = _spoken(word)
            is_spoken = spoken.endswith("ks") or counts[spoken] <= RARELY * count
            is_better = spoken not in best or count > finnish[best[spoken]]
            if spoken != word and len(spoken) >= MIN_SPOKEN_CHARS and is_spoken and is_better:
                best[spoken] = word
        return cls(best)

    def told_in(self, text: str) -> Self:
        """Those that stand in the text: most often none, which parts of it then need not be searched for."""
        words = self.written.keys() & _WORD.findall(text.casefold())
        return type(self)({word: self.written[word] for word in words})

    def restored(self, text: str) -> str:
        """The text with its known words as they are written."""
        if not self.written:
            return text
        return _WORD.sub(
            lambda found: self.written.get(found.group().casefold(), found.group()), text
        )


def _spoken(word: str) -> str:
    dropped = _DROPPED.sub("", word)
    return _LENGTHENED.sub(r"\1\1", word) if dropped == word else dropped
