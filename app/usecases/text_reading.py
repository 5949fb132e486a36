"""What matching makes of a person's text: the kinds of service, needs and life events that it tells of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.domain.results import Hit
from app.embedding.encoder import Encoder, Vectors
from app.index.snapshot import Snapshot
from app.ranking.bridge import (
    DEFAULT_RECIPE,
    BridgeRecipe,
    kind_beliefs,
    nearest_kinds,
    official_scores,
    rescored_kinds,
)
from app.ranking.clauses import Clause, split_clauses
from app.ranking.life_events import Confidences, life_event_confidences
from app.ranking.needs import FoundNeed, NeedRecipe, Reading, found_needs, nearest_clauses
from app.usecases.recognise_life_events import signs_of_events

COUNTS_FROM: Final = 0.1
"""The confidence from which a life event that the words show counts for services; it need not be believed for that."""

SURE_OF_ANY_LENGTH: Final = NeedRecipe(length_weight=0.0, min_surety=0.52)
"""For a list, where a clause tells of a need from a score of 0.52 on, however long it is.

The bar of packages, which asks less of long clauses, lowered nDCG@10 on dev by 0.006.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """The text as a whole, and its clauses where it has several.

    vector is the whole text's, float32 (dimension,), kind_hits the kinds that it finds, best first. confidences,
    float64 (1 + clauses, events), says how surely each life event shows, in the whole and in each clause.
    """

    vector: Vectors
    kind_hits: Sequence[Hit]
    clauses: Sequence[Reading]
    confidences: Confidences


def read_text(
    text: str, snapshot: Snapshot, encoder: Encoder, recipe: BridgeRecipe = DEFAULT_RECIPE
) -> TextReading:
    """Of a text with very many clauses those nearest to any kind of service are read (see nearest_clauses)."""
    clauses: Sequence[Clause] = split_clauses(text)
    if len(clauses) < 2:
        clauses = ()
    vectors = encoder.encode_queries([text, *(clause.text for clause in clauses)])
    read = [1 + row for row in nearest_clauses(vectors[1:], snapshot.kind_centroids)]
    vectors = vectors[[0, *read]]
    hits = found_kinds(snapshot, vectors, recipe)
    signs = signs_of_events(snapshot, vectors, [kind_beliefs(each) for each in hits])
    return TextReading(
        vector=vectors[0],
        kind_hits=hits[0],
        clauses=[
            Reading(clause=clauses[row - 1], vector=vector, kind_hits=kind_hits, small_talk=-1.0)
            for row, vector, kind_hits in zip(read, vectors[1:], hits[1:], strict=True)
        ],
        confidences=life_event_confidences(*signs),
    )


def without_clause(
    reading: TextReading, clause: Clause, rest: Vectors, snapshot: Snapshot
) -> TextReading:
    """The reading of what is left of the text.

    rest is its vector, float32 (dimension,), a zero one where the words left mean nothing.
    """
    kept = [row for row, each in enumerate(reading.clauses) if each.clause != clause]
    hits = found_kinds(snapshot, rest[np.newaxis])[0] if rest.any() else []
    signs = signs_of_events(snapshot, rest[np.newaxis], [kind_beliefs(hits)])
    of_clauses = reading.confidences[1:][kept]
    return TextReading(
        vector=rest,
        kind_hits=hits,
        clauses=[reading.clauses[row] for row in kept],
        confidences=np.concatenate([life_event_confidences(*signs), of_clauses]),
    )


def told_life_events(confidences: Confidences) -> dict[int, float]:
    """Positions and confidences of the life events that count, each as it shows best; confidences as in TextReading."""
    best = confidences.max(axis=0)
    return {int(event): float(best[event]) for event in np.flatnonzero(best >= COUNTS_FROM)}


def told_needs(text: str, reading: TextReading, snapshot: Snapshot) -> list[FoundNeed]:
    """The different needs that the clauses tell of; none of a text of one clause."""
    if not reading.clauses:
        return []
    return found_needs(text, reading.clauses, snapshot.kind_vectors, SURE_OF_ANY_LENGTH)


def found_kinds(
    snapshot: Snapshot, vectors: Vectors, recipe: BridgeRecipe = DEFAULT_RECIPE
) -> list[list[Hit]]:
    """The kinds of service that each of the query vectors finds by its phrases, best first.

    vectors is float32 (queries, dimension).
    """
    kinds = nearest_kinds(vectors @ snapshot.kind_centroids.T, recipe)
    phrases = snapshot.phrase_index.best_vectors(vectors, kinds)
    officials = official_scores(vectors, kinds, snapshot.kind_vectors)
    scores = rescored_kinds(phrases.scores, officials, recipe)
    best_first = np.argsort(-scores, axis=1, kind="stable")
    columns = [
        np.take_along_axis(each, best_first, axis=1).tolist()
        for each in (kinds, scores, phrases.positions)
    ]
    return [list(map(Hit, *of_vector)) for of_vector in zip(*columns, strict=True)]
