"""Catalogue and phrasebook texts → the vectors that are indexed."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from app.catalogue.service_text import Passage
from app.domain.language import LANGUAGES, LocalizedText
from app.domain.phrasebook import Kind
from app.embedding.encoder import Encoder, Vectors
from app.embedding.unit_rows import unit_rows
from app.life_events import LifeEventText
from app.phrasebook import Phrase

TEXTS_PER_BATCH: Final = 2048
NAME_WEIGHT: Final = 0.3
"""How much a service's name counts beside a passage, in which it also stands (see models/README.md)."""

Step = Callable[[int], None]


def passage_vectors(passages: Sequence[Passage], encoder: Encoder, advance: Step) -> Vectors:
    """One unit vector a passage, float32 (len(passages), dimension): the direction of e(name. text) + 0.3 e(name)."""
    blocks = [np.zeros((0, encoder.dimension), dtype=np.float32)]
    for start in range(0, len(passages), TEXTS_PER_BATCH):
        batch = passages[start : start + TEXTS_PER_BATCH]
        texts = encoder.encode_documents([titled(passage.name, passage.text) for passage in batch])
        names = encoder.encode_documents([passage.name for passage in batch])
        blocks.append(unit_rows(texts + np.float32(NAME_WEIGHT) * names))
        advance(len(batch))
    return np.concatenate(blocks)


def phrase_vectors(phrases: Sequence[Phrase], encoder: Encoder, advance: Step) -> Vectors:
    """One unit vector a phrase: people's words encoded as queries, official texts as documents."""
    is_spoken = [phrase.source in ("utterance", "keyword") for phrase in phrases]
    return _vectors([phrase.text for phrase in phrases], is_spoken, encoder, advance)


def life_event_vectors(texts: Sequence[LifeEventText], encoder: Encoder, advance: Step) -> Vectors:
    """One unit vector a text: people's words encoded as queries, names as documents."""
    is_spoken = [not each.is_name for each in texts]
    return _vectors([each.text for each in texts], is_spoken, encoder, advance)


def _vectors(
    texts: Sequence[str], is_spoken: Sequence[bool], encoder: Encoder, advance: Step
) -> Vectors:
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    spoken = np.array(is_spoken, dtype=bool)
    for positions, encode in (
        (np.flatnonzero(spoken), encoder.encode_queries),
        (np.flatnonzero(~spoken), encoder.encode_documents),
    ):
        for start in range(0, len(positions), TEXTS_PER_BATCH):
            batch = positions[start : start + TEXTS_PER_BATCH]
            vectors[batch] = encode([texts[position] for position in batch])
            advance(len(batch))
    return vectors


def official_vectors(texts: Sequence[LocalizedText], encoder: Encoder) -> Vectors:
    """Vectors by owner and language, float32 (len(texts), 3, dimension); zero where a language has no text."""
    flat = encoder.encode_documents(
        [text.get(language, "") for text in texts for language in LANGUAGES]
    )
    return flat.reshape(len(texts), len(LANGUAGES), encoder.dimension)


def titled(name: str, text: str) -> str:
    """A text with its name before it, once."""
    return text if text.startswith(name) else f"{name}. {text}"


def name_and_summary(name: LocalizedText, summary: LocalizedText) -> LocalizedText:
    """What a service or kind is called and does, by language."""
    return {
        language: titled(name[language], summary.get(language, name[language]))
        for language in LANGUAGES
        if language in name
    }


def kind_texts(kinds: Sequence[Kind]) -> list[LocalizedText]:
    return [name_and_summary(kind.name, kind.summary) for kind in kinds]
