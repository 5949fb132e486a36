"""How people ask for help, whatever they need it with: "mistä saan apua?" says nothing of the need."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

_WORD: Final = re.compile(r"[\w']+")
_EDGE: Final = ""
"""Stands before the first word and after the last."""

LEAST_KNOWN_PAIRS: Final = 0.8
"""Of neighbours, edges included. At 0.5 "I need work" would only ask, at 1 hardly anything but the known phrases would.

With it 27 of 70 ways to ask are known that were written by somebody who had not seen the phrases; with 0.6, 35.
"""


@dataclass(frozen=True, slots=True)
class AskingWords:
    """words are those of one language's phrases, in small letters, pairs those that stand side by side there."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def build(cls, phrases: Iterable[str]) -> Self:
        spoken = [_words(phrase) for phrase in phrases]
        return cls(
            words=frozenset(word for words in spoken for word in words),
            pairs=frozenset(pair for words in spoken for pair in _pairs(words)),
        )

    def are_all(self, words: Sequence[str]) -> bool:
        """Whether there is no other word, and LEAST_KNOWN_PAIRS of the pairs are known."""
        if not words or not self.words.issuperset(words):
            return False
        pairs = _pairs(words)
        return sum(pair in self.pairs for pair in pairs) >= LEAST_KNOWN_PAIRS * len(pairs)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of asking in each language: a word of one says nothing in another ("fall")."""

    languages: tuple[AskingWords, ...] = ()

    @classmethod
    def build(cls, phrases: Iterable[Iterable[str]]) -> Self:
        """From the phrases of each language."""
        return cls(tuple(AskingWords.build(each) for each in phrases))

    def is_all_of(self, part: str) -> bool:
        """Whether a part of a text only asks, in one of the languages."""
        words = _words(part)
        return any(language.are_all(words) for language in self.languages)


NO_ASKING: Final = Asking()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("’", "'"))


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise([_EDGE, *words, _EDGE]))
