"""The only place that says how well a table knows phrasebook kinds from texts it was not tuned on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.phrasebook import Kind
from models.training.phrasebook_tuning import official_texts, spoken_texts

Int64 = NDArray[np.int64]
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
OFFICIAL_WEIGHT = 0.5
HELD_OUT_KINDS = 130


@dataclass(frozen=True)
class HeldOut:
    """The phrasebook without some texts, and those texts with the position of their kind.

    kinds keeps every kind, in order; a kind held out as a whole has its official texts only.
    """

    kinds: list[Kind]
    texts: list[str]
    languages: list[str]
    kind_positions: Int64


def hold_out_utterances(kinds: Sequence[Kind], generator: np.random.Generator) -> HeldOut:
    """Hold out one utterance of each kind and language."""
    kept: list[Kind] = []
    texts: list[tuple[str, str, int]] = []
    for position, kind in enumerate(kinds):
        utterances = {}
        for language, phrases in kind.utterances.items():
            chosen = int(generator.integers(len(phrases)))
            texts.append((phrases[chosen], language, position))
            utterances[language] = phrases[:chosen] + phrases[chosen + 1 :]
        kept.append(replace(kind, utterances=utterances))
    return _held_out(kept, texts)


def hold_out_kinds(kinds: Sequence[Kind], generator: np.random.Generator) -> HeldOut:
    """Hold out every utterance and keyword of HELD_OUT_KINDS kinds."""
    chosen = set(generator.choice(len(kinds), HELD_OUT_KINDS, replace=False).tolist())
    kept = [
        replace(kind, utterances={}, keywords={}) if position in chosen else kind
        for position, kind in enumerate(kinds)
    ]
    texts = [
        (phrase, language, position)
        for position in sorted(chosen)
        for language, phrases in kinds[position].utterances.items()
        for phrase in phrases
    ]
    return _held_out(kept, texts)


def _held_out(kinds: list[Kind], texts: list[tuple[str, str, int]]) -> HeldOut:
    return HeldOut(
        kinds,
        [text for text, _, _ in texts],
        [language for _, language, _ in texts],
        np.array([position for _, _, position in texts], dtype=np.int64),
    )


def right_kind_ranks(held_out: HeldOut, encode: Encode, *, by_phrases: bool) -> Int64:
    """Rank (from 1) of the right kind among all kinds for each held-out text.

    A kind scores by the cosine of its closest official text; by_phrases puts the closest of its
    remaining phrases first and lets the official text count OFFICIAL_WEIGHT, as the bridge does.
    """
    queries = encode(held_out.texts)
    scores = _best_of_kind(queries, held_out.kinds, official_texts, encode)
    if by_phrases:
        phrase_scores = _best_of_kind(queries, held_out.kinds, spoken_texts, encode)
        scores = phrase_scores + OFFICIAL_WEIGHT * scores
    right = scores[np.arange(len(scores)), held_out.kind_positions]
    ranks: Int64 = (scores >= right[:, None]).sum(axis=1)
    return ranks


def summarise(ranks: Int64) -> dict[str, float]:
    """accuracy: share at rank 1; mrr: mean reciprocal rank. Both 0 to 1."""
    return {
        "texts": len(ranks),
        "accuracy": round(float((ranks == 1).mean()), 3),
        "mrr": round(float((1 / ranks).mean()), 3),
    }


def _best_of_kind(
    queries: Vectors,
    kinds: Sequence[Kind],
    texts_of: Callable[[Kind], list[str]],
    encode: Encode,
) -> Vectors:
    """float32 (queries, kinds): the highest cosine with a text of the kind, -1 without texts."""
    texts = [(text, position) for position, kind in enumerate(kinds) for text in texts_of(kind)]
    owners = np.array([position for _, position in texts])
    cosines = queries @ encode([text for text, _ in texts]).T
    best = np.full((len(queries), len(kinds)), -1, dtype=np.float32)
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]]))
    best[:, owners[starts]] = np.maximum.reduceat(cosines, starts, axis=1)
    return best
