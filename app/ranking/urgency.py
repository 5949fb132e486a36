"""Danger in a person's words: the phrases that show it whatever model is in use, and the kinds of service that do.

A pattern is a row of words. `a|b` stands for either word, `word*` for any that begins so, `...` for up to three words
or none. Case, accents and punctuation make no difference, so `löi` meets "LOI!"; `=loi` meets only what is spelled so,
not "löi".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.urgent_signs import UrgentSign

MOST_WORDS_BETWEEN: Final = 3
"""What `...` may stand for: enough for "hit me last night in the kitchen", too few to join two sentences often."""

SHORTEST_STEM: Final = 3
"""Letters a `word*` needs: shorter ones begin too many words."""

_GAP: Final = "..."
_AS_SPELLED: Final = "="
_HARMLESS: Final = -1
_WORD: Final = re.compile(r"[\w\u0300-\u036f'’´`]+")


@dataclass(frozen=True, slots=True)
class ToldSign:
    """A sign of danger and the characters of the text that show it, from start up to end."""

    sign: UrgentSign
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word, how it is spelled but for case, and where it stands in the text."""

    text: str
    spelled: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Slot:
    """What a word may be where a pattern stands: one of the folded words, one that begins so, or one spelled so."""

    words: frozenset[str]
    stems: tuple[str, ...]
    spelled: frozenset[str]

    def is_met_by(self, word: _Word) -> bool:
        return (
            word.text in self.words
            or word.text.startswith(self.stems)
            or word.spelled in self.spelled
        )


Slots = tuple[_Slot | None, ...]
"""None stands for a gap."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Words from first up to, but without, end; label says whose pattern they met."""

    first: int
    end: int
    label: int

    def overlaps(self, other: "_Span") -> bool:
        return self.first < other.end and other.first < self.end


class SignPhrases:
    """All signs' phrases, ready to be looked for: a word of the text meets only the patterns that begin with it.

    Raises ValueError for a pattern that is empty, begins or ends with `...` or has too short a stem.
    """

    def __init__(self, signs: Sequence[UrgentSign]) -> None:
        self._signs = tuple(signs)
        self._patterns = _Patterns()
        for number, sign in enumerate(signs):
            for phrase in sign.phrases:
                self._patterns.add(phrase, number)
            for phrase in sign.harmless:
                self._patterns.add(phrase, _HARMLESS)

    def told_in(self, text: str) -> list[ToldSign]:
        """Every sign that the text shows, wherever it does so; in the order of the signs, then of the text."""
        words = folded_words(text)
        spans = self._patterns.spans(words)
        harmless = [span for span in spans if span.label == _HARMLESS]
        telling = [
            span
            for span in spans
            if span.label != _HARMLESS and not any(span.overlaps(other) for other in harmless)
        ]
        return [
            ToldSign(self._signs[span.label], words[span.first].start, words[span.end - 1].end)
            for span in sorted(telling, key=lambda span: (span.label, span.first))
        ]


def first_of_each(told: Sequence[ToldSign]) -> list[ToldSign]:
    """Each sign once, where it is told first."""
    first: dict[str, ToldSign] = {}
    for each in told:
        first.setdefault(each.sign.sign, each)
    return list(first.values())


def folded_words(text: str) -> list[_Word]:
    """The words in small letters without accents; apostrophes vanish, other punctuation parts words."""
    return [
        _Word(folded, _composed(found.group()), found.start(), found.end())
        for found in _WORD.finditer(text)
        if (folded := _folded(found.group()))
    ]


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower().replace("'", "").replace("_", "")
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def _composed(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold())


class _Patterns:
    """Patterns by the words they can begin with, each with a label that says whose it is."""

    def __init__(self) -> None:
        self._by_word: dict[str, list[tuple[Slots, int]]] = defaultdict(list)
        self._by_stem: dict[str, list[tuple[Slots, int]]] = defaultdict(list)

    def add(self, pattern: str, label: int) -> None:
        slots = _slots(pattern)
        first = slots[0]
        assert first is not None
        for stem in first.stems:
            self._by_stem[stem[:SHORTEST_STEM]].append((slots, label))
        for word in (*first.words, *map(_folded, first.spelled)):
            self._by_word[word].append((slots, label))

    def spans(self, words: Sequence[_Word]) -> list[_Span]:
        """Where patterns are met, in order of their first word."""
        return [
            _Span(position, end, label)
            for position, word in enumerate(words)
            for slots, label in (
                *self._by_word.get(word.text, ()),
                *self._by_stem.get(word.text[:SHORTEST_STEM], ()),
            )
            if (end := _match_end(slots, words, position)) is not None
        ]


def _slots(pattern: str) -> Slots:
    slots = tuple(None if token == _GAP else _slot(token) for token in pattern.split())
    if not slots or None in (slots[0], slots[-1]):
        raise ValueError("a pattern begins and ends with a word")
    return slots


def _slot(token: str) -> _Slot:
    words: list[str] = []
    stems: list[str] = []
    spelled: list[str] = []
    for alternative in token.split("|"):
        if alternative.startswith(_AS_SPELLED) and len(alternative) > 1:
            spelled.append(alternative.removeprefix(_AS_SPELLED))
            continue
        is_stem = alternative.endswith("*")
        folded = "".join(word.text for word in folded_words(alternative.removesuffix("*")))
        if len(folded) < (SHORTEST_STEM if is_stem else 1):
            raise ValueError("a word of a pattern is empty or too short a stem")
        (stems if is_stem else words).append(folded)
    return _Slot(frozenset(words), tuple(stems), frozenset(spelled))


def _match_end(slots: Slots, words: Sequence[_Word], position: int) -> int | None:
    """Where the pattern, begun at the position, has been met; the fewest words in each gap. None where it is not."""
    if not slots:
        return position
    first, rest = slots[0], slots[1:]
    if first is None:
        for skipped in range(MOST_WORDS_BETWEEN + 1):
            if (end := _match_end(rest, words, position + skipped)) is not None:
                return end
        return None
    if position >= len(words) or not first.is_met_by(words[position]):
        return None
    return _match_end(rest, words, position + 1)
