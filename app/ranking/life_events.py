"""Recognise life events in what a person wrote, and say how much each kind of service counts in them.

Three things speak for an event: the nearest of its utterances, the direction all of them lie in, and the belief that
the bridge has in its kinds. A multinomial logistic model weighs them; "none of them" is one of its classes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.results import Hit
from app.ranking.bridge import DEFAULT_RECIPE as BRIDGE

Scores = NDArray[np.float32]
Confidences = NDArray[np.float64]
Signs = NDArray[np.float32] | NDArray[np.float64]
KindBeliefs = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEventRecipe:
    """What each sign of an event adds to its log-odds, and the log-odds of there being none.

    Learnt by `python -m benchmarks.life_events --fit`, as docs/life-events.md tells. Above threshold an event is
    believed. fading is what a kind counts beside the more important one before it. Of the searched_events every
    utterance is looked at; of the others the centroid stands for the nearest too.
    """

    nearest: float = 5.13
    direction: float = 6.73
    kinds: float = 5.99
    none: float = 7.70
    threshold: float = 0.6
    fading: float = 0.9
    searched_events: int = 12


DEFAULT_RECIPE = LifeEventRecipe()


def kind_importance(
    kinds_of_events: Sequence[Sequence[int]],
    kind_count: int,
    recipe: LifeEventRecipe = DEFAULT_RECIPE,
) -> Scores:
    """How important each kind is in each event, float32 (events, kind_count): 1 for its first, less for those after.

    kinds_of_events holds each event's kinds by position, the most important first.
    """
    importance = np.zeros((len(kinds_of_events), kind_count), dtype=np.float32)
    for row, kinds in enumerate(kinds_of_events):
        importance[row, list(kinds)] = recipe.fading ** np.arange(len(kinds))
    return importance


def life_event_confidences(
    nearest: Signs,
    direction: Signs,
    kinds: Signs,
    recipe: LifeEventRecipe = DEFAULT_RECIPE,
) -> Confidences:
    """The probability of each event in each text, float64 (texts, events); what a row lacks to 1 is "none of them".

    The signs are (texts, events) each: the text's cosine with the event's nearest text and with its centroid, and the
    belief_in_events.
    """
    logits = (
        recipe.nearest * np.asarray(nearest, dtype=np.float64)
        + recipe.direction * np.asarray(direction, dtype=np.float64)
        + recipe.kinds * np.asarray(kinds, dtype=np.float64)
    )
    none = np.full((len(logits), 1), recipe.none)
    logits = np.concatenate([logits, none], axis=1)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    confidences: Confidences = (exponentials / exponentials.sum(axis=1, keepdims=True))[:, :-1]
    return confidences


def belief_in_events(beliefs: Sequence[KindBeliefs], life_event_kinds: Scores) -> Confidences:
    """What is believed of each event's kinds, each as far as it is important there: (texts, events), 0..1.

    beliefs are each text's kind_beliefs, life_event_kinds is kind_importance.
    """
    sums = np.zeros((len(beliefs), len(life_event_kinds)))
    for row, believed in enumerate(beliefs):
        kinds = [kind_position for kind_position, _ in believed]
        sums[row] = life_event_kinds[:, kinds] @ np.array([belief for _, belief in believed])
    return sums


def recognised_life_events(
    confidences: Confidences, recipe: LifeEventRecipe = DEFAULT_RECIPE
) -> list[tuple[int, float]]:
    """Positions and confidences of the believable events, best first, then by position; often none.

    confidences are (texts, events) of the texts of one person: the whole and its clauses. An event is as sure as where
    it shows best.
    """
    if not confidences.size:
        return []
    best = confidences.max(axis=0)
    found = np.flatnonzero(best >= recipe.threshold)
    return sorted(
        ((int(position), float(best[position])) for position in found),
        key=lambda event: (-event[1], event[0]),
    )


def kinds_of_given_events(importance: Scores, name_vectors: Mapping[int, int]) -> list[Hit]:
    """The kinds of life events that are known for sure, as though a text had led to them; best first.

    importance is float32 (kinds,), the highest that any of the events gives; beliefs in the hits (see kind_beliefs) are
    in proportion to it. name_vectors says by which vector of the phrase index each kind shows.
    """
    found = np.flatnonzero(importance > 0.0)
    ordered = sorted(found.tolist(), key=lambda position: (-importance[position], position))
    return [
        Hit(
            position=position,
            dense_score=1.0 + BRIDGE.temperature * float(np.log(importance[position])),
            vector_position=name_vectors[position],
        )
        for position in ordered
    ]
