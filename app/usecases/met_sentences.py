"""The sentences of each shown service's description that met the person's words.

Only of the description: a summary also tells what kind of service it is, and so what its score would be without a
sentence of it is not known before the next index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.catalogue.service_text import (
    Passage,
    description_sentences,
    passages_in,
    service_passages,
    without_sentence,
)
from app.domain.catalogue import Service
from app.domain.results import MetSentence
from app.embedding.encoder import Encoder, Vectors
from app.index.snapshot import Snapshot
from app.usecases.embed_texts import passage_vectors
from app.usecases.evidence import Positions

MOST_SENTENCES: Final = 2
LEAST_OF_BEST: Final = 0.5
"""A second sentence is named where the score falls at least half as far without it as without the first."""

LEAST_FALL: Final = 1e-5
"""A cosine that falls by less may round to the same score."""

Cosines = Mapping[Passage, float]


@dataclass(frozen=True, slots=True)
class _Trial:
    """A sentence, and what the service would still say in its language without it."""

    sentence: MetSentence
    passages: Sequence[Passage]


def met_sentences(
    snapshot: Snapshot,
    positions: Positions,
    services: Mapping[str, Service],
    expanded: Vectors,
    encoder: Encoder,
) -> list[tuple[MetSentence, ...]]:
    """For each shown service its MOST_SENTENCES most telling sentences: those without which its best passage lies
    farther from the question.

    expanded is the question's vector as services are compared with it. None for a service that is not in `services`,
    which are to be those that were indexed.
    """
    indexed = [
        _indexed_cosines(snapshot, position, services, expanded) for position in positions.tolist()
    ]
    trials = [
        _trials(services[snapshot.service_ids[position]], cosines) if cosines else []
        for position, cosines in zip(positions.tolist(), indexed, strict=True)
    ]
    unknown = {
        passage: None
        for cosines, tried in zip(indexed, trials, strict=True)
        for trial in tried
        for passage in trial.passages
        if passage not in cosines
    }
    vectors = passage_vectors(list(unknown), encoder, lambda _done: None)
    encoded = dict(zip(unknown, (vectors @ expanded).tolist(), strict=True))
    return [
        _most_telling(tried, cosines, {**encoded, **cosines})
        for tried, cosines in zip(trials, indexed, strict=True)
    ]


def _indexed_cosines(
    snapshot: Snapshot, position: int, services: Mapping[str, Service], expanded: Vectors
) -> Cosines:
    """Each passage's cosine with the question, from the index; empty where another recipe made it."""
    service = services.get(snapshot.service_ids[position])
    passages = service_passages(service) if service else []
    vectors = snapshot.service_index.read_vectors(position)
    if len(passages) != len(vectors):
        return {}
    return dict(zip(passages, (vectors @ expanded).tolist(), strict=True))


def _trials(service: Service, cosines: Cosines) -> list[_Trial]:
    """One for each sentence of the best passage; nothing else can lower its score."""
    best = max(cosines, key=lambda passage: cosines[passage])
    return [
        _Trial(
            MetSentence(language=best.language, text=sentence),
            passages_in(without_sentence(service, best.language, sentence), best.language),
        )
        for sentence in description_sentences(service, best.language)
        if sentence in best.text
    ]


def _most_telling(
    trials: Sequence[_Trial], indexed: Cosines, cosines: Cosines
) -> tuple[MetSentence, ...]:
    falls = {
        trial.sentence: max(indexed.values()) - _best_without(trial, indexed, cosines)
        for trial in trials
    }
    told = sorted(falls, key=lambda sentence: -falls[sentence])[:MOST_SENTENCES]
    least = max(LEAST_FALL, LEAST_OF_BEST * max(falls.values(), default=0.0))
    return tuple(sentence for sentence in told if falls[sentence] >= least)


def _best_without(trial: _Trial, indexed: Cosines, cosines: Cosines) -> float:
    others = [
        cosine for passage, cosine in indexed.items() if passage.language != trial.sentence.language
    ]
    return max([*others, *(cosines[passage] for passage in trial.passages)])
