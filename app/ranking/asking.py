"""How people ask for help, whatever they need it with: "mistä saan apua?" says nothing of the need."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

_WORD: Final = re.compile(r"[\w'’]+")

LEAST_KNOWN_PAIRS: Final = 0.5
"""Of a part's neighbouring words. At 0 "we don't know anymore" would only ask, at 1 little but the phrases would."""


@dataclass(frozen=True, slots=True)
class Asking:
    """words are those of the known phrases, in small letters, pairs those that stand side by side there."""

    words: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def build(cls, phrases: Iterable[str]) -> Self:
        spoken = [_WORD.findall(phrase.casefold()) for phrase in phrases]
        return cls(
            words=frozenset(word for words in spoken for word in words),
            pairs=frozenset(pair for words in spoken for pair in pairwise(words)),
        )

    def is_all_of(self, part: str) -> bool:
        """Whether a part of a text only asks: it has no other word, and LEAST_KNOWN_PAIRS of its pairs are known."""
        words = _WORD.findall(part.casefold())
        if not words or not self.words.issuperset(words):
            return False
        known = sum(pair in self.pairs for pair in pairwise(words))
        return known >= LEAST_KNOWN_PAIRS * (len(words) - 1)


NO_ASKING: Final = Asking()
