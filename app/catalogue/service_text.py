"""The only place that decides which words of a service are embedded.

Recipe 1, for each language in which the service has a name, a summary, a description or keywords:
first the summary (the name where there is none), then the description cut at sentence ends into
pieces of at most 60 words, then all keywords as one piece. The name travels beside each piece, in
the same language where the service has it, otherwise in the nearest fallback. A piece that repeats
an earlier one of its language is left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
    return [passage for language in LANGUAGES for passage in passages_in(service, language)]


def passages_in(service: Service, language: Language) -> list[Passage]:
    """The pieces of one language version; none where there is no such version."""
    if not _has_version(service, language):
        return []
    name = localized(service.name, language)
    return [Passage(language, name, text) for text in dict.fromkeys(_texts(service, language))]


def plain_words(service: Service) -> str:
    """Its names, summaries and keywords in every language: what it can be found by without understanding anything."""
    keywords = (keyword for each in service.keywords.values() for keyword in each)
    return " ".join([*service.name.values(), *service.summary.values(), *keywords])


def description_sentences(service: Service, language: Language) -> list[str]:
    """The sentences of its description in one language, in order, each once and with single spaces."""
    return list(dict.fromkeys(_plain_sentences(service.description.get(language, ""))))


def without_sentence(service: Service, language: Language, sentence: str) -> Service:
    """The service as if its description had never said one of its description_sentences."""
    text = service.description.get(language, "")
    kept = [each for each in _plain_sentences(text) if each != sentence]
    others = {known: each for known, each in service.description.items() if known != language}
    description = {**others, language: "\n".join(kept)} if kept else others
    return replace(service, description=description)


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


def _plain_sentences(text: str) -> list[str]:
    """Without the line breaks and double spaces inside them, as pieces have them."""
    return [" ".join(sentence.split()) for sentence in _sentences(text) if sentence.strip()]


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
