"""The only place that decides which words of a service are embedded.

Recipe 1, for each language in which the service has a name, a summary, a description or keywords:
first the summary (the name where there is none), then the description cut at sentence ends into
pieces of at most 60 words, then all keywords as one piece. The name travels beside each piece, in
the same language where the service has it, otherwise in the nearest fallback. A piece that repeats
an earlier one of its language is left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.catalogue import Service
from app.domain.language import LANGUAGES, Language, localized

RECIPE_VERSION: Final = 1
"""Raised with every change of the recipe; an index built with another version is out of date."""

PIECE_WORDS: Final = 60

_PARAGRAPH_END: Final = re.compile(r"\s*\n\s*")
_SENTENCE_END: Final = re.compile(
    r"""(?:(?<=[.!?…])|(?<=[.!?…]["”’)\]]))\s+(?=["“”‘(\[•–-]*\s*[0-9A-ZÀ-ÖØ-Þ])"""
)
_ABBREVIATION_END: Final = re.compile(
    r"\b(?:esim|mm|ks|nk|ns|puh|tel|nr|nro|t\.ex|bl\.a|s\.k|e\.g|i\.e)\.$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one language version. text may equal name; whoever embeds it joins the two."""

    language: Language
    name: str
    text: str


def service_passages(service: Service) -> list[Passage]:
    """The pieces to embed, in the order fi, sv, en; the same for the same service, never none."""
    return [
        Passage(language, localized(service.name, language), text)
        for language in LANGUAGES
        if _has_version(service, language)
        for text in dict.fromkeys(_texts(service, language))
    ]


def _has_version(service: Service, language: Language) -> bool:
    parts = (service.name, service.summary, service.description, service.keywords)
    return any(language in part for part in parts)


def _texts(service: Service, language: Language) -> Iterator[str]:
    yield (service.summary.get(language) or localized(service.name, language)).strip()
    yield from _pieces(service.description.get(language, ""))
    if keywords := service.keywords.get(language):
        yield ", ".join(keyword.strip() for keyword in keywords)


def _pieces(text: str) -> Iterator[str]:
    """Whole sentences, as many as fit; only a sentence longer than a piece is cut between words."""
    words: list[str] = []
    for sentence in _sentences(text):
        sentence_words = sentence.split()
        if words and len(words) + len(sentence_words) > PIECE_WORDS:
            yield " ".join(words)
            words = []
        words += sentence_words
        while len(words) > PIECE_WORDS:
            yield " ".join(words[:PIECE_WORDS])
            words = words[PIECE_WORDS:]
    if words:
        yield " ".join(words)


def _sentences(text: str) -> Iterator[str]:
    for paragraph in _PARAGRAPH_END.split(text.strip()):
        yield from _joined_at_abbreviations(_SENTENCE_END.split(paragraph))


def _joined_at_abbreviations(parts: Iterable[str]) -> Iterator[str]:
    sentence = ""
    for part in parts:
        sentence = f"{sentence} {part}" if sentence else part
        if not _ABBREVIATION_END.search(sentence):
            yield sentence
            sentence = ""
    if sentence:
        yield sentence
