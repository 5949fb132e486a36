"""The sentence that a description has in another language in place of a given one."""

from collections.abc import Sequence
from dataclasses import replace

from app.catalogue.service_text import Passage, description_sentences
from app.domain.catalogue import Service
from app.domain.language import Language, localized
from app.domain.results import MetSentence
from app.embedding.encoder import Encoder
from app.usecases.embed_texts import passage_vectors


def said_in(
    language: Language, sentences: Sequence[MetSentence], service: Service, encoder: Encoder
) -> tuple[MetSentence, ...]:
    """The sentences, each with how the service's description says it in the language, where it has that language.

    Of two versions of as many sentences the one in the same place, otherwise the one nearest in meaning.
    """
    others = description_sentences(service, language)
    if not others:
        return tuple(sentences)
    return tuple(
        sentence
        if sentence.language == language
        else replace(
            sentence,
            elsewhere={language: _counterpart(sentence, others, language, service, encoder)},
        )
        for sentence in sentences
    )


def _counterpart(
    sentence: MetSentence,
    others: Sequence[str],
    language: Language,
    service: Service,
    encoder: Encoder,
) -> str:
    own = description_sentences(service, sentence.language)
    if len(own) == len(others):
        return others[own.index(sentence.text)]
    name = localized(service.name, language)
    passages = [Passage(sentence.language, name, sentence.text)]
    passages += [Passage(language, name, other) for other in others]
    vectors = passage_vectors(passages, encoder, lambda _done: None)
    return others[int((vectors[1:] @ vectors[0]).argmax())]
